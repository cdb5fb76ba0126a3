//! The scopes that a snapshot has seen.

use smol_str::{SmolStr, ToSmolStr};

use super::parties::Parties;
use crate::access::index::scope_key;
use crate::access::world::{Place, World};
use crate::model::{Kind, ScopeId};
use crate::observed::{Index, Scope, Setting, Snapshot};
use crate::support::hash::HashMap;

/// The scopes of a world by their ids.
pub(super) struct Places(HashMap<SmolStr, ScopeId>);

impl Places {
    /// Finds a scope by its id, whatever its casing.
    pub(super) fn get(&self, id: &str) -> Option<ScopeId> {
        self.0.get(&scope_key(id)).copied()
    }
}

/// Adds every scope that the snapshot speaks of, and hangs each below the nearest one above it.
pub(super) fn lay(world: &mut World, snapshot: &Snapshot, index: &Index<'_>) -> Places {
    let known = world.places.iter().enumerate();
    let known = known.map(|(at, place)| (place.id.clone(), ScopeId::new(at)));
    let mut places = Places(known.collect());
    let seen = snapshot.tree.iter().map(|scope| &scope.id);
    let granted = snapshot.role_assignments.iter().map(|one| &one.scope);
    let denied = snapshot.deny_assignments.iter().map(|one| &one.scope);
    for id in seen.chain(&snapshot.scopes).chain(granted).chain(denied) {
        places.0.entry(scope_key(id)).or_insert_with(|| {
            world.places.push(place(id, index.scope(id)));
            ScopeId::new(world.places.len() - 1)
        });
    }
    for at in 0..world.places.len() {
        let Some(place) = world.places.get(at).filter(|one| one.parent.is_none()) else {
            continue;
        };
        let above = index.above(&place.id).scopes.into_iter().skip(1);
        let parent = above
            .filter_map(|id| places.get(&id))
            .find(|id| id.index() != at);
        if let Some(place) = world.places.get_mut(at) {
            place.parent = parent;
        }
    }
    places
}

fn place(id: &SmolStr, scope: Option<&Scope>) -> Place {
    let name = scope.and_then(|scope| scope.name.clone());
    Place {
        name: name.unwrap_or_else(|| id.clone()),
        id: scope_key(id),
        kind: scope.map(|scope| kind_of(&scope.kind)),
        parent: None,
        environment: None,
        tier: None,
        identity: None,
        links: Vec::new(),
        settings: Vec::new(),
        labels: Vec::new(),
    }
}

/// Adds who acts for each scope, what it uses and how it is set.
///
/// A setting that the policy says otherwise than Azure is not known: the policy may be applied or not.
pub(super) fn connect(world: &mut World, snapshot: &Snapshot, places: &Places, parties: &Parties) {
    for scope in &snapshot.tree {
        let Some(at) = places.get(&scope.id) else {
            continue;
        };
        let links: Vec<_> = USED
            .iter()
            .filter_map(|key| match scope.settings.get(*key) {
                Some(Setting::Text(id)) => places.get(id),
                _ => None,
            })
            .collect();
        let settings = SETTINGS.iter().filter_map(|one| one.of(scope));
        let Some(place) = world.places.get_mut(at.index()) else {
            continue;
        };
        let identity = scope.identities.iter().find_map(|id| parties.get(id));
        if place.kind != Some(Kind::ManagedIdentity) {
            place.identity = place.identity.or(identity);
        }
        for link in links {
            if !place.links.contains(&link) {
                place.links.push(link);
            }
        }
        for (key, value) in settings {
            match place.settings.iter().position(|(name, _)| *name == key) {
                None => place.settings.push((key, value)),
                Some(said) => {
                    let differs = place
                        .settings
                        .get(said)
                        .is_some_and(|(_, own)| *own != value);
                    if differs {
                        place.settings.remove(said);
                    }
                }
            }
        }
    }
}

/// The settings of a workspace that name what it uses.
const USED: [&str; 4] = [
    "storageAccount",
    "containerRegistry",
    "keyVault",
    "applicationInsights",
];

/// A setting of Azure, and the property that says the same.
struct Said {
    azure: &'static str,
    key: &'static str,
    /// Values as text in lower case, each with that of the property.
    values: &'static [(&'static str, &'static str)],
}

const SWITCH: &[(&str, &str)] = &[("true", "on"), ("false", "off")];

const SETTINGS: [Said; 5] = [
    Said {
        azure: "allowSharedKeyAccess",
        key: "shared-keys",
        values: SWITCH,
    },
    Said {
        azure: "enableRbacAuthorization",
        key: "access",
        values: &[("true", "roles"), ("false", "policies")],
    },
    Said {
        azure: "adminUserEnabled",
        key: "admin-user",
        values: SWITCH,
    },
    Said {
        azure: "authMode",
        key: "auth",
        values: &[("key", "key"), ("amltoken", "token"), ("aadtoken", "entra")],
    },
    Said {
        azure: "systemDatastoresAuthMode",
        key: "identity-based-data-access",
        values: &[("identity", "on"), ("accesskey", "off")],
    },
];

impl Said {
    fn of(&self, scope: &Scope) -> Option<(SmolStr, SmolStr)> {
        let value = match scope.settings.get(self.azure)? {
            Setting::Flag(flag) => flag.to_smolstr(),
            Setting::Number(number) => number.to_smolstr(),
            Setting::Text(text) => text.to_lowercase().into(),
        };
        let said = self.values.iter().find(|(azure, _)| *azure == value)?.1;
        Some((SmolStr::new_static(self.key), SmolStr::new_static(said)))
    }
}

const KINDS: [(&str, Kind); 20] = [
    (
        "microsoft.management/managementgroups",
        Kind::ManagementGroup,
    ),
    ("microsoft.resources/subscriptions", Kind::Environment),
    (
        "microsoft.resources/subscriptions/resourcegroups",
        Kind::ResourceGroup,
    ),
    ("microsoft.resources/resourcegroups", Kind::ResourceGroup),
    (
        "microsoft.machinelearningservices/workspaces",
        Kind::Workspace,
    ),
    (
        "microsoft.machinelearningservices/workspaces/computes",
        Kind::Compute,
    ),
    (
        "microsoft.machinelearningservices/workspaces/onlineendpoints",
        Kind::Endpoint,
    ),
    (
        "microsoft.machinelearningservices/workspaces/batchendpoints",
        Kind::Endpoint,
    ),
    (
        "microsoft.machinelearningservices/registries",
        Kind::Registry,
    ),
    ("microsoft.storage/storageaccounts", Kind::Storage),
    (
        "microsoft.storage/storageaccounts/blobservices/containers",
        Kind::Container,
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/shares",
        Kind::FileShare,
    ),
    (
        "microsoft.storage/storageaccounts/queueservices/queues",
        Kind::Queue,
    ),
    ("microsoft.keyvault/vaults", Kind::KeyVault),
    ("microsoft.keyvault/vaults/secrets", Kind::Secret),
    (
        "microsoft.containerregistry/registries",
        Kind::ContainerRegistry,
    ),
    (
        "microsoft.operationalinsights/workspaces",
        Kind::LogAnalytics,
    ),
    ("microsoft.insights/components", Kind::AppInsights),
    ("microsoft.network/virtualnetworks/subnets", Kind::Subnet),
    (
        "microsoft.managedidentity/userassignedidentities",
        Kind::ManagedIdentity,
    ),
];

fn kind_of(resource_type: &str) -> Kind {
    let folded = resource_type.to_lowercase();
    let known = KINDS.iter().find(|(name, _)| *name == folded);
    known.map_or(Kind::Resource, |(_, kind)| *kind)
}
