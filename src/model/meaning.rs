//! What a capability and a stage take, and where.

use super::access::Excepted;
use super::permission::{Pattern, Plane};
use super::{CapabilityId, Kind, Model, ScopeId, StageId};
use crate::source::Span;

/// One pattern that a capability takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Where.
    pub scope: ScopeId,
    /// In which plane.
    pub plane: Plane,
    /// The operation, or a pattern of operations.
    pub pattern: Pattern,
    /// It defines the task; else the task needs it.
    pub defines: bool,
}

impl Model {
    /// Lists what a capability takes at a scope: there, above it and behind its links; nothing where
    /// what defines it is for no such place.
    pub fn taken(&self, capability: CapabilityId, scope: ScopeId) -> Vec<Taken> {
        let mut taken: Vec<Taken> = Vec::new();
        for part in self.parts_of(&[(capability, Span::default())]) {
            let (needed, Some(part)) = (part.needed, self.part(part)) else {
                continue;
            };
            let Some(place) = self.place_for(part.kind, scope) else {
                if needed {
                    continue;
                }
                return Vec::new();
            };
            for written in &part.patterns {
                let one = |plane| Taken {
                    scope: place,
                    plane,
                    pattern: written.pattern.clone(),
                    defines: !needed,
                };
                taken.extend(written.plane.map(one));
            }
        }
        taken
    }

    /// Finds where the part of a capability for a kind is asked for, as a clause would find it.
    pub fn place_for(&self, kind: Kind, scope: ScopeId) -> Option<ScopeId> {
        let is = |id: &ScopeId| self.scope(*id).is_some_and(|one| one.kind == kind);
        let here = self.scope(scope)?;
        if here.kind == kind || here.kind.holds(kind) {
            return Some(scope);
        }
        let mut above = self.ancestors(scope).map(|(id, _)| id);
        let linked = || here.links.iter().map(|link| link.target).find(is);
        above.find(is).or_else(linked)
    }

    /// Lists the capabilities of a stage with what is cut from them.
    pub fn capabilities_of(&self, stage: StageId) -> Vec<(CapabilityId, Vec<Pattern>)> {
        let effective = self.stage(stage).map_or(&[][..], |one| &one.effective);
        let mut found = Vec::new();
        for (position, clause) in effective.iter().enumerate() {
            let cuts = clause.cuts.iter().flat_map(|(by, index)| {
                let except = self.stage(*by).and_then(|one| one.excepts.get(*index));
                except
                    .map(|except| self.cut(&except.what))
                    .unwrap_or_default()
            });
            let cuts: Vec<_> = cuts.collect();
            let can = self
                .clause(stage, position)
                .map_or(&[][..], |clause| &clause.can);
            found.extend(can.iter().map(|(id, _)| (*id, cuts.clone())));
        }
        found
    }

    fn cut(&self, except: &Excepted) -> Vec<Pattern> {
        match except {
            Excepted::Operation(pattern) => vec![pattern.clone()],
            Excepted::Capability(id) => {
                let parts = self.capability(*id).map_or(&[][..], |one| &one.parts);
                let written = parts.iter().flat_map(|part| &part.patterns);
                written.map(|one| one.pattern.clone()).collect()
            }
        }
    }
}
