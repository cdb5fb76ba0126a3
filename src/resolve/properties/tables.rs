//! Which properties each kind of declaration has.

use super::shapes::Shape;

const SWITCH: Shape = Shape::Word(&["on", "off"]);

const POLICY: &[(&str, Shape)] = &[
    ("tenant", Shape::Guids),
    ("cloud", Shape::Word(&["public", "us-government", "china"])),
];

const ENVIRONMENT: &[(&str, Shape)] = &[
    ("tier", Shape::Word(&["development", "test", "production"])),
    ("subscription", Shape::Guids),
    ("resource-group", Shape::Text),
    ("within", Shape::Within),
    ("label", Shape::Names),
];

const MANAGEMENT_GROUP: &[(&str, Shape)] = &[
    ("id", Shape::Text),
    ("within", Shape::Within),
    ("label", Shape::Names),
];

const RESOURCE_GROUP: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("subscription", Shape::Guids),
    ("label", Shape::Names),
];

/// What every resource with a resource group has.
const RESOURCE: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("resource-group", Shape::Text),
    ("subscription", Shape::Guids),
    ("label", Shape::Names),
];

const CHILD: &[(&str, Shape)] = &[("name", Shape::Text), ("label", Shape::Names)];

const WORKSPACE: &[(&str, Shape)] = &[
    (
        "kind",
        Shape::Word(&["default", "hub", "project", "feature-store"]),
    ),
    ("storage", Shape::References),
    ("key-vault", Shape::References),
    ("container-registry", Shape::References),
    ("app-insights", Shape::References),
    ("log-analytics", Shape::References),
    ("registry", Shape::References),
    ("hub", Shape::References),
    ("runs-as", Shape::References),
    ("local-auth", SWITCH),
    ("public-network", SWITCH),
    ("data-isolation", SWITCH),
    ("identity-based-data-access", SWITCH),
    (
        "managed-network",
        Shape::Word(&["off", "internet", "approved"]),
    ),
    (
        "group-role",
        Shape::Word(&["ai-administrator", "contributor", "none"]),
    ),
];

const REGISTRY: &[(&str, Shape)] = &[("public-network", SWITCH)];

const STORAGE: &[(&str, Shape)] = &[
    ("shared-keys", SWITCH),
    ("public-network", SWITCH),
    ("anonymous-access", SWITCH),
    ("hierarchical", SWITCH),
];

const KEY_VAULT: &[(&str, Shape)] = &[
    ("access", Shape::Word(&["roles", "policies"])),
    ("public-network", SWITCH),
    ("purge-protection", SWITCH),
];

const CONTAINER_REGISTRY: &[(&str, Shape)] = &[
    ("permissions", Shape::Word(&["registry", "repositories"])),
    ("admin-user", SWITCH),
    ("anonymous-pull", SWITCH),
    ("public-network", SWITCH),
];

const SUBNET: &[(&str, Shape)] = &[("network", Shape::Text)];

const COMPUTE: &[(&str, Shape)] = &[
    (
        "kind",
        Shape::Word(&["cluster", "instance", "serverless", "kubernetes"]),
    ),
    ("runs-as", Shape::References),
    ("idle-shutdown", Shape::Duration),
    ("local-auth", SWITCH),
    ("ssh", SWITCH),
    ("sso", SWITCH),
    ("public-ip", SWITCH),
    ("subnet", Shape::References),
    ("assigned-to", Shape::References),
];

const ENDPOINT: &[(&str, Shape)] = &[
    ("kind", Shape::Word(&["online", "batch"])),
    ("runs-as", Shape::References),
    ("auth", Shape::Word(&["key", "token", "entra"])),
    ("public-network", SWITCH),
    ("connection-secrets", SWITCH),
];

const ANY: &[(&str, Shape)] = &[("type", Shape::Text), ("id", Shape::Text)];

const GROUP: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("name", Shape::Text),
    ("members", Shape::References),
    ("label", Shape::Names),
];

const USER: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("upn", Shape::Text),
    ("name", Shape::Text),
    ("label", Shape::Names),
];

const APPLICATION: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("app-id", Shape::Guids),
    ("name", Shape::Text),
    ("label", Shape::Names),
    ("secret", Shape::Expiry),
    ("federated", Shape::Federation),
];

const MANAGED_IDENTITY: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("app-id", Shape::Guids),
    ("federated", Shape::Federation),
];

const ROLE: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("description", Shape::Text),
    ("object-id", Shape::Guids),
    ("assignable-scopes", Shape::Text),
];

const GITHUB: &[(&str, Shape)] = &[
    ("repository", Shape::Text),
    ("environment", Shape::Text),
    ("branch", Shape::Text),
    ("tag", Shape::Text),
    ("pull-request", SWITCH),
    ("id", Shape::Text),
    ("owner-id", Shape::Text),
    ("audience", Shape::Text),
];

const OIDC: &[(&str, Shape)] = &[
    ("issuer", Shape::Text),
    ("subject", Shape::Text),
    ("audience", Shape::Text),
];

/// Lists the properties of a kind; several tables where kinds share some.
pub(in crate::resolve) fn tables(keyword: &str) -> [&'static [(&'static str, Shape)]; 2] {
    match keyword {
        "policy" => [POLICY, &[]],
        "environment" => [ENVIRONMENT, &[]],
        "management-group" => [MANAGEMENT_GROUP, &[]],
        "resource-group" => [RESOURCE_GROUP, &[]],
        "workspace" => [WORKSPACE, RESOURCE],
        "registry" => [REGISTRY, RESOURCE],
        "storage" => [STORAGE, RESOURCE],
        "key-vault" => [KEY_VAULT, RESOURCE],
        "container-registry" => [CONTAINER_REGISTRY, RESOURCE],
        "subnet" => [SUBNET, RESOURCE],
        "compute" => [COMPUTE, CHILD],
        "endpoint" => [ENDPOINT, CHILD],
        "container" | "file-share" | "queue" | "secret" => [&[], CHILD],
        "resource" => [ANY, RESOURCE],
        "managed-identity" => [MANAGED_IDENTITY, RESOURCE],
        "group" => [GROUP, &[]],
        "user" => [USER, &[]],
        "service-principal" | "agent" => [APPLICATION, &[]],
        "role" => [ROLE, &[]],
        "github federation" => [GITHUB, &[]],
        "oidc federation" => [OIDC, &[]],
        _ => [&[], RESOURCE],
    }
}

/// The kinds of resources that have settings.
const CONFIGURED: [&str; 7] = [
    "workspace",
    "compute",
    "endpoint",
    "registry",
    "storage",
    "key-vault",
    "container-registry",
];

/// Lists the settings that resources have: words and times.
pub(in crate::resolve) fn settings() -> impl Iterator<Item = &'static str> {
    let all = CONFIGURED.into_iter().flat_map(|kind| tables(kind)[0]);
    let settings = all.filter(|(_, shape)| matches!(shape, Shape::Word(_) | Shape::Duration));
    settings
        .map(|(name, _)| *name)
        .filter(|name| *name != "kind")
}

/// Finds a setting of any kind of resource.
pub(in crate::resolve) fn setting(key: &str) -> Option<Shape> {
    settings().find(|name| *name == key)?;
    let mut all = CONFIGURED.into_iter().flat_map(|kind| tables(kind)[0]);
    all.find(|(name, _)| *name == key).map(|(_, shape)| *shape)
}
