//! The upper bound: who possibly may, and by which grant.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use smol_str::format_smolstr;

use super::judge::{Judge, Question, Sought};
use super::{By, Way};
use crate::access::{At, Grant, Hides, Origin, Schedule};
use crate::algebra::{Bound, PermissionSet};
use crate::compile::Provenance;
use crate::model::permission::Block;
use crate::model::{Granted, PrincipalId, ScopeId, Statement};

/// A question in the form in which it is asked of each grant.
pub(super) struct Ready<'q> {
    pub(super) question: &'q Question<'q>,
    sought: &'q Sought,
    to: Option<FixedBitSet>,
    except: FixedBitSet,
    /// Scopes that stand above all others that are asked about.
    on: Option<Vec<At>>,
}

impl Ready<'_> {
    /// Leaves one alone of all that are asked about.
    pub(super) fn restrict(&mut self, who: PrincipalId) {
        if self.to.as_ref().is_none_or(|to| to.contains(who.index())) {
            self.to = Some([who.index()].into_iter().collect());
        }
    }
}

impl Judge<'_> {
    /// Lists every way in which what is asked is possibly granted, one for each assignment.
    pub(super) fn ways(&self, sought: &Sought, question: &Question<'_>) -> Vec<Way> {
        let ready = self.ready(sought, question);
        if let Some(reach) = self.reach.filter(|_| question.reach) {
            return self.ways_of_each(&ready, Some(reach));
        }
        let grants = &self.access.world().grants;
        let way = |position: usize| self.way(&ready, grants.get(position)?);
        let mut ways: Vec<Way> = match question.to {
            Some(to) => self.reaching(to).into_iter().filter_map(way).collect(),
            None => (0..grants.len()).filter_map(way).collect(),
        };
        // An assignment is several grants where conditions differ; these stand side by side.
        ways.dedup_by(|later, earlier| later.by == earlier.by);
        ways.extend(self.unread(&ready));
        ways
    }

    /// Puts a question in the form in which it is asked of each grant.
    pub(super) fn ready<'q>(&self, sought: &'q Sought, question: &'q Question<'q>) -> Ready<'q> {
        Ready {
            question,
            sought,
            to: question.to.map(|to| self.with_members(to)),
            except: self.with_members(question.except),
            on: question.on.as_deref().map(|on| self.highest(on)),
        }
    }

    fn way(&self, ready: &Ready<'_>, grant: &Grant) -> Option<Way> {
        let mut candidates =
            (self.is_asked_for(ready, grant)).then(|| self.asked_of(ready, grant.principal))?;
        let who = candidates.find(|who| !self.is_denied(ready, *who, grant))?;
        Some(Way::direct(who, By::Grant(grant.origin)))
    }

    /// Tells whether a grant possibly gives what is asked, where it is asked, and counts.
    pub(super) fn is_asked_for(&self, ready: &Ready<'_>, grant: &Grant) -> bool {
        ready.sought.roles.contains(grant.role.index())
            && self.is_near(ready, grant.scope)
            && self.counts(ready.question, grant)
    }

    /// Lists who of those that are asked about has what a principal is granted: itself, or else its
    /// members.
    pub(super) fn asked_of<'s>(
        &'s self,
        ready: &'s Ready<'_>,
        holder: PrincipalId,
    ) -> impl Iterator<Item = PrincipalId> + 's {
        let members = self.members_of(holder).iter().copied();
        let all = std::iter::once(holder).chain(members.filter(move |one| *one != holder));
        all.filter(|who| self.is_asked(ready, *who))
    }

    pub(super) fn is_asked(&self, ready: &Ready<'_>, who: PrincipalId) -> bool {
        let question = ready.question;
        let party = self.access.world().parties.get(who.index());
        let fits = party.is_some_and(|one| {
            one.gained.is_none()
                && (one.declared || !question.declared)
                && (one.implicit_of.is_none() || question.implicit)
        });
        fits && ready.to.as_ref().is_none_or(|to| to.contains(who.index()))
            && !ready.except.contains(who.index())
    }

    /// Tells whether a grant counts for a question, by why it is made.
    fn counts(&self, question: &Question<'_>, grant: &Grant) -> bool {
        match grant.origin {
            Origin::Azure(_) if !question.given && !question.reach => false,
            Origin::Gained if !question.reach => false,
            Origin::Policy(assignment) => self.statements(assignment).any(|statement| {
                let activated = question.standing && statement.eligible;
                !activated && !question.through.contains(&statement.what)
            }),
            _ => {
                let activated = question.standing && grant.schedule == Schedule::Eligible;
                let mut through = question.through.iter();
                !activated && !through.any(|what| self.is_of(grant, what))
            }
        }
    }

    /// Lists the statements that ask for an assignment.
    pub(super) fn statements(&self, assignment: usize) -> impl Iterator<Item = &Statement> {
        let found = self.compiled.assignments.get(assignment);
        let sources = found.into_iter().flat_map(|one| &one.sources);
        let sources = sources.filter_map(|at| self.compiled.sources.get(*at));
        let grants = sources.filter_map(|source| self.model.grants.get(source.grant));
        grants.filter_map(|grant| self.model.statement(grant.statement))
    }

    /// Tells whether a grant that no statement asks for is of a stage or role, by its role's GUID.
    pub(super) fn is_of(&self, grant: &Grant, what: &Granted) -> bool {
        let role = self.access.world().roles.get(grant.role.index());
        let mut compiled = self.compiled.roles.iter();
        role.is_some_and(|role| match what {
            Granted::BuiltIn(guid) => *guid == role.guid,
            Granted::Stage(id) => compiled.any(|one| {
                let stage = Provenance::Composed(*id);
                one.guid == role.guid && one.provenance == stage
            }),
            Granted::Role(id) => compiled.any(|one| {
                let ours = [Provenance::Written(*id), Provenance::Existing(*id)];
                one.guid == role.guid && ours.contains(&one.provenance)
            }),
        })
    }

    /// Tells whether a denial surely takes away all that a grant gives of what is asked, wherever
    /// the question looks.
    pub(super) fn is_denied(&self, ready: &Ready<'_>, who: PrincipalId, grant: &Grant) -> bool {
        if self.access.world().denials.is_empty() {
            return false;
        }
        let Some(set) = self.access.set(grant.role) else {
            return false;
        };
        let at = |place: ScopeId| {
            let left = set.difference(&self.denied(who, place));
            let left = left.overlaps(Bound::Upper, &ready.sought.set, Bound::Upper);
            !left.is_possible()
        };
        match &ready.on {
            None => at(grant.scope),
            Some(on) => on.iter().all(|on| {
                if self.access.covers(grant.scope, on.scope) {
                    at(on.scope)
                } else {
                    !self.is_below(grant.scope, *on) || at(grant.scope)
                }
            }),
        }
    }

    /// Returns what is surely denied at a scope and everywhere below it.
    fn denied(&self, who: PrincipalId, scope: ScopeId) -> PermissionSet {
        let denials = self.access.denials(who, scope.into());
        let meant = denials.filter(|(_, meant)| meant.lower);
        let denials = meant.filter_map(|(at, _)| self.access.world().denials.get(at));
        let sure = denials.filter(|one| one.condition.is_none() && !one.not_below);
        let blocks: Vec<Block> = sure.flat_map(|one| one.blocks.clone()).collect();
        PermissionSet::of(&blocks)
    }

    /// Lists what was not read and may give somebody what is asked: for one, who is in a group.
    fn unread(&self, ready: &Ready<'_>) -> Option<Way> {
        let hidden = self.access.world().gaps.iter();
        let hidden = hidden.filter(|gap| gap.hides == Hides::Access);
        let mut near = hidden.filter(|gap| gap.scope.is_none_or(|at| self.is_near(ready, at)));
        let everyone = || (0..self.access.world().parties.len()).map(PrincipalId::new);
        let gap = near.find_map(|gap| {
            let who = match gap.principal {
                Some(holder) => self.asked_of(ready, holder).next(),
                None => everyone().find(|who| self.is_asked(ready, *who)),
            };
            Some(Way::direct(who?, By::Unread(gap.what.clone())))
        });
        let may_be = |who: PrincipalId| {
            let mut open = self
                .access
                .open_to(who)
                .filter(|_| self.is_asked(ready, who));
            let by = open.find_map(|group| self.by_open(ready, group))?;
            Some(Way::direct(who, by))
        };
        gap.or_else(|| {
            let is_open = !self.access.world().open.is_empty();
            is_open.then(|| everyone().find_map(may_be)).flatten()
        })
    }

    /// Tells that a group with members that were not read has what is asked, if it does.
    pub(super) fn by_open(&self, ready: &Ready<'_>, group: PrincipalId) -> Option<By> {
        let holders = self.access.holders(group).iter();
        let mut grants = holders.flat_map(|holder| self.access.own_grants(*holder));
        let all = &self.access.world().grants;
        let gives = grants.any(|at| all.get(at).is_some_and(|one| self.is_asked_for(ready, one)));
        let name = self
            .access
            .world()
            .parties
            .get(group.index())?
            .name
            .as_str();
        gives.then(|| By::Unread(format_smolstr!("who else is in group `{name}`")))
    }

    fn is_near(&self, ready: &Ready<'_>, scope: ScopeId) -> bool {
        let near = |one: &At| self.access.covers(scope, one.scope) || self.is_below(scope, *one);
        ready.on.as_ref().is_none_or(|on| on.iter().any(near))
    }

    /// Tells whether a scope is one that is asked about or stands below it. Of what has no name here
    /// nothing is known to.
    fn is_below(&self, scope: ScopeId, asked: At) -> bool {
        asked.exact && self.access.covers(asked.scope, scope)
    }

    /// Leaves out the scopes that stand below others.
    fn highest(&self, asked: &[At]) -> Vec<At> {
        let exact = asked.iter().filter(|at| at.exact).map(|at| at.scope);
        let all: BTreeSet<ScopeId> = exact.collect();
        let is_told = |at: &At| {
            let mut above = self.access.upwards(at.scope).skip(usize::from(at.exact));
            above.any(|above| all.contains(&above))
        };
        let mut highest: Vec<At> = asked.iter().copied().filter(|at| !is_told(at)).collect();
        highest.sort_by_key(|at| (at.scope, !at.exact));
        highest.dedup();
        highest
    }

    /// Finds these and their members.
    pub(super) fn with_members(&self, groups: &[PrincipalId]) -> FixedBitSet {
        let members = groups.iter().flat_map(|group| self.members_of(*group));
        let mut found = FixedBitSet::with_capacity(self.access.world().parties.len());
        found.extend(members.map(|one| one.index()));
        found
    }

    /// Lists the positions of the grants that somebody of these or their members has, by themselves
    /// or through a group.
    pub(super) fn reaching(&self, to: &[PrincipalId]) -> BTreeSet<usize> {
        let members: BTreeSet<_> = to
            .iter()
            .flat_map(|group| self.members_of(*group))
            .collect();
        let holders = members
            .into_iter()
            .flat_map(|who| self.access.holders(*who));
        let holders: BTreeSet<_> = holders.copied().collect();
        let grants = holders
            .into_iter()
            .flat_map(|id| self.access.own_grants(id));
        grants.collect()
    }
}
