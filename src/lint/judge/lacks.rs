//! The lower bound: who surely can, and what the others lack.

use super::Judge;
use super::asked::{add, block_of};
use crate::algebra::{Bound, PermissionSet, compose};
use crate::compile::Assignment;
use crate::model::guarantee::Asked;
use crate::model::permission::{Block, Plane};
use crate::model::{CapabilityId, Kind, PrincipalId, ScopeId};

impl<'v> Judge<'_, 'v> {
    /// Tells whether somebody surely can do what is asked at a scope; if not, what they lack.
    pub(in crate::lint) fn lacks(
        &self,
        who: PrincipalId,
        asked: &Asked,
        scope: ScopeId,
        eligible: bool,
    ) -> Option<String> {
        let needs: Vec<Vec<(ScopeId, Block)>> = match asked {
            Asked::Operation(pattern) => Plane::BOTH
                .map(|plane| vec![(scope, block_of(plane, pattern))])
                .into(),
            Asked::Capability(id) => vec![self.needs(*id, scope)],
            Asked::Stage(id) => {
                let capabilities = self.capabilities(*id).into_iter();
                capabilities.map(|(id, _)| self.needs(id, scope)).collect()
            }
        };
        let mut lacking = None;
        for parts in needs.iter().filter(|parts| !parts.is_empty()) {
            match parts
                .iter()
                .find_map(|part| self.missing(who, part, eligible))
            {
                None => return None,
                Some(missing) => lacking = lacking.or(Some(missing)),
            }
        }
        Some(lacking.unwrap_or_else(|| "nothing of it is for such a place".to_owned()))
    }

    /// Finds an operation of a block that is not surely granted.
    fn missing(
        &self,
        who: PrincipalId,
        (scope, block): &(ScopeId, Block),
        eligible: bool,
    ) -> Option<String> {
        let needed = PermissionSet::of(std::slice::from_ref(block));
        let mut held = PermissionSet::empty();
        for group in self.groups_of(who) {
            for (_, assignment) in self.view.holdings().reaching(self.view, *group, *scope) {
                if self.is_sure(assignment, eligible)
                    && let Some(set) = self.view.set(assignment.role)
                {
                    held = held.union(set);
                }
            }
        }
        if needed.within(Bound::Lower, &held, Bound::Lower).is_sure() {
            return None;
        }
        let beyond = needed.beyond(Bound::Lower, &held, Bound::Lower);
        let place = self.view.scope_name(*scope);
        Some(match beyond.witness() {
            Some(witness) => format!("`{}` on `{place}` is missing", witness.name),
            None => format!("it is not certain that all of it is granted on `{place}`"),
        })
    }

    /// Tells whether an assignment stands without a condition, or is eligible where that counts.
    fn is_sure(&self, assignment: &'v Assignment, eligible: bool) -> bool {
        let mut statements = self
            .view
            .grants_of(assignment)
            .filter_map(|grant| self.view.model.statement(grant.statement));
        statements
            .any(|statement| statement.condition.is_none() && (eligible || !statement.eligible))
    }

    /// Lists what a capability takes at a scope: its parts there, above it and behind its links.
    fn needs(&self, capability: CapabilityId, scope: ScopeId) -> Vec<(ScopeId, Block)> {
        let model = self.view.model;
        let mut needs: Vec<(ScopeId, Block)> = Vec::new();
        for part in model.parts_of(&[(capability, crate::source::Span::default())]) {
            let (needed, Some(part)) = (part.needed, model.part(part)) else {
                continue;
            };
            let Some(place) = self.place_of(part.kind, scope) else {
                if needed {
                    continue;
                }
                return Vec::new();
            };
            if !needs.iter().any(|(known, _)| *known == place) {
                needs.push((place, Block::default()));
            }
            if let Some((_, block)) = needs.iter_mut().find(|(known, _)| *known == place) {
                for written in &part.patterns {
                    add(block, written.plane, &written.pattern);
                }
            }
        }
        let catalog = self.view.catalog;
        let composed = needs.into_iter();
        composed
            .map(|(place, block)| (place, compose(catalog, &block)))
            .collect()
    }

    /// Finds where the part of a capability for a kind is asked for, as a clause would find it.
    fn place_of(&self, kind: Kind, scope: ScopeId) -> Option<ScopeId> {
        let model = self.view.model;
        let is = |id: &ScopeId| model.scope(*id).is_some_and(|one| one.kind == kind);
        let here = model.scope(scope)?;
        if here.kind == kind || here.kind.holds(kind) {
            return Some(scope);
        }
        let mut above = model.ancestors(scope).map(|(id, _)| id);
        let linked = || here.links.iter().map(|link| link.target).find(is);
        above.find(is).or_else(linked)
    }
}
