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
    pub(super) fn role(
        &self,
        index: usize,
        role: &Role,
        reading: &mut Reading,
    ) -> Option<ast::Item> {
        let own = self.role_names.get(index)?;
        let mut members = Vec::new();
        let mut property =
            |property: ast::Property| members.push(ast::RoleMember::Property(property));
        if *own != role.display.text {
            property(text_value("name", &role.display.text, role.display.span));
        }
        if let Some(id) = role.id.as_ref() {
            if id.text.contains('\0') {
                reading.unsaid_id(id);
            } else {
                property(text_value("object-id", &id.text, id.span));
            }
        }
        let description = role.description.as_ref();
        if let Some(text) = description.filter(|text| !comment::fits(&text.text)) {
            property(text_value("description", &text.text, text.span));
        }
        let texts = role
            .scopes
            .iter()
            .map(|scope| (reading.stand_in(scope), scope.span));
        let scopes: Vec<(SmolStr, Span)> = texts.collect();
        if let Some((_, first)) = scopes.first() {
            let values = scopes.iter().map(|(scope, span)| value(scope, *span));
            let list = ast::Value::List(values.collect(), *first);
            property(property_of("assignable-scopes", list, *first));
        }
        members.extend(blocks(role));
        let scopes = scopes.iter().filter_map(|(scope, _)| Scope::parse(scope));
        let scopes: Vec<Scope> = scopes.collect();
        let docs = description.filter(|text| comment::fits(&text.text));
        let declaration = ast::Declaration::Role(ast::Role {
            name: name(own, role.display.span),
            existing: role.missing,
            kind: name(kind_of(&scopes), role.span),
            formerly: Vec::new(),
            members,
            span: role.span,
        });
        let docs = docs.map(|text| ast::Doc {
            text: text.text.clone(),
            span: text.span,
        });
        Some(item(declaration, docs, role.span))
    }
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
