//! Invariants of the old side that the new side breaks and the old one did not: a change may not
//! take out of the way what rules it out.

use smol_str::SmolStr;

use super::Sides;
use crate::access::{Access, At};
use crate::diff::told::{Chain, Stair, Teller};
use crate::model::guarantee::Never;
use crate::model::{Granted, PrincipalId, RoleId, StageId};
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

/// Holds the invariants of the old side against both sides.
pub(super) fn compare(sides: &Sides<'_, '_>, teller: &Teller<'_>) -> Vec<Broken> {
    if sides.old.model.nevers.is_empty() {
        return Vec::new();
    }
    let [before, after] =
        [sides.old, sides.new].map(|side| Court::over(side.model, side.compiled, side.reach));
    let mut found = Vec::new();
    for never in &sides.old.model.nevers {
        let invariant = sides.carried_over(never);
        let now = after.breaches(&invariant);
        if now.is_empty() {
            continue;
        }
        let was: HashSet<PrincipalId> = before
            .breaches(&as_it_is(sides, never))
            .iter()
            .map(|way| way.who)
            .collect();
        let is_new = |way: &&Way| {
            sides
                .forth
                .party(way.who)
                .is_none_or(|who| !was.contains(&who))
        };
        let fresh: Vec<&Way> = now.iter().filter(is_new).collect();
        // The way that is told may leave out its steps, which it then is asked for by itself.
        let way = fresh
            .first()
            .and_then(|way| after.breach(&invariant, way.who));
        found.extend(way.map(|way| told(teller, never.span, &way, fresh.len() - 1)));
    }
    found
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

/// Writes an invariant for the side that it is of.
fn as_it_is(sides: &Sides<'_, '_>, never: &Never) -> Foreign {
    let on = never.on.as_ref();
    Foreign {
        modality: never.modality,
        what: defining(sides.old.model, &never.what),
        to: never.to.clone(),
        on: on.map(|on| on.iter().copied().map(At::from).collect()),
        except: never.except.clone(),
        through: never.through.clone(),
    }
}

impl Sides<'_, '_> {
    /// Writes an invariant of the old side for the new one. It means what it meant there: the
    /// operations of the old side, its scopes though they lost their names, and the members of its
    /// groups though they left them.
    fn carried_over(&self, never: &Never) -> Foreign {
        let on = never.on.as_ref();
        Foreign {
            modality: never.modality,
            what: defining(self.old.model, &never.what),
            to: never.to.as_ref().map(|to| self.those_of(to, |_| true)),
            on: on.map(|on| on.iter().filter_map(|one| self.back.place(*one)).collect()),
            // Who left an excepted group is excepted no more; of a group that is gone nobody left.
            except: self.those_of(&never.except, |group| self.back.party(group).is_none()),
            through: self.still_through(&never.through),
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
