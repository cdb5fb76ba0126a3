//! The role assignments and deny assignments of a snapshot.

use smol_str::{SmolStr, format_smolstr};

use super::parties::Parties;
use super::places::Places;
use crate::access::index::scope_key;
use crate::access::world::{Denial, Gap, Grant, Hides, Origin, Role, RoleId, Schedule, World};
use crate::model::date::Moment;
use crate::model::{Guid, PrincipalId};
use crate::observed::{DenyAssignment, Party, PartyKind, RoleAssignment, Snapshot};
use crate::support::hash::{HashMap, HashSet};

/// Adds every assignment that may count.
pub(super) fn lay(world: &mut World, snapshot: &Snapshot, places: &Places, parties: &Parties) {
    let planned = planned(world);
    let roles = roles(world, snapshot);
    for (at, one) in snapshot.role_assignments.iter().enumerate() {
        let schedule = one.schedule();
        if schedule
            .until
            .is_some_and(|end| end.seconds_until(snapshot.taken) > 0)
        {
            continue;
        }
        let who = parties.get(&one.principal.id.text());
        let Some((principal, scope)) = who.zip(places.get(&one.scope)) else {
            continue;
        };
        let Some(role) = roles.get(&one.role).copied() else {
            world.gaps.push(Gap {
                hides: Hides::Access,
                principal: Some(principal),
                scope: Some(scope),
                what: format_smolstr!("the role definition `{}`", one.role),
            });
            continue;
        };
        let grant = Grant {
            principal,
            role,
            scope,
            condition: condition(one, snapshot),
            schedule: if schedule.eligible {
                Schedule::Eligible
            } else {
                Schedule::Standing
            },
            until: schedule.until.map(Moment::day),
            origin: Origin::Observed(at),
        };
        let tuple = (grant.principal, grant.scope, one.role);
        // What the policy asks for as well is there once, as long as its role says the same.
        let same = planned.get(&tuple).is_some_and(|(own, plain)| {
            let blocks = |role: RoleId| world.roles.get(role.index()).map(|one| &one.blocks);
            *plain && grant.condition.is_none() && blocks(*own) == blocks(role)
        });
        if !same || grant.schedule == Schedule::Eligible {
            world.grants.push(grant);
        }
    }
    let denials = snapshot.deny_assignments.iter().filter(|one| one.enforced);
    world
        .denials
        .extend(denials.filter_map(|one| denial(one, places, parties)));
}

type Tuple = (PrincipalId, crate::model::ScopeId, Guid);

/// Lists what the policy asks for: the role, and whether it stands without a condition.
fn planned(world: &World) -> HashMap<Tuple, (RoleId, bool)> {
    let mut planned: HashMap<Tuple, (RoleId, bool)> = HashMap::default();
    for grant in &world.grants {
        let Some(role) = world.roles.get(grant.role.index()) else {
            continue;
        };
        let plain = grant.condition.is_none() && grant.schedule == Schedule::Standing;
        let Some(guid) = Guid::read(&role.guid) else {
            continue;
        };
        let tuple = (grant.principal, grant.scope, guid);
        let known = planned.entry(tuple).or_insert((grant.role, plain));
        known.1 |= plain;
    }
    planned
}

/// Adds the role definitions that somebody holds.
fn roles(world: &mut World, snapshot: &Snapshot) -> HashMap<Guid, RoleId> {
    let held = snapshot.role_assignments.iter().map(|one| one.role);
    let held: HashSet<Guid> = held.collect();
    let defined = snapshot.role_definitions.iter();
    let mut roles = HashMap::default();
    let defined = defined.filter_map(|one| Some((Guid::read(&one.id)?, one)));
    for (id, one) in defined.filter(|(id, _)| held.contains(id)) {
        world.roles.push(Role {
            name: one.name.clone(),
            guid: one.id.clone(),
            stage: None,
            custom: one.custom,
            assignable: one
                .assignable_scopes
                .iter()
                .map(|id| scope_key(id))
                .collect(),
            blocks: one.permissions.clone(),
        });
        roles.insert(id, RoleId::new(world.roles.len() - 1));
    }
    roles
}

/// Returns what has to hold for an assignment to count, its beginning included.
fn condition(one: &RoleAssignment, snapshot: &Snapshot) -> Option<SmolStr> {
    let begins = one
        .schedule()
        .from
        .filter(|from| snapshot.taken.seconds_until(*from) > 0);
    let begins = begins.map(|from| format_smolstr!("it has begun, on {from}"));
    let condition = one.condition.as_deref().map(SmolStr::new);
    match (condition, begins) {
        (Some(condition), Some(begins)) => Some(format_smolstr!("{condition} and {begins}")),
        (one, other) => one.or(other),
    }
}

fn denial(one: &DenyAssignment, places: &Places, parties: &Parties) -> Option<Denial> {
    let named = |list: &[Party]| {
        let ids = list.iter().filter_map(|one| parties.get(&one.id.text()));
        ids.collect::<Vec<_>>()
    };
    Some(Denial {
        name: one.name.clone(),
        scope: places.get(&one.scope)?,
        blocks: one.permissions.clone(),
        everyone: one
            .principals
            .iter()
            .any(|one| one.kind == PartyKind::Everyone),
        principals: named(&one.principals),
        excluded: named(&one.except),
        not_below: one.only_here,
        condition: one.condition.as_deref().map(SmolStr::new),
    })
}
