//! A difference as it is told: plain values, with names instead of positions.

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::direct::{Found, Spot};
use super::steps::Climbed;
use super::weigh::Beyond;
use crate::access::{self, Access, Origin, azure_type};
use crate::algebra::Bound;
use crate::model::{PrincipalId, PrincipalKind, ScopeId};
use crate::reach::{Reach, Step, Ways};
use crate::support::hash::HashMap;

/// On which sides something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// On both.
    Both,
    /// On the new side alone.
    New,
    /// On the old side alone.
    Removed,
}

/// An identity that gains or loses something of its own or through its groups.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its name on the new side, or else on the old one.
    pub name: SmolStr,
    /// What kind of principal.
    pub kind: PrincipalKind,
    /// On which sides it is.
    pub presence: Presence,
    /// What it gains: at the highest scope, and below it.
    pub gained: Vec<Change>,
    /// What it loses.
    pub lost: Vec<Change>,
}

/// What somebody gains or loses at a scope and below it, under one guard.
#[derive(Debug, Clone)]
pub struct Change {
    /// The name of the scope.
    pub scope: SmolStr,
    /// Its resource id, in lower case.
    pub scope_id: SmolStr,
    /// Which operations.
    pub beyond: Beyond,
    /// How its witness comes about, on the side that has it.
    pub chain: Option<Chain>,
}

impl Change {
    /// Returns the resource type of the scope, in lower case; none above resources.
    pub fn azure_type(&self) -> Option<String> {
        azure_type(&self.scope_id)
    }
}

/// How an operation comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// From the identity to the one that holds the grant, both included.
    pub groups: Vec<SmolStr>,
    /// The stage or role that is granted.
    pub role: SmolStr,
    /// Where.
    pub scope: SmolStr,
}

/// Somebody who can come to more, or to less, by becoming another.
#[derive(Debug, Clone)]
pub struct Becomes {
    /// It is lost, and not gained.
    pub lost: bool,
    /// Who.
    pub who: SmolStr,
    /// Whom, or what it gains.
    pub other: SmolStr,
    /// That is an identity.
    pub identity: bool,
    /// Every step surely works.
    pub sure: bool,
    /// The other side has it as well, though not surely.
    pub surer: bool,
    /// The shortest path; empty where there are too many to look for.
    pub steps: Vec<Stair>,
    /// What that gives: the same list for all to whom it gives the same.
    pub gives: Arc<[Change]>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stair {
    /// From the one who takes it to the one that holds the grant, both included.
    pub groups: Vec<SmolStr>,
    /// The stage or role that enables it, where one does.
    pub role: Option<SmolStr>,
    /// Where it is taken.
    pub place: Option<SmolStr>,
    /// The name of the kind of step; none where a token is trusted.
    pub edge: Option<&'static str>,
    /// What it lets its holder do.
    pub says: &'static str,
    /// Whom or what it gains.
    pub to: SmolStr,
    /// What is not known about it.
    pub doubts: Vec<SmolStr>,
}

/// Tells what one side has.
pub(super) struct Teller<'a> {
    pub(super) access: &'a Access<'a>,
    pub(super) reach: &'a Reach<'a>,
    /// It is the old side.
    pub(super) lost: bool,
}

/// So many paths are looked for.
const PATHS: usize = 500;

/// Tells ways; those of one identity, of which many may be asked in turn, are walked once.
struct Guide<'r> {
    reach: &'r Reach<'r>,
    who: Option<PrincipalId>,
    /// Those that surely work, and all.
    ways: [Option<Ways<'r>>; 2],
}

impl Guide<'_> {
    fn steps(&mut self, climbed: &Climbed) -> Option<Vec<Step>> {
        if self.who.replace(climbed.who) != Some(climbed.who) {
            self.ways = [None, None];
        }
        let [sure, all] = &mut self.ways;
        let (ways, bound) = if climbed.sure {
            (sure, Bound::Lower)
        } else {
            (all, Bound::Upper)
        };
        let walk = || self.reach.ways(climbed.who, bound);
        ways.get_or_insert_with(walk).to(climbed.other)
    }
}

impl Teller<'_> {
    /// Tells what was found for an identity; each guard by itself.
    pub(super) fn changes(&self, who: PrincipalId, found: &[Found]) -> Vec<Change> {
        let parts = |one: &Found| {
            one.parts
                .iter()
                .map(|part| self.change(who, &one.spot, part))
                .collect::<Vec<_>>()
        };
        found.iter().flat_map(parts).collect()
    }

    fn change(&self, who: PrincipalId, spot: &Spot, part: &Beyond) -> Change {
        let mut beyond = part.clone();
        if let Some(kind) = azure_type(&spot.id) {
            beyond.show_of(self.access.catalog(), &kind);
        }
        Change {
            scope: spot.name.clone(),
            scope_id: spot.id.clone(),
            chain: self.chain(who, spot, &beyond),
            beyond,
        }
    }

    fn chain(&self, who: PrincipalId, spot: &Spot, part: &Beyond) -> Option<Chain> {
        let witness = part.witness.as_ref()?;
        let chains = self
            .access
            .chains(who, spot.of, witness.plane, &witness.name);
        // Several grants may give it; the one that tells the change has as much before it.
        let is_it = |chain: &&access::Chain| {
            let grant = self.access.world().grants.get(chain.grant);
            grant.is_some_and(|grant| grant.condition == part.guard.condition)
        };
        let chain = chains.iter().find(is_it).or(chains.first())?;
        Some(Chain {
            groups: chain.groups.iter().map(|id| self.party(*id)).collect(),
            role: self.role(chain.grant)?,
            scope: self.place(self.access.world().grants.get(chain.grant)?.scope),
        })
    }

    /// Tells how somebody comes to a grant, by who asks for it.
    pub(super) fn chain_to(&self, who: PrincipalId, origin: Origin) -> Option<Chain> {
        let holders = self.access.holders(who);
        let mut grants = self.access.world().grants.iter().enumerate();
        let is_it = |one: &access::Grant| one.origin == origin && holders.contains(&one.principal);
        let (at, grant) = grants.find(|(_, one)| is_it(one))?;
        let groups = self.access.membership(who, grant.principal);
        Some(Chain {
            groups: groups.iter().map(|id| self.party(*id)).collect(),
            role: self.role(at)?,
            scope: self.place(grant.scope),
        })
    }

    /// Tells whom somebody becomes; the shortest path for the first few hundred.
    pub(super) fn climbs(&self, climbed: &[Climbed]) -> Vec<Becomes> {
        let mut guide = Guide {
            reach: self.reach,
            who: None,
            ways: [None, None],
        };
        // Most who become another gain the same by it.
        let mut given: HashMap<_, Arc<[Change]>> = HashMap::default();
        let told = climbed.iter().enumerate().map(|(index, one)| {
            let steps = (index < PATHS).then(|| guide.steps(one));
            let steps = steps.flatten().unwrap_or_default();
            let gives = one.gives.iter();
            let gives = gives.map(|found| (found.spot.of, Rc::as_ptr(&found.parts)));
            let gives: (PrincipalId, Vec<_>) = (one.other, gives.collect());
            Becomes {
                lost: self.lost,
                who: self.party(one.who),
                other: self.party(one.other),
                identity: self.is_identity(one.other),
                sure: one.sure,
                surer: one.surer,
                steps: self.stairs(&steps),
                gives: Arc::clone(
                    given
                        .entry(gives)
                        .or_insert_with(|| self.changes(one.other, &one.gives).into()),
                ),
            }
        });
        told.collect()
    }

    /// Lists steps; where several rights are needed together, how each is come to stands before.
    pub(super) fn stairs(&self, steps: &[Step]) -> Vec<Stair> {
        let mut stairs = Vec::new();
        for step in steps {
            for half in &step.halves {
                stairs.extend(self.stairs(half));
            }
            stairs.push(Stair {
                groups: step.groups.iter().map(|id| self.party(*id)).collect(),
                role: step.grant.and_then(|grant| self.role(grant)),
                place: step.place.map(|place| self.place(place)),
                edge: step.edge.map(|edge| edge.name),
                says: step
                    .edge
                    .map_or("sign in with a token that it trusts", |edge| edge.says),
                to: self.party(step.to),
                doubts: step.doubts.clone(),
            });
        }
        stairs
    }

    pub(super) fn party(&self, id: PrincipalId) -> SmolStr {
        let party = self.access.world().parties.get(id.index());
        party.map(|one| one.name.clone()).unwrap_or_default()
    }

    fn is_identity(&self, id: PrincipalId) -> bool {
        let party = self.access.world().parties.get(id.index());
        party.is_some_and(|party| party.gained.is_none())
    }

    fn place(&self, id: ScopeId) -> SmolStr {
        let place = self.access.world().places.get(id.index());
        place.map(|one| one.name.clone()).unwrap_or_default()
    }

    fn role(&self, grant: usize) -> Option<SmolStr> {
        let world = self.access.world();
        let role = world.roles.get(world.grants.get(grant)?.role.index())?;
        Some(role.stage.clone().unwrap_or_else(|| role.name.clone()))
    }
}
