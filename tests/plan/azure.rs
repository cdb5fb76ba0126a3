//! Azure as it is documented: what it takes and what it refuses, on a snapshot.

use rolewright::catalog::Catalog;
use rolewright::model::permission::Block;
use rolewright::observed::{RoleAssignment, RoleDefinition, Snapshot};
use rolewright::plan::Write;

use crate::slow::{Assignment, Tenant};

/// A tenant that answers writes.
pub(crate) struct Azure {
    pub(crate) snapshot: Snapshot,
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Tells whether a scope is another one or lies below it; every subscription lies below `/`.
fn covers(above: &str, scope: &str) -> bool {
    let (above, scope) = (above.to_lowercase(), scope.to_lowercase());
    above == "/" || scope == above || scope.starts_with(&format!("{above}/"))
}

impl Azure {
    /// Carries a write out, or says by which code Azure refuses it.
    pub(crate) fn write(&mut self, write: &Write) -> Result<(), &'static str> {
        match write {
            Write::PutRole(role) => self.put_role(role),
            Write::PutAssignment(one) => self.put_assignment(one),
            Write::DeleteAssignment { scope, name } => {
                let all = &mut self.snapshot.role_assignments;
                let at = all.iter().position(|one| {
                    one.name == *name && same(&one.scope, scope) && !one.is_eligible()
                });
                all.remove(at.ok_or("nothing to delete")?);
                Ok(())
            }
            Write::DeleteRole { id } => {
                let held = self.snapshot.role_assignments.iter();
                if held.filter(|one| one.role == *id).count() > 0 {
                    return Err("RoleDefinitionHasAssignments");
                }
                let all = &mut self.snapshot.role_definitions;
                let at = all.iter().position(|one| one.id == *id && one.custom);
                all.remove(at.ok_or("nothing to delete")?);
                Ok(())
            }
        }
    }

    fn put_role(&mut self, role: &RoleDefinition) -> Result<(), &'static str> {
        if !role.custom || role.permissions.len() != 1 || role.assignable_scopes.is_empty() {
            return Err("BadRequest");
        }
        let roles = &mut self.snapshot.role_definitions;
        let namesake =
            |one: &RoleDefinition| one.custom && one.id != role.id && same(&one.name, &role.name);
        if roles.iter().any(namesake) {
            return Err("RoleDefinitionWithSameNameExists");
        }
        for one in &self.snapshot.role_assignments {
            let placed = role
                .assignable_scopes
                .iter()
                .any(|above| covers(above, &one.scope));
            if one.role == role.id && !placed {
                return Err("an assignment needs the scope");
            }
        }
        match roles.iter_mut().find(|one| one.id == role.id) {
            Some(known) if !known.custom => return Err("it is built in"),
            Some(known) => *known = role.clone(),
            None => roles.push(role.clone()),
        }
        Ok(())
    }

    fn put_assignment(&mut self, new: &RoleAssignment) -> Result<(), &'static str> {
        let custom = self.snapshot.role_definitions.iter();
        let custom = custom.clone().find(|one| one.custom && new.role == one.id);
        let built_in = Catalog::embedded().builtin_by_id(&new.role.text());
        let all = &self.snapshot.role_definitions;
        let is_azures = all.iter().any(|one| !one.custom && new.role == one.id);
        match (custom, built_in) {
            (None, None) if !is_azures => return Err("RoleDefinitionDoesNotExist"),
            (Some(role), _) => {
                let scopes = &role.assignable_scopes;
                if !scopes.iter().any(|above| covers(above, &new.scope)) {
                    return Err("outside the assignable scopes");
                }
            }
            _ => {}
        }
        let mut principals = self.snapshot.principals.iter();
        match principals.find(|one| new.principal.id == one.id) {
            None => return Err("PrincipalNotFound"),
            Some(one) if one.kind.azure_type() != new.principal.kind.azure_type() => {
                return Err("UnmatchedPrincipalType");
            }
            Some(_) => {}
        }
        let tuple = |one: &RoleAssignment| {
            same(&one.scope, &new.scope)
                && one.principal.id == new.principal.id
                && one.role == new.role
        };
        let all = &mut self.snapshot.role_assignments;
        let standing = || all.iter().filter(|one| !one.is_eligible());
        if standing().any(|one| one.name != new.name && tuple(one)) {
            return Err("RoleAssignmentExists");
        }
        if standing().any(|one| one.name == new.name && !tuple(one)) {
            return Err("RoleAssignmentUpdateNotPermitted");
        }
        let known = all
            .iter_mut()
            .find(|one| one.name == new.name && !one.is_eligible());
        match known {
            Some(known) => *known = new.clone(),
            None => all.push(new.clone()),
        }
        Ok(())
    }

    /// Returns what a role gives.
    pub(crate) fn blocks(&self, role: &str) -> Vec<Block> {
        let mut roles = self.snapshot.role_definitions.iter();
        match roles.find(|one| one.id == role) {
            Some(one) => one.permissions.clone(),
            None => Catalog::embedded().builtin_by_id(role).unwrap().blocks(),
        }
    }

    /// Writes it for the slow evaluator.
    pub(crate) fn tenant(&self) -> Tenant {
        let standing = self.snapshot.role_assignments.iter();
        let assignments = standing.map(|one| Assignment {
            scope: one.scope.to_string(),
            principal: one.principal.id.to_string(),
            blocks: self.blocks(&one.role.text()),
            conditional: one.condition.is_some() || one.is_eligible(),
        });
        Tenant {
            assignments: assignments.collect(),
            ..Tenant::default()
        }
    }
}
