//! Invariants of the old side that the new side breaks and the old one did not: a change may not
//! take out of the way what rules it out.

use rayon::prelude::*;
use smol_str::SmolStr;

use super::Sides;
use crate::access::{Access, At};
use crate::diff::told::{Chain, Stair, Teller};
use crate::model::guarantee::Modality;
use crate::model::{Granted, Model, PrincipalId, RoleId, ScopeId, StageId};
use crate::source::Span;
use crate::support::hash::HashSet;
use crate::verdict::{By, Court, Foreign, Way, defining};

/// An invariant of the old side that the new side breaks.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The invariant, in the texts of the old side.
    pub at: Span,
    /// Who breaks it.
    pub who: SmolStr,
    /// So many others do so as well.
    pub others: usize,
    /// The steps that it takes.
    pub steps: Vec<Stair>,
    /// The grant behind them.
    pub chain: Option<Chain>,
    /// What was not read and may give it, where no grant surely does.
    pub unread: Option<SmolStr>,
}

/// Holds the invariants of the old side, and what its tests rule out, against both sides.
pub(super) fn compare(sides: &Sides<'_, '_>, teller: &Teller<'_>) -> Vec<Broken> {
    let ruled_out = ruled_out(sides.old.model);
    if ruled_out.is_empty() {
        return Vec::new();
    }
    let [before, after] =
        [sides.old, sides.new].map(|side| Court::over(side.model, side.compiled, side.reach));
    let judged = ruled_out.into_par_iter().filter_map(|(at, invariant)| {
        let carried = sides.carried_over(&invariant);
        let now = after.breaches(&carried);
        if now.is_empty() {
            return None;
        }
        let was = before.breaches(&invariant);
        let was: HashSet<PrincipalId> = was.iter().map(|way| way.who).collect();
        let is_new = |way: &&Way| {
            let who = sides.forth.party(way.who);
            who.is_none_or(|who| !was.contains(&who))
        };
        let fresh: Vec<&Way> = now.iter().filter(is_new).collect();
        // The way that is told may leave out its steps, which it then is asked for by itself.
        let way = after.breach(&carried, fresh.first()?.who)?;
        Some(told(teller, at, &way, fresh.len() - 1))
    });
    judged.collect()
}

/// Lists what a policy set rules out, with where it says so.
fn ruled_out(model: &Model) -> Vec<(Span, Foreign)> {
    let exactly = |on: &[ScopeId]| on.iter().copied().map(At::from).collect();
    let nevers = model.nevers.iter().map(|never| {
        let invariant = Foreign {
            modality: never.modality,
            what: defining(model, &never.what),
            to: never.to.clone(),
            on: never.on.as_deref().map(exactly),
            except: never.except.clone(),
            through: never.through.clone(),
            given: false,
        };
        (never.span, invariant)
    });
    let lines = model.tests.iter().flat_map(|test| &test.expectations);
    let lines = lines.filter(|line| !line.can).map(|line| {
        let invariant = Foreign {
            modality: if line.reach {
                Modality::Reach
            } else {
                Modality::Any
            },
            what: defining(model, &line.what),
            to: line.who.clone(),
            on: Some(exactly(&line.on)),
            except: Vec::new(),
            through: Vec::new(),
            given: line.who.is_some(),
        };
        (line.span, invariant)
    });
    nevers.chain(lines).collect()
}

fn told(teller: &Teller<'_>, at: Span, way: &Way, others: usize) -> Broken {
    let end = way.steps.last().map_or(way.who, |step| step.to);
    let (chain, unread) = match &way.by {
        By::Grant(origin) => (teller.chain_to(end, *origin), None),
        By::Unread(what) => (None, Some(what.clone())),
    };
    Broken {
        at,
        who: teller.party(way.who),
        others,
        steps: teller.stairs(&way.steps),
        chain,
        unread,
    }
}

impl Sides<'_, '_> {
    /// Writes an invariant of the old side for the new one. It means what it meant there: the
    /// operations of the old side, its scopes though they lost their names, and the members of its
    /// groups though they left them.
    fn carried_over(&self, was: &Foreign) -> Foreign {
        let on = was.on.as_ref();
        Foreign {
            to: was.to.as_ref().map(|to| self.those_of(to, |_| true)),
            on: on.map(|on| {
                on.iter()
                    .filter_map(|at| self.back.place(at.scope))
                    .collect()
            }),
            // Who left an excepted group is excepted no more; of a group that is gone nobody left.
            except: self.those_of(&was.except, |group| self.back.party(group).is_none()),
            through: self.still_through(&was.through),
            ..was.clone()
        }
    }

    /// Finds identities of the old side on the new one, with the members that some of them had.
    fn those_of(
        &self,
        named: &[PrincipalId],
        with_members: impl Fn(PrincipalId) -> bool,
    ) -> Vec<PrincipalId> {
        let opened: Vec<_> = named
            .iter()
            .copied()
            .filter(|one| with_members(*one))
            .collect();
        let mut found: Vec<_> = named
            .iter()
            .filter_map(|one| self.back.party(*one))
            .collect();
        if !opened.is_empty() {
            let members = members(self.old.access(), &opened);
            found.extend(members.filter_map(|one| self.back.party(one)));
        }
        found
    }

    /// Lists what may be granted on the new side and is one of what was named on the old one.
    fn still_through(&self, named: &[Granted]) -> Vec<Granted> {
        if named.is_empty() {
            return Vec::new();
        }
        let model = self.new.model;
        let stages = (0..model.stages.len()).map(|at| Granted::Stage(StageId::new(at)));
        let roles = (0..model.roles.len()).map(|at| Granted::Role(RoleId::new(at)));
        let built_in = named
            .iter()
            .filter(|one| matches!(one, Granted::BuiltIn(_)));
        let all = stages.chain(roles).chain(built_in.cloned());
        all.filter(|one| self.is_named(one, named)).collect()
    }
}

/// Lists who is in one of some groups.
fn members<'a>(
    access: &'a Access<'_>,
    groups: &'a [PrincipalId],
) -> impl Iterator<Item = PrincipalId> + 'a {
    let everyone = (0..access.world().parties.len()).map(PrincipalId::new);
    everyone.filter(|who| {
        access
            .holders(*who)
            .iter()
            .skip(1)
            .any(|one| groups.contains(one))
    })
}
