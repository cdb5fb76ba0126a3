//! Roles that were read, as declarations.

use smol_str::SmolStr;

use super::Garden;
use super::node::{item, name, property_of, text_value, value};
use crate::import::comment;
use crate::import::place::kind_of;
use crate::import::reading::{Placed, Reading};
use crate::import::role::{Block, Role};
use crate::import::scope::Scope;
use crate::source::Span;
use crate::syntax::ast;

impl Garden {
    /// Declares the role that was read as the `index`-th one.
    pub(super) fn role(
        &self,
        index: usize,
        role: &Role,
        reading: &mut Reading,
    ) -> Option<ast::Item> {
        let own = self.role_names.get(index)?;
        let texts = role.scopes.iter();
        let scopes: Vec<(SmolStr, Span)> = texts
            .map(|scope| (reading.stand_in(scope), scope.span))
            .collect();
        let properties = properties(own, role, &scopes, reading).into_iter();
        let properties = properties.map(ast::RoleMember::Property);
        let scopes = scopes.iter().filter_map(|(scope, _)| Scope::parse(scope));
        let tree = ast::Role {
            name: name(own, role.display.span),
            existing: role.missing,
            kind: name(kind_of(&scopes.collect::<Vec<_>>()), role.span),
            formerly: Vec::new(),
            members: properties.chain(blocks(role)).collect(),
            span: role.span,
        };
        let description = role.description.as_ref();
        let docs = description.filter(|text| comment::fits(&text.text));
        let docs = docs.map(|text| ast::Doc {
            text: text.text.clone(),
            span: text.span,
        });
        Some(item(ast::Declaration::Role(tree.into()), docs, role.span))
    }
}

/// Lists the properties that a role does not have by its name and its comment.
fn properties(
    own: &SmolStr,
    role: &Role,
    scopes: &[(SmolStr, Span)],
    reading: &mut Reading,
) -> Vec<ast::Property> {
    let mut properties = Vec::new();
    let mut text = |key, text: &Placed| properties.push(text_value(key, &text.text, text.span));
    if *own != role.display.text {
        text("name", &role.display);
    }
    match &role.id {
        Some(id) if id.text.contains('\0') => reading.unsaid_id(id),
        Some(id) => text("object-id", id),
        None => {}
    }
    let description = role.description.as_ref();
    if let Some(long) = description.filter(|text| !comment::fits(&text.text)) {
        text("description", long);
    }
    if let Some((_, first)) = scopes.first() {
        let values = scopes.iter().map(|(scope, span)| value(scope, *span));
        let list = ast::Value::List(values.collect(), *first);
        properties.push(property_of("assignable-scopes", list, *first));
    }
    properties
}

/// One block without a condition needs no braces.
fn blocks(role: &Role) -> Vec<ast::RoleMember> {
    let plain = |block: &Block| block.condition.is_none() && !block.lists.is_empty();
    match role.blocks.as_slice() {
        [block] if plain(block) => lists(block)
            .into_iter()
            .map(ast::RoleMember::List)
            .collect(),
        blocks => blocks
            .iter()
            .map(|block| ast::RoleMember::Block(braced(block)))
            .collect(),
    }
}

fn braced(block: &Block) -> ast::Block {
    let condition = block.condition.as_ref();
    ast::Block {
        lists: lists(block),
        condition: condition.map(|text| ast::Text::plain(text.text.clone(), text.span)),
        span: block.span,
    }
}

fn lists(block: &Block) -> Vec<ast::PermissionList> {
    let list = |(list, patterns, span): &(ast::ListKind, Vec<Placed>, Span)| ast::PermissionList {
        list: *list,
        patterns: patterns
            .iter()
            .map(|text| ast::Text::plain(text.text.clone(), text.span))
            .collect(),
        span: *span,
    };
    block.lists.iter().map(list).collect()
}
