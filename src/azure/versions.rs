//! The version of each interface that is asked; the newest is not needed, and one is enough.

/// Role assignments, role definitions, deny assignments, permissions.
pub(super) const AUTHORIZATION: &str = "2022-04-01";
/// The activity log; there is no newer version.
pub(super) const ACTIVITY: &str = "2015-04-01";
/// Schedules of Privileged Identity Management.
pub(super) const SCHEDULES: &str = "2020-10-01";
/// How many role assignments there are and may be; no stable version has it.
pub(super) const USAGE: &str = "2019-08-01-preview";
/// Locks.
pub(super) const LOCKS: &str = "2020-05-01";
/// Management groups.
pub(super) const MANAGEMENT_GROUPS: &str = "2023-04-01";
/// Subscriptions.
pub(super) const SUBSCRIPTIONS: &str = "2022-12-01";
/// Resource groups.
pub(super) const RESOURCE_GROUPS: &str = "2025-04-01";
/// User-assigned identities and their federated credentials.
pub(super) const IDENTITIES: &str = "2024-11-30";
/// Deployment stacks, and what they would do.
pub(super) const STACKS: &str = "2025-07-01";
/// Resource Graph.
pub(super) const RESOURCE_GRAPH: &str = "2022-10-01";

/// The versions of resources by the beginning of their types in lower case.
pub(super) const RESOURCES: &[(&str, &str)] = &[
    ("microsoft.containerregistry/", "2025-04-01"),
    ("microsoft.keyvault/", "2024-11-01"),
    ("microsoft.machinelearningservices/", "2025-12-01"),
    ("microsoft.managedidentity/", IDENTITIES),
    ("microsoft.storage/", "2025-01-01"),
];
