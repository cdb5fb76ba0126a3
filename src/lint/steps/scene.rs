//! What is so about a journey: where it begins, whom it comes to, what is there.

use std::collections::BTreeSet;

use super::{Journey, Prize, Worth};
use crate::access::{Origin, Party, World};
use crate::compile::Assignment;
use crate::lint::power::Power;
use crate::lint::view::View;
use crate::model::{Kind, Principal, ScopeId, Statement, Tier};
use crate::reach::Edge;

/// A journey with what is asked about it more than once.
pub(super) struct Scene<'s, 'v> {
    pub(super) journey: &'s Journey,
    pub(super) view: &'s View<'v>,
    pub(super) world: &'s World,
}

impl<'v> Scene<'_, 'v> {
    /// Tells whether a prize is data in a store that the workspace of the first step does not use.
    pub(super) fn is_elsewhere(&self, prize: &Prize) -> bool {
        let model = self.view.model;
        let place = self.journey.steps.first().and_then(|step| step.place);
        let mut above = place.into_iter().flat_map(|place| model.ancestors(place));
        let workspace = above.find(|(_, scope)| scope.kind == Kind::Workspace);
        let data = prize.has(Worth::Read) || prize.has(Worth::Write);
        workspace.is_some_and(|(_, scope)| {
            let mut links = scope.links.iter();
            data && self.keeps_data(prize.scope)
                && !links.any(|link| model.covers(link.target, prize.scope))
        })
    }

    /// Tells whether a scope is a store of data or holds some.
    fn keeps_data(&self, scope: ScopeId) -> bool {
        let kind = self.view.model.scope(scope).map(|scope| scope.kind);
        let other = [
            Kind::Workspace,
            Kind::Compute,
            Kind::Endpoint,
            Kind::ContainerRegistry,
        ];
        kind.is_some_and(|kind| !other.contains(&kind))
    }

    /// Tells whether the grant that begins it ends some day and makes schedules, which do not.
    pub(super) fn outlives(&self) -> bool {
        self.begun().any(|one| {
            let ends = self.view.grants_of(one).all(|grant| {
                let statement = self.view.model.statement(grant.statement);
                statement.is_some_and(|statement| statement.until.is_some())
            });
            ends && self.view.possibly(one.role, Power::Schedule)
        })
    }

    /// Returns the gravest prize.
    pub(super) fn gravest(&self) -> Option<Worth> {
        self.journey.prizes.first()?.gravest()
    }

    /// Returns the gravest prize in a tier.
    pub(super) fn gravest_in(&self, tier: Tier) -> Option<Worth> {
        let prizes = self
            .journey
            .prizes
            .iter()
            .filter(|one| self.is_in(one.scope, tier));
        prizes.filter_map(Prize::gravest).max()
    }

    /// Tells whether a scope lies in a tier, or above one of its environments.
    pub(super) fn is_in(&self, scope: ScopeId, tier: Tier) -> bool {
        let model = self.view.model;
        if let Some(own) = model.tier(scope) {
            return own == tier;
        }
        let mut there = model
            .environments
            .iter()
            .filter(|one| one.tier == Some(tier));
        there.any(|one| one.scopes.iter().any(|own| model.covers(scope, *own)))
    }

    /// Lists the assignments that it begins with.
    fn begun(&self) -> impl Iterator<Item = &'v Assignment> {
        let starts = self.journey.starts.iter();
        starts.filter_map(|at| self.view.compiled.assignments.get(*at))
    }

    /// Lists the tiers of the places where it begins.
    pub(super) fn start_tiers(&self) -> BTreeSet<Option<Tier>> {
        self.begun()
            .map(|one| self.view.model.tier(one.scope))
            .collect()
    }

    /// Tells whether a grant is kept for emergencies only.
    pub(super) fn is_kept(&self, prize: &Prize) -> bool {
        let origin = self.world.grants.get(prize.grant).map(|grant| grant.origin);
        let Some(Origin::Policy(at)) = origin else {
            return false;
        };
        let assignment = self.view.compiled.assignments.get(at);
        let kept = |statement: &Statement| statement.keep;
        let mut grants = assignment
            .into_iter()
            .flat_map(|one| self.view.grants_of(one));
        grants.any(|grant| self.view.model.statement(grant.statement).is_some_and(kept))
    }

    /// Tells whether a role that begins it does so much that other rules speak of it.
    pub(super) fn is_general(&self) -> bool {
        self.begun().any(|one| self.view.is_general(one.role))
    }

    /// Tells whether the two rights of its first step are granted to two principals.
    pub(super) fn apart(&self) -> bool {
        let holders: BTreeSet<_> = self.begun().map(|one| one.principal).collect();
        holders.len() > 1
    }

    /// Returns the kind of the step where there is one step.
    pub(super) fn only_edge(&self) -> Option<&'static Edge> {
        match self.journey.steps.as_slice() {
            [step] => step.edge,
            _ => None,
        }
    }

    /// Tells whether it begins with a machine or a group of machines.
    pub(super) fn is_machine(&self) -> bool {
        !self.view.is_human(self.journey.who)
    }

    /// Returns who begins it.
    pub(super) fn principal(&self) -> Option<&Principal> {
        self.view.model.principal(self.journey.who)
    }

    /// Returns whom it comes to.
    pub(super) fn party(&self) -> Option<&Party> {
        self.world.parties.get(self.journey.to.index())
    }

    /// Tells whether it comes to an identity that the policy declares.
    pub(super) fn is_declared(&self) -> bool {
        self.party()
            .is_some_and(|one| one.declared && one.implicit_of.is_none())
    }
}
