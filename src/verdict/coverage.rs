//! What the tests of a policy set speak about, and what none of them does.
//!
//! A line speaks about a grant where it asks about something that the grant possibly gives, at a
//! scope where the grant counts, of somebody who holds it: for `can` those who are named, by
//! themselves and by each group around them, and what the task needs is asked about as well; for
//! `cannot` their members too; for `only … can` everybody. It mentions an identity in an environment
//! where it names the identity or a group around it, and a scope of that environment or above it.

use fixedbitset::FixedBitSet;

use super::judge::Judge;
use crate::access::{Access, Grant, Origin};
use crate::algebra::PermissionSet;
use crate::compile::Compiled;
use crate::model::guarantee::Expectation;
use crate::model::{EnvironmentId, Model, PrincipalId, ScopeId};

/// How much of a policy set its tests speak about.
#[derive(Debug)]
pub struct Coverage {
    /// Grants, one for each principal and scope of a statement, by position in
    /// [`Model::grants`].
    pub grants: Spoken<usize>,
    /// Declared identities, each in each environment.
    pub pairs: Spoken<(PrincipalId, EnvironmentId)>,
}

/// How many things tests speak about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken<T> {
    /// How many there are.
    pub all: usize,
    /// Those that no test speaks about.
    pub missing: Vec<T>,
}

impl<T> Spoken<T> {
    /// Counts those that a test speaks about.
    pub fn count(&self) -> usize {
        self.all - self.missing.len()
    }

    /// Returns their share in whole per cent, rounded down; all of nothing is everything.
    pub fn percent(&self) -> usize {
        (self.count() * 100).checked_div(self.all).unwrap_or(100)
    }

    fn of(all: usize, spoken: &FixedBitSet, what: impl Fn(usize) -> T) -> Self {
        let missing = (0..all).filter(|at| !spoken.contains(*at));
        Self {
            all,
            missing: missing.map(what).collect(),
        }
    }
}

impl Coverage {
    /// Measures the tests of a model.
    pub fn of(model: &Model, compiled: &Compiled, access: &Access<'_>) -> Self {
        let judge = Judge::new(model, compiled, access, None);
        let mut assignments = FixedBitSet::with_capacity(compiled.assignments.len());
        let environments = model.environments.len();
        let own = |id: &PrincipalId| {
            let party = model.principal(*id);
            party.is_some_and(|one| one.implicit_of.is_none())
        };
        let everyone = (0..model.principals.len()).map(PrincipalId::new);
        let identities: Vec<PrincipalId> = everyone.filter(own).collect();
        let mut pairs = FixedBitSet::with_capacity(identities.len() * environments);
        for line in model.tests.iter().flat_map(|test| &test.expectations) {
            judge.speak(line, &mut assignments);
            let there = judge.environments(&line.on);
            let who = judge.named(line);
            let named = identities.iter().enumerate();
            for (at, _) in named.filter(|(_, id)| who.contains(id.index())) {
                pairs.extend(there.ones().map(|one| at * environments + one));
            }
        }
        let pair = |at: usize| {
            let who = identities.get(at / environments.max(1)).copied();
            let place = EnvironmentId::new(at % environments.max(1));
            (who.unwrap_or(PrincipalId::new(at)), place)
        };
        let grants = spoken_grants(compiled, model.grants.len(), &assignments);
        Self {
            grants: Spoken::of(model.grants.len(), &grants, |at| at),
            pairs: Spoken::of(identities.len() * environments, &pairs, pair),
        }
    }
}

/// Finds the grants that ask for some of these assignments.
fn spoken_grants(compiled: &Compiled, count: usize, assignments: &FixedBitSet) -> FixedBitSet {
    let mut grants = FixedBitSet::with_capacity(count);
    let spoken = assignments.ones();
    let spoken = spoken.filter_map(|at| compiled.assignments.get(at));
    let sources = spoken.flat_map(|one| &one.sources);
    grants.extend(sources.filter_map(|at| Some(compiled.sources.get(*at)?.grant)));
    grants
}

impl Judge<'_> {
    /// Marks the assignments that a line speaks about.
    fn speak(&self, line: &Expectation, spoken: &mut FixedBitSet) {
        if line.can {
            self.speak_of_needs(line, spoken);
        }
        if line.can && !line.only {
            return;
        }
        let mut note = |grant: &Grant| {
            let near = |on: &ScopeId| {
                self.access.covers(grant.scope, *on) || self.access.covers(*on, grant.scope)
            };
            let gives = self.gives(&line.what, grant.role.index());
            if let Origin::Policy(at) = grant.origin
                && gives
                && line.on.iter().any(near)
            {
                spoken.insert(at);
            }
        };
        let grants = &self.access.world().grants;
        match line.who.as_deref().filter(|_| !line.only) {
            None => grants.iter().for_each(note),
            Some(who) => {
                let held = self.reaching(who).into_iter();
                held.filter_map(|at| grants.get(at)).for_each(&mut note);
            }
        }
    }

    /// Marks the assignments that give something of what a `can` takes.
    fn speak_of_needs(&self, line: &Expectation, spoken: &mut FixedBitSet) {
        let grants = &self.access.world().grants;
        let everyone = || (0..self.model.principals.len()).map(PrincipalId::new);
        let who = line.who.clone().unwrap_or_else(|| everyone().collect());
        let needs = line.on.iter().flat_map(|on| self.needs(&line.what, *on));
        for need in needs.flatten() {
            let needed = PermissionSet::of(std::slice::from_ref(&need.block));
            let roles = self.roles_with(&needed);
            for one in &who {
                self.access.each_grant(*one, need.scope, |at| {
                    if let Some(grant) = grants.get(at)
                        && let Origin::Policy(at) = grant.origin
                        && roles.contains(grant.role.index())
                    {
                        spoken.insert(at);
                    }
                });
            }
        }
    }

    /// Finds whom a line names, the members of groups included.
    fn named(&self, line: &Expectation) -> FixedBitSet {
        let count = self.access.world().parties.len();
        match &line.who {
            None => (0..count).collect(),
            Some(who) => self.with_members(who),
        }
    }

    /// Lists the positions of the environments that scopes are in or stand above.
    fn environments(&self, scopes: &[ScopeId]) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.model.environments.len());
        for (at, environment) in self.model.environments.iter().enumerate() {
            let is_in = |on: &ScopeId| {
                let own = self.model.scope(*on).and_then(|one| one.environment);
                let mut roots = environment.scopes.iter();
                own == Some(EnvironmentId::new(at))
                    || roots.any(|root| self.access.covers(*on, *root))
            };
            if scopes.iter().any(is_in) {
                found.insert(at);
            }
        }
        found
    }
}
