//! A permissions-creep index: how much is held beyond what was meant and beyond what was used.
//!
//! In: the [`Access`] of everything that is held, that of the policy alone, optionally reach and what
//! was used. Out: one [`Row`] for each identity and environment. Absent on purpose: who reads it, and
//! how logs are read. `docs/score.md` explains the numbers for people.
//!
//! An operation weighs what its risk class weighs, from 0 to 10 ([`Risk::weight`](crate::catalog::Risk)).
//! What possibly is held counts as held: a score is about danger.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::access::{Access, Effective, Origin};
use crate::algebra::{Bound, OperationSet};
use crate::catalog::Catalog;
use crate::model::PrincipalId;
use crate::reach::Reach;

/// How much some operations are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// How many there are.
    pub operations: usize,
    /// The sum of their weights.
    pub weight: u64,
}

/// What one identity holds in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub who: PrincipalId,
    /// Where; none for what lies in no environment.
    pub environment: Option<SmolStr>,
    /// What it holds.
    pub held: Weight,
    /// What of that was not meant.
    pub beyond_intent: Weight,
    /// What of that was not used; none where no use was read.
    pub beyond_use: Option<Weight>,
    /// What it does not hold and can come to by steps; none where no steps were followed.
    pub by_reach: Option<Weight>,
    /// What is held beyond intent or beyond use.
    pub excess: Weight,
    /// The part of the weight that is held beyond intent or beyond use, from 0 to 100.
    pub index: u8,
}

/// What was used, by identity.
pub type Used = BTreeMap<PrincipalId, OperationSet>;

/// What a score is made of.
pub struct Input<'i> {
    /// Everything that is held.
    pub held: &'i Access<'i>,
    /// What was meant: the access of the grants that [`is_meant`] keeps.
    pub meant: &'i Access<'i>,
    /// What can be come to; over a world that begins with the parties and scopes of `held`.
    pub reach: Option<&'i Reach<'i>>,
    /// What was used.
    pub used: Option<&'i Used>,
}

/// Tells whether a grant was meant: the policy asks for it, or Azure gives it with the resource that the
/// policy asks for.
pub fn is_meant(origin: Origin) -> bool {
    matches!(origin, Origin::Policy(_) | Origin::Azure(_))
}

/// Scores every identity in every environment where it holds anything.
pub fn score(input: &Input<'_>) -> Vec<Row> {
    let catalog = input.held.catalog();
    let (held, meant) = (input.held.effective(), input.meant.effective());
    let reached = input.reach.map(Reached::of);
    let mut rows = Vec::new();
    for (index, party) in input.held.world().parties.iter().enumerate() {
        if party.gained.is_some() {
            continue;
        }
        let who = PrincipalId::new(index);
        let meant = by_environment(input.meant, &meant, who);
        let come_to = reached.as_ref().map(|reached| reached.from(who));
        for (environment, operations) in by_environment(input.held, &held, who) {
            let none = OperationSet::empty();
            let meant = meant.get(&environment).unwrap_or(&none);
            let beyond = operations.difference(meant);
            let unused = input.used.map(|used| {
                let used = used.get(&who).unwrap_or(&none);
                operations.difference(used)
            });
            let excess = unused
                .as_ref()
                .map_or_else(|| beyond.clone(), |unused| beyond.union(unused));
            let more = come_to.as_ref().map(|all| {
                let all = all.get(&environment).unwrap_or(&none);
                Weight::of(catalog, &all.difference(&operations))
            });
            let held = Weight::of(catalog, &operations);
            let excess = Weight::of(catalog, &excess);
            rows.push(Row {
                who,
                environment,
                held,
                beyond_intent: Weight::of(catalog, &beyond),
                beyond_use: unused.as_ref().map(|unused| Weight::of(catalog, unused)),
                by_reach: more,
                excess,
                index: excess.share_of(held),
            });
        }
    }
    rows
}

impl Weight {
    fn of(catalog: &Catalog, set: &OperationSet) -> Self {
        Self {
            operations: set.len(),
            weight: set.weight(catalog),
        }
    }

    /// Returns how many hundredths of another weight this is, rounded up so that no excess counts as
    /// none.
    pub fn share_of(self, whole: Self) -> u8 {
        let share = (self.weight * 100).div_ceil(whole.weight.max(1));
        u8::try_from(share.min(100)).unwrap_or(100)
    }
}

type ByEnvironment = BTreeMap<Option<SmolStr>, OperationSet>;

/// Joins what somebody possibly holds anywhere in each environment. What is held above an environment
/// counts in each one below.
fn by_environment(access: &Access<'_>, sets: &Effective, who: PrincipalId) -> ByEnvironment {
    let places = &access.world().places;
    let mut joined = ByEnvironment::new();
    for (scope, set) in sets.of(who) {
        let Some(set) = sets.set(*set).filter(|set| !set.upper.is_empty()) else {
            continue;
        };
        let own = places
            .get(scope.index())
            .and_then(|place| place.environment.clone());
        let below = places.iter().enumerate().filter(|_| own.is_none());
        let below = below.filter(|(at, _)| access.covers(*scope, crate::model::ScopeId::new(*at)));
        let mut environments: Vec<_> = below
            .filter_map(|(_, place)| place.environment.clone())
            .map(Some)
            .collect();
        environments.sort_unstable();
        environments.dedup();
        if environments.is_empty() {
            environments.push(own);
        }
        for environment in environments {
            joined
                .entry(environment)
                .or_default()
                .union_with(&set.upper);
        }
    }
    joined
}

/// What everybody, what steps gain included, holds in each environment.
struct Reached<'r> {
    reach: &'r Reach<'r>,
    held: Vec<ByEnvironment>,
}

impl<'r> Reached<'r> {
    fn of(reach: &'r Reach<'r>) -> Self {
        let access = reach.access();
        let sets = access.effective();
        let everyone = (0..access.world().parties.len()).map(PrincipalId::new);
        let held = everyone.map(|who| by_environment(access, &sets, who));
        Self {
            reach,
            held: held.collect(),
        }
    }

    /// Joins what somebody, and everybody that it can become, possibly holds.
    fn from(&self, who: PrincipalId) -> ByEnvironment {
        let others = self.reach.becomes(who, Bound::Upper);
        let mut joined = ByEnvironment::new();
        for one in std::iter::once(who).chain(others) {
            for (environment, operations) in self.held.get(one.index()).into_iter().flatten() {
                let all = joined.entry(environment.clone()).or_default();
                all.union_with(operations);
            }
        }
        joined
    }
}
