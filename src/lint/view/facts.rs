//! What is known of roles, each by itself, and kept from one view to the next.

use std::sync::OnceLock;

use super::View;
use crate::algebra::{Builtins, PermissionSet, Reach};
use crate::compile::{Compiled, CompiledRole, CompiledRoleId};
use crate::lint::grade::Grade;

/// What is known of the roles of a policy set, by position; it depends on their blocks alone.
#[derive(Debug, Default)]
pub struct Facts {
    roles: Vec<Fact>,
}

#[derive(Debug, Default)]
struct Fact {
    /// What it reaches among the known operations.
    reach: OnceLock<Reach>,
    /// What it is as a permission set.
    set: OnceLock<PermissionSet>,
    /// How much it gives.
    grade: OnceLock<Grade>,
    /// The role of Azure that grants exactly the same.
    built_in: OnceLock<Option<&'static str>>,
}

impl Facts {
    /// Knows nothing yet of any role.
    pub(super) fn none(compiled: &Compiled) -> Self {
        let roles = compiled.roles.iter().map(|_| Fact::default());
        Self {
            roles: roles.collect(),
        }
    }

    /// Moves what is known of roles to where the same ones stand now: those with the same key that
    /// have equal blocks. Roles are sorted by key.
    pub fn moved(self, from: &[CompiledRole], to: &[CompiledRole]) -> Self {
        let mut known = from.iter().zip(self.roles).peekable();
        let roles = to.iter().map(|role| {
            while known.next_if(|(old, _)| old.key < role.key).is_some() {}
            let found = known.next_if(|(old, _)| old.key == role.key);
            let same = found.filter(|(old, _)| old.blocks == role.blocks);
            same.map(|(_, fact)| fact).unwrap_or_default()
        });
        Self {
            roles: roles.collect(),
        }
    }
}

impl View<'_> {
    /// Begins with what is known of the roles of [`View::compiled`] already.
    pub fn knowing(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// Returns what is known of the roles.
    pub fn into_facts(self) -> Facts {
        self.facts
    }

    fn fact(&self, id: CompiledRoleId) -> Option<&Fact> {
        self.facts.roles.get(self.twin(id).index())
    }

    /// Returns what a role reaches among the known operations, both bounds; worked out once.
    pub fn reach(&self, id: CompiledRoleId) -> Option<&Reach> {
        let role = self.role(id)?;
        let reach = || Reach::of_blocks(self.catalog, &role.blocks);
        Some(self.fact(id)?.reach.get_or_init(reach))
    }

    /// Returns a role as a permission set; worked out once.
    pub fn set(&self, id: CompiledRoleId) -> Option<&PermissionSet> {
        let role = self.role(id)?;
        let set = || PermissionSet::of(&role.blocks);
        Some(self.fact(id)?.set.get_or_init(set))
    }

    /// Returns how much a role gives; worked out once.
    pub fn grade(&self, id: CompiledRoleId) -> Option<Grade> {
        let role = self.role(id)?;
        let reach = self.reach(id)?;
        let grade = || Grade::of(self.catalog, &role.blocks, reach);
        Some(*self.fact(id)?.grade.get_or_init(grade))
    }

    /// Returns the name of the role of Azure that grants exactly what a role grants; worked out once.
    pub fn equal_built_in(&self, id: CompiledRoleId) -> Option<&'static str> {
        let (role, reach) = (self.role(id)?, self.reach(id)?);
        let equal = || {
            Builtins::of(self.catalog)
                .equal(&role.blocks, reach)
                .map(|one| one.name())
        };
        *self.fact(id)?.built_in.get_or_init(equal)
    }
}
