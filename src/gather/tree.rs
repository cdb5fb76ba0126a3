//! Subscriptions, the management groups above them, and the tenant.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use smol_str::{SmolStr, StrExt as _, format_smolstr};

use super::tops::{Level, Top, subscription};
use super::{Failure, Sources, Wanted, absent, unless_fatal};
use crate::azure::{Entity, Error, Subscription};
use crate::observed::{Scope, is_guid, is_id};
use crate::support::hash::HashMap;

const GROUP: &str = "Microsoft.Management/managementGroups";

/// The tenant, and what stands above the tops, them included.
pub(super) struct Tree {
    pub(super) tenant: SmolStr,
    pub(super) scopes: Vec<Scope>,
    /// The subscriptions that are not there.
    pub(super) absent: Vec<SmolStr>,
}

/// Reads the tree.
pub(super) async fn read(
    sources: Sources<'_>,
    wanted: &Wanted,
    tops: &[Top],
) -> Result<Tree, Failure> {
    let mut subscriptions: Vec<_> = tops
        .iter()
        .filter_map(|top| subscription(&top.id))
        .collect();
    subscriptions.dedup();
    let reads = subscriptions
        .iter()
        .map(|id| sources.manager.subscription(id));
    let (found, entities) = futures_util::join!(join_all(reads), sources.manager.entities());
    let mut gone = Vec::new();
    let found = subscriptions.iter().zip(found).map(|(id, one)| match one {
        Ok(one) => Ok(one),
        Err(error) => {
            gone.extend(absent::of(id, &error).map(SmolStr::new));
            unless_fatal(error).map(|_| None)
        }
    });
    let found: Vec<Option<Subscription>> = found.collect::<Result<_, Error>>()?;
    let entities = match entities {
        Ok(entities) => entities,
        // What stands above is not known then, which the tree shows by itself.
        Err(error) => unless_fatal(error).map(|_| Vec::new())?,
    };
    let tenant = tenant(wanted, &subscriptions, &found)?;
    let above = Above::of(&entities, &tenant);
    let mut scopes = Vec::new();
    for (id, found) in subscriptions.iter().zip(&found) {
        let name = found.as_ref().and_then(|one| one.display_name.clone());
        let scope = scope(id, "Microsoft.Resources/subscriptions", name);
        above.place(scope, &mut scopes);
    }
    for top in tops
        .iter()
        .filter(|top| top.level == Level::ManagementGroup)
    {
        above.place(scope(&top.id, GROUP, None), &mut scopes);
    }
    Ok(Tree {
        tenant,
        scopes,
        absent: gone,
    })
}

/// Returns the tenant of the policy, which must be that of each subscription.
fn tenant(
    wanted: &Wanted,
    ids: &[&str],
    found: &[Option<Subscription>],
) -> Result<SmolStr, Failure> {
    let mut tenant = wanted.tenant.clone();
    for (id, one) in ids.iter().zip(found) {
        let Some(one) = one else {
            continue;
        };
        let found = one.tenant_id.to_lowercase_smolstr();
        let wanted = tenant.get_or_insert_with(|| found.clone()).clone();
        if found != wanted {
            let scope = SmolStr::new(id);
            return Err(Failure::Tenant {
                scope,
                found,
                wanted,
            });
        }
    }
    tenant.filter(|id| is_guid(id)).ok_or(Failure::NoTenant)
}

/// What stands above subscriptions and management groups, by their ids in lower case.
struct Above<'e> {
    entities: HashMap<SmolStr, &'e Entity>,
    /// Of groups that the caller does not see and that stand above what it sees.
    parents: HashMap<SmolStr, SmolStr>,
    root: SmolStr,
}

impl<'e> Above<'e> {
    fn of(entities: &'e [Entity], tenant: &str) -> Self {
        // Subscriptions are told with their ids as scopes, or as entities of their group.
        let keys = entities
            .iter()
            .map(|one| (one.id.to_lowercase_smolstr(), one));
        Self {
            entities: keys.collect(),
            parents: parents(entities),
            root: format_smolstr!("/providers/{GROUP}/{tenant}"),
        }
    }

    /// Adds a scope and everything above it.
    fn place(&self, mut one: Scope, scopes: &mut Vec<Scope>) {
        for _ in 0..16 {
            let entity = self.entities.get(&one.id.to_lowercase_smolstr());
            let is_root = one.id.eq_ignore_ascii_case(&self.root);
            let unseen = || self.parents.get(&one.id.to_lowercase_smolstr()).cloned();
            let parent = entity.and_then(|entity| entity.parent.clone());
            let parent = parent.or_else(unseen);
            let parent = parent.filter(|id| is_id(id) && !is_root);
            let name = entity.and_then(|entity| entity.display_name.clone());
            one.name = one.name.take().or(name);
            one.parent = parent.clone().or_else(|| is_root.then(|| "/".into()));
            scopes.push(one);
            let Some(parent) = parent else {
                break;
            };
            one = scope(&parent, GROUP, None);
        }
    }
}

/// Lists the parents of all groups that stand above anything.
fn parents(entities: &[Entity]) -> HashMap<SmolStr, SmolStr> {
    let id = |name: &SmolStr| format_smolstr!("/providers/{GROUP}/{name}");
    let pairs = entities.iter().flat_map(|one| {
        let above = one.above.iter().zip(one.above.iter().skip(1));
        above.map(|(above, below)| (id(below).to_lowercase_smolstr(), id(above)))
    });
    pairs.collect()
}

/// Makes a scope of which no more than this is known.
pub(super) fn scope(id: &str, kind: &str, name: Option<SmolStr>) -> Scope {
    Scope {
        id: id.into(),
        parent: None,
        kind: kind.into(),
        name,
        settings: BTreeMap::new(),
        identities: Vec::new(),
    }
}
