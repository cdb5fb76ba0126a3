//! Names as a policy writes them, and the ways between them.

use super::View;
use crate::algebra::OperationSet;
use crate::compile::Assignment;
use crate::model::{Granted, PrincipalId, ScopeId, StageId};

impl<'v> View<'v> {
    /// Writes a few operations of a set as evidence: up to three names and how many more.
    pub fn witnesses(&self, set: &OperationSet) -> String {
        let names: Vec<_> = set
            .ids()
            .take(3)
            .map(|id| format!("`{}`", self.catalog.name(id)))
            .collect();
        match set.len().saturating_sub(names.len()) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    /// Writes a principal as a policy names it: `trainer@dev`.
    pub fn principal_name(&self, id: PrincipalId) -> String {
        self.model.principal_name(id)
    }

    /// Writes a scope as a policy names it: `churn@dev`, `dev`.
    pub fn scope_name(&self, id: ScopeId) -> String {
        self.model.scope_name(id)
    }

    /// Writes what is granted as a policy names it: `train`, `"Reader"`.
    pub fn granted_name(&self, what: &Granted) -> String {
        match what {
            Granted::Stage(id) => self.stage_name(*id),
            Granted::Role(id) => self
                .model
                .role(*id)
                .map(|role| role.name.to_string())
                .unwrap_or_default(),
            Granted::BuiltIn(guid) => {
                let role = self.catalog.builtin_by_id(guid);
                role.map(|role| format!("\"{}\"", role.name()))
                    .unwrap_or_default()
            }
        }
    }

    /// Returns a stage's name.
    pub fn stage_name(&self, id: StageId) -> String {
        self.model
            .stage(id)
            .map(|stage| stage.name.to_string())
            .unwrap_or_default()
    }

    /// Writes how a principal comes to an assignment: `alice -> ml-engineers -> "Owner" on dev`.
    pub fn chain(&self, principal: PrincipalId, assignment: &'v Assignment) -> String {
        let mut steps = self.membership_path(principal, assignment.principal);
        let what = self
            .statement_of(assignment)
            .map(|found| self.granted_name(&found.what));
        steps.push(format!(
            "{} on {}",
            what.unwrap_or_default(),
            self.scope_name(assignment.scope)
        ));
        steps.join(" -> ")
    }

    /// Lists the names from a principal up to a group that holds it, both included.
    pub fn membership_path(&self, principal: PrincipalId, group: PrincipalId) -> Vec<String> {
        let mut paths = vec![vec![principal]];
        let mut seen = vec![principal];
        let mut next = 0;
        while let Some(path) = paths.get(next).cloned() {
            let Some(last) = path.last().copied() else {
                break;
            };
            if last == group {
                return path.into_iter().map(|id| self.principal_name(id)).collect();
            }
            let above = self
                .model
                .principal(last)
                .map_or(&[][..], |one| &one.member_of);
            for holder in above {
                if !seen.contains(holder) {
                    seen.push(*holder);
                    let mut longer = path.clone();
                    longer.push(*holder);
                    paths.push(longer);
                }
            }
            next += 1;
        }
        vec![self.principal_name(principal)]
    }
}
