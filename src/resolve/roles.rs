//! Custom roles that a policy spells out.

use smol_str::SmolStr;

use super::environments::text_of;
use super::nearest::nearest;
use super::properties::{find, is_told_by_its_shape, tables};
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::access::Written;
use crate::model::permission::{Block, Plane};
use crate::model::{DeclaredId, Role, RoleId};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, PermissionList, Property, RoleMember, Value};

impl Resolver<'_> {
    /// Reads every `role`.
    pub(super) fn roles(&mut self, placed: &[Placed<'_>]) {
        for one in placed {
            if let (Declaration::Role(role), Some(declared)) = (&one.item.declaration, one.declared)
            {
                let place = one.made_by.is_none().then_some(one.item.span);
                self.step(one, |this| this.role(role, declared, place));
            }
        }
    }

    /// Reads a role; `place` is its declaration, where no template made it.
    fn role(&mut self, written: &ast::Role, declared: DeclaredId, place: Option<Span>) {
        let Some(kind) = self.kind(&written.kind) else {
            return;
        };
        let mut role = Role {
            declared,
            name: written.name.text.clone(),
            existing: written.existing,
            kind,
            display_name: None,
            object_id: None,
            assignable_scopes: Vec::new(),
            formerly: written
                .formerly
                .iter()
                .map(|name| name.text.clone())
                .collect(),
            blocks: Vec::new(),
            written: Vec::new(),
        };
        let told = self.diagnostics.told();
        let is_kept = place.is_some_and(|place| self.lay_back(&mut role, place));
        self.role_members(&mut role, written, is_kept);
        let is_plain = role.blocks.iter().all(|block| block.condition.is_none());
        let is_plain = is_plain && place.is_some() && told == self.diagnostics.told();
        self.check_identity(&role, written);
        let id = RoleId::new(self.model.roles.len());
        self.names.roles.insert(role.name.clone(), id);
        self.model.roles.push(role);
        self.plain.extend(is_plain.then_some(id));
    }

    /// Reads what stands between the braces of a role, its lists unless they are kept; lists outside
    /// of a block make one together.
    fn role_members(&mut self, role: &mut Role, written: &ast::Role, is_kept: bool) {
        let mut loose: Vec<&PermissionList> = Vec::new();
        let mut seen: Vec<&Property> = Vec::new();
        for member in &written.members {
            match member {
                RoleMember::Property(property) => {
                    match find(&seen, &property.key.text) {
                        Some(first) => self.duplicate_property(property, first),
                        None => self.role_property(role, property),
                    }
                    seen.push(property);
                }
                RoleMember::List(_) | RoleMember::Block(_) if is_kept => {}
                RoleMember::List(list) => loose.push(list),
                RoleMember::Block(block) => {
                    let condition = block.condition.as_ref().map(|text| self.text(text, None));
                    let lists: Vec<_> = block.lists.iter().collect();
                    self.block(role, &lists, condition);
                }
            }
        }
        if !loose.is_empty() {
            self.block(role, &loose, None);
        }
    }

    /// Checks that an existing role says which one it is, and that no role says it twice.
    fn check_identity(&mut self, role: &Role, written: &ast::Role) {
        if role.existing && role.object_id.is_none() {
            let message = format!("existing role `{}` has no `object-id`", role.name);
            let span = written.name.span;
            let found = Diagnostic::new(codes::MISSING_PROPERTY, Severity::Error, span, message)
                .note("an existing role is assigned by its GUID and never written")
                .help("copy the GUID from `az role definition list --name \"…\" --query [].name`");
            self.report(found);
        }
        self.repeated_names(&written.formerly);
        if let (Some(former), Some((_, pinned))) = (written.formerly.first(), &role.object_id) {
            let message = "`formerly` says nothing where `object-id` says which role it is";
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, former.span, message);
            let found = found.related(*pinned, "this is the id that it keeps");
            self.report(found.help("remove one of the two"));
        }
    }

    fn role_property(&mut self, role: &mut Role, property: &Property) {
        match property.key.text.as_str() {
            "name" => {
                if let Some(text) = text_of(property) {
                    role.display_name = Some((self.text(text, None), text.span));
                }
            }
            "object-id" => {
                let guid = self.only_guid(property);
                role.object_id = guid.map(|guid| (guid, property.span));
            }
            // For texts that cannot stand in `///` lines.
            "description" => {
                let text = text_of(property).map(|text| self.text(text, None));
                if let Some(declared) = self.model.declared.get_mut(role.declared.index()) {
                    declared.docs = text.or(declared.docs.take());
                }
            }
            "assignable-scopes" => role.assignable_scopes = self.assignable(property),
            _ => self.unknown_role_property(property),
        }
    }

    fn unknown_role_property(&mut self, property: &Property) {
        let key = &property.key;
        if is_told_by_its_shape(key) {
            return;
        }
        let message = format!("a role has no property `{}`", key.text);
        let found = Diagnostic::new(codes::UNKNOWN_PROPERTY, Severity::Error, key.span, message);
        let known = tables("role")[0].iter().map(|(name, _)| *name);
        let lists = [
            "actions",
            "data-actions",
            "except-actions",
            "except-data-actions",
        ];
        self.report(match nearest(&key.text, known.chain(lists)) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(key.span, near)],
            ),
            None => found.suggest("remove it", vec![Edit::delete(property.span)]),
        });
    }

    fn assignable(&mut self, property: &Property) -> Vec<(SmolStr, Span)> {
        let mut found = Vec::new();
        for value in &property.values {
            let values = match value {
                Value::List(values, _) => values.as_slice(),
                other => std::slice::from_ref(other),
            };
            for value in values {
                found.push((self.value_text(value, None), value.span()));
            }
        }
        found
    }

    fn block(&mut self, role: &mut Role, lists: &[&PermissionList], condition: Option<SmolStr>) {
        let written: Vec<Written> = lists.iter().flat_map(|list| self.written(list)).collect();
        let pick = |plane: Plane, cut: bool| {
            let chosen = written
                .iter()
                .filter(|one| one.plane == Some(plane) && one.cut == cut);
            chosen.map(|one| one.pattern.clone()).collect::<Vec<_>>()
        };
        role.blocks.push(Block {
            actions: pick(Plane::Control, false),
            not_actions: pick(Plane::Control, true),
            data_actions: pick(Plane::Data, false),
            not_data_actions: pick(Plane::Data, true),
            condition,
        });
        role.written.push(written);
    }
}
