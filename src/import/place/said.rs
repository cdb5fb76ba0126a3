//! How the language says the kinds of Azure's resources.

use std::collections::BTreeSet;

use crate::import::scope::{Resource, Scope};

/// How the language says a resource type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// A declaration of its own.
    Alone(&'static str),
    /// Inside the body of its parent, which is `usize` types up.
    Inside(&'static str, usize),
    /// `KIND x in WORKSPACE`, with a `kind` where the type says one.
    Within(&'static str, Option<&'static str>),
    /// A subnet, which names its network.
    Subnet,
    /// `resource` with type and id.
    Otherwise,
}

/// The resource types that the language has a word for, in lower case.
const KINDS: &[(&str, Said)] = &[
    (
        "microsoft.machinelearningservices/workspaces",
        Said::Alone("workspace"),
    ),
    (
        "microsoft.machinelearningservices/workspaces/computes",
        Said::Within("compute", None),
    ),
    (
        "microsoft.machinelearningservices/workspaces/onlineendpoints",
        Said::Within("endpoint", Some("online")),
    ),
    (
        "microsoft.machinelearningservices/workspaces/batchendpoints",
        Said::Within("endpoint", Some("batch")),
    ),
    (
        "microsoft.machinelearningservices/registries",
        Said::Alone("registry"),
    ),
    ("microsoft.storage/storageaccounts", Said::Alone("storage")),
    (
        "microsoft.storage/storageaccounts/blobservices/containers",
        Said::Inside("container", 2),
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/shares",
        Said::Inside("file-share", 2),
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/fileshares",
        Said::Inside("file-share", 2),
    ),
    (
        "microsoft.storage/storageaccounts/queueservices/queues",
        Said::Inside("queue", 2),
    ),
    ("microsoft.keyvault/vaults", Said::Alone("key-vault")),
    (
        "microsoft.keyvault/vaults/secrets",
        Said::Inside("secret", 1),
    ),
    (
        "microsoft.containerregistry/registries",
        Said::Alone("container-registry"),
    ),
    (
        "microsoft.operationalinsights/workspaces",
        Said::Alone("log-analytics"),
    ),
    ("microsoft.insights/components", Said::Alone("app-insights")),
    (
        "microsoft.managedidentity/userassignedidentities",
        Said::Alone("managed-identity"),
    ),
    ("microsoft.network/virtualnetworks/subnets", Said::Subnet),
];

/// Returns how the language says a resource.
pub(super) fn said(resource: &Resource) -> Said {
    let kind = resource.kind.to_ascii_lowercase();
    let known = KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, said)| *said);
    match known {
        // The service between an account and its container is always called `default`.
        Some(Said::Inside(_, 2)) if resource.names.get(1).is_none_or(|name| name != "default") => {
            Said::Otherwise
        }
        Some(said) if !resource.extends => said,
        _ => Said::Otherwise,
    }
}

/// Returns the kind of scope that a role with these assignable scopes is for.
pub(in crate::import) fn kind_of(scopes: &[Scope]) -> &'static str {
    let word = |scope: &Scope| match scope {
        Scope::ManagementGroup(_) => (0, "management-group"),
        Scope::Root | Scope::Subscription(_) => (1, "environment"),
        Scope::ResourceGroup { .. } => (2, "resource-group"),
        Scope::Resource(resource) => match said(resource) {
            Said::Alone(word) | Said::Inside(word, _) | Said::Within(word, _) => (3, word),
            Said::Subnet => (3, "subnet"),
            Said::Otherwise => (3, "resource"),
        },
    };
    let words: BTreeSet<_> = scopes.iter().map(word).collect();
    match words.iter().collect::<Vec<_>>().as_slice() {
        [] => "environment",
        [(3, _), _, ..] => "resource-group",
        [(_, word), ..] => word,
    }
}
