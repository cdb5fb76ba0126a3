//! What Azure grants by itself to the identities that resources have of their own.
//!
//! One row per sentence of Microsoft's documentation. An identity that `runs-as` names gets
//! nothing by itself, and neither does the own identity of a compute or a batch endpoint.

use smol_str::SmolStr;

use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::given::{Given, Means, Origin};
use crate::model::{Kind, Level, Model, Scope, ScopeId};

/// One thing that Azure grants.
struct Row {
    /// To the identity of what.
    host: Kind,
    /// Only where the host says so.
    when: When,
    /// The role's display name and GUID.
    role: (&'static str, &'static str),
    /// Where.
    place: Place,
    /// Where it is documented.
    source: &'static str,
}

/// What a property must say; `or_silent` counts a property that is not written.
struct When {
    key: &'static str,
    value: &'static str,
    or_silent: bool,
}

/// A scope as seen from the host.
enum Place {
    /// The workspace: the host, or the one it is in.
    Workspace,
    /// The resource group of the workspace.
    Group,
    /// What the workspace, or else its hub, links to, where a property of that says so.
    Linked(Kind, Means, When),
}

const ALWAYS: When = when("", "", true);
const WORKSPACES: &str =
    "learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication";
const ENDPOINTS: &str = "learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth";
const VAULTS: &str = "learn.microsoft.com/azure/machine-learning/concept-enterprise-security";
const REGISTRIES: &str = "learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions";

const CONTRIBUTOR: (&str, &str) = ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c");
const VAULT_ADMINISTRATOR: (&str, &str) = (
    "Key Vault Administrator",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
);

const fn when(key: &'static str, value: &'static str, or_silent: bool) -> When {
    When {
        key,
        value,
        or_silent,
    }
}

const ROWS: &[Row] = &[
    Row {
        host: Kind::Workspace,
        when: ALWAYS,
        role: CONTRIBUTOR,
        place: Place::Workspace,
        source: WORKSPACES,
    },
    Row {
        host: Kind::Workspace,
        when: ALWAYS,
        role: (
            "Storage Blob Data Contributor",
            "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ),
        place: Place::Linked(Kind::Storage, Means::Assignment, ALWAYS),
        source: WORKSPACES,
    },
    Row {
        host: Kind::Workspace,
        when: ALWAYS,
        role: VAULT_ADMINISTRATOR,
        place: Place::Linked(
            Kind::KeyVault,
            Means::Assignment,
            when("access", "roles", true),
        ),
        source: VAULTS,
    },
    Row {
        host: Kind::Workspace,
        when: ALWAYS,
        role: VAULT_ADMINISTRATOR,
        place: Place::Linked(
            Kind::KeyVault,
            Means::AccessPolicy,
            when("access", "policies", false),
        ),
        source: VAULTS,
    },
    Row {
        host: Kind::Workspace,
        when: ALWAYS,
        role: CONTRIBUTOR,
        place: Place::Linked(Kind::ContainerRegistry, Means::Assignment, ALWAYS),
        source: WORKSPACES,
    },
    // Since 2024-11-19; what was made before keeps Contributor until somebody converts it.
    Row {
        host: Kind::Workspace,
        when: when(GROUP_ROLE, "ai-administrator", true),
        role: (
            "Azure AI Administrator",
            "b78c5d69-af96-48a3-bf8d-a8b4d589de94",
        ),
        place: Place::Group,
        source: WORKSPACES,
    },
    Row {
        host: Kind::Workspace,
        when: when(GROUP_ROLE, "contributor", false),
        role: CONTRIBUTOR,
        place: Place::Group,
        source: WORKSPACES,
    },
    // A registry that gives permissions per repository takes no notice of this role.
    Row {
        host: Kind::Endpoint,
        when: ALWAYS,
        role: ("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"),
        place: Place::Linked(
            Kind::ContainerRegistry,
            Means::Assignment,
            when("permissions", "registry", true),
        ),
        source: REGISTRIES,
    },
    Row {
        host: Kind::Endpoint,
        when: ALWAYS,
        role: (
            "Storage Blob Data Reader",
            "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        ),
        place: Place::Linked(Kind::Storage, Means::Assignment, ALWAYS),
        source: ENDPOINTS,
    },
    Row {
        host: Kind::Endpoint,
        when: ALWAYS,
        role: (
            "AzureML Metrics Writer (preview)",
            "635dd51f-9968-44d3-b7fb-6d9a6bd613ae",
        ),
        place: Place::Workspace,
        source: ENDPOINTS,
    },
    Row {
        host: Kind::Endpoint,
        when: when(CONNECTION_SECRETS, "on", false),
        role: (
            "Azure Machine Learning Workspace Connection Secrets Reader",
            "ea01e6af-a1c1-4350-9563-ad00f8c72ec5",
        ),
        place: Place::Workspace,
        source: ENDPOINTS,
    },
];

/// Which role the own identity of a workspace has on its resource group.
const GROUP_ROLE: &str = "group-role";
/// Whether the own identity of an endpoint reads the secrets of connections.
const CONNECTION_SECRETS: &str = "connection-secrets";
const ONLINE: When = when("kind", "online", true);

impl When {
    fn holds(&self, scope: &Scope) -> bool {
        let setting = scope.setting(self.key);
        setting.map_or(self.or_silent, |setting| setting.value == self.value)
    }
}

impl Resolver<'_> {
    /// Adds what Azure grants by itself.
    pub(super) fn given_by_azure(&mut self) {
        let scopes = (0..self.model.scopes.len()).map(ScopeId::new);
        let given = scopes.flat_map(|id| given(&self.model, id)).collect();
        self.model.given = given;
        self.said_of_nobody();
    }

    /// Reports properties that speak of an own identity where there is none.
    fn said_of_nobody(&mut self) {
        let mut found: Vec<Diagnostic> = Vec::new();
        for scope in &self.model.scopes {
            let settings = [GROUP_ROLE, CONNECTION_SECRETS].into_iter();
            for setting in settings.filter_map(|key| scope.setting(key)) {
                let cause = match (scope.runs_as, is_batch(scope)) {
                    (Some(span), _) => Some((span, "`runs-as` names another identity")),
                    (None, true) => Some((scope.span, "a batch endpoint gets nothing by itself")),
                    (None, false) => None,
                };
                let told = |one: &Diagnostic| one.primary.span == setting.span;
                if let Some((span, cause)) = cause.filter(|_| !found.iter().any(told)) {
                    let message = format!(
                        "`{}` speaks of what Azure grants the own identity of {}, and {cause}",
                        setting.key,
                        super::names::a(scope.kind.keyword())
                    );
                    let code = codes::MISPLACED;
                    let one = Diagnostic::new(code, Severity::Error, setting.span, message);
                    let edit = Edit::delete(setting.span);
                    found.push(one.related(span, "here").suggest("remove it", vec![edit]));
                }
            }
        }
        self.diagnostics.extend(found);
    }
}

/// Lists what Azure grants to the identity that a scope has of its own.
fn given(model: &Model, host: ScopeId) -> Vec<Given> {
    let scope = model.scope(host).filter(|one| one.kind.has_identity());
    let own = scope.filter(|one| one.runs_as.is_none() && !is_batch(one));
    let Some((scope, principal)) = own.and_then(|one| Some((one, one.identity?))) else {
        return Vec::new();
    };
    let rows = ROWS.iter().filter(|row| row.host == scope.kind);
    let granted = rows.filter(|row| row.when.holds(scope)).flat_map(|row| {
        let places = places(model, host, &row.place).into_iter();
        places.map(move |(place, means)| Given {
            origin: Origin::Azure,
            principal,
            role: SmolStr::new_static(row.role.1),
            role_name: SmolStr::new_static(row.role.0),
            scope: place,
            means,
            source: row.source,
        })
    });
    granted.collect()
}

fn places(model: &Model, host: ScopeId, place: &Place) -> Vec<(ScopeId, Means)> {
    let mut above = model.ancestors(host);
    let workspace = above.find(|(_, scope)| scope.kind == Kind::Workspace);
    let Some((id, workspace)) = workspace else {
        return Vec::new();
    };
    match place {
        Place::Workspace => vec![(id, Means::Assignment)],
        Place::Group => {
            let mut groups = above.filter(|(_, scope)| scope.level == Level::ResourceGroup);
            let group = groups.next().map(|(id, _)| (id, Means::Assignment));
            group.into_iter().collect()
        }
        Place::Linked(kind, means, when) => {
            let isolated = host == id && *kind == Kind::Storage && is_isolated(workspace);
            let means = if isolated {
                Means::OwnPartsOnly
            } else {
                *means
            };
            let fits = |id: &ScopeId| model.scope(*id).is_some_and(|one| when.holds(one));
            let targets = used(model, workspace, *kind).into_iter().filter(fits);
            targets.map(|id| (id, means)).collect()
        }
    }
}

/// Lists what of a kind a workspace links to; a project without links of its own uses its hub's.
fn used(model: &Model, workspace: &Scope, kind: Kind) -> Vec<ScopeId> {
    let linked = |from: &Scope, kind: Kind| -> Vec<ScopeId> {
        let targets = from.links.iter().map(|link| link.target);
        let fits = |id: &ScopeId| model.scope(*id).is_some_and(|one| one.kind == kind);
        targets.filter(fits).collect()
    };
    let own = linked(workspace, kind);
    let mut hubs = linked(workspace, Kind::Workspace).into_iter();
    let hub = hubs.find_map(|id| model.scope(id));
    match hub {
        Some(hub) if own.is_empty() => linked(hub, kind),
        _ => own,
    }
}

fn is_batch(scope: &Scope) -> bool {
    scope.kind == Kind::Endpoint && !ONLINE.holds(scope)
}

/// Tells whether a workspace keeps to its own containers: hubs and projects do unless they say so.
fn is_isolated(workspace: &Scope) -> bool {
    let kind = workspace.setting("kind").map(|one| one.value.as_str());
    let shares = matches!(kind, Some("hub" | "project"));
    when("data-isolation", "on", shares).holds(workspace)
}
