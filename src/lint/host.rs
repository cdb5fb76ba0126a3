//! What runs code in a workspace and as whom, and where the workspace keeps the code.

use std::collections::BTreeSet;

use super::view::View;
use crate::diagnostic::Edit;
use crate::model::{Kind, PrincipalId, Scope, ScopeId, Tier};
use crate::support::hash::HashMap;

/// A compute or endpoint with its workspace and the identity that it acts as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Host {
    /// The compute or endpoint.
    pub(super) scope: ScopeId,
    /// Its workspace.
    pub(super) workspace: ScopeId,
    /// Who it acts as.
    pub(super) identity: PrincipalId,
}

/// Lists the computes or the endpoints.
pub(super) fn hosts(view: &View<'_>, kind: Kind) -> Vec<Host> {
    let scopes = scopes(view).filter(|(_, scope)| scope.kind == kind);
    let hosts = scopes.filter_map(|(id, scope)| {
        Some(Host {
            scope: id,
            workspace: scope.parent?,
            identity: scope.identity?,
        })
    });
    hosts.collect()
}

/// Lists every scope with its id.
pub(super) fn scopes<'v>(view: &View<'v>) -> impl Iterator<Item = (ScopeId, &'v Scope)> {
    let scopes = view.model.scopes.iter().enumerate();
    scopes.map(|(index, scope)| (ScopeId::new(index), scope))
}

/// Lists the scopes of a kind in production.
pub(super) fn in_production(view: &View<'_>, kind: Kind) -> Vec<ScopeId> {
    let scopes = scopes(view).filter(|(_, scope)| scope.kind == kind);
    let ids = scopes.map(|(id, _)| id);
    ids.filter(|id| view.model.tier(*id) == Some(Tier::Production))
        .collect()
}

/// Lists what holds declared things of a kind.
pub(super) fn parents_of(view: &View<'_>, kind: Kind) -> BTreeSet<ScopeId> {
    let children = scopes(view).filter(|(_, scope)| scope.kind == kind);
    children.filter_map(|(_, scope)| scope.parent).collect()
}

/// Lists what workspaces of production link to and what is of a kind.
pub(super) fn linked_from_production(view: &View<'_>, kind: Kind) -> Vec<ScopeId> {
    let workspaces = in_production(view, Kind::Workspace).into_iter();
    let linked = workspaces.filter_map(|id| view.model.scope(id));
    let linked = linked.flat_map(|scope| scope.links.iter().map(|link| link.target));
    let fits = |id: &ScopeId| {
        view.model
            .scope(*id)
            .is_some_and(|scope| scope.kind == kind)
    };
    let found: BTreeSet<ScopeId> = linked.filter(fits).collect();
    found.into_iter().collect()
}

/// Lists where each workspace keeps code: its storage as a whole, and the containers that Azure
/// Machine Learning makes there for itself.
pub(super) fn code_places(view: &View<'_>) -> HashMap<ScopeId, Vec<ScopeId>> {
    let mut containers: HashMap<ScopeId, Vec<ScopeId>> = HashMap::default();
    for (id, scope) in scopes(view).filter(|(_, scope)| scope.kind == Kind::Container) {
        let name = scope.id.rsplit('/').next().unwrap_or_default();
        if let (true, Some(storage)) = (name.starts_with("azureml"), scope.parent) {
            containers.entry(storage).or_default().push(id);
        }
    }
    let mut found = HashMap::default();
    for (id, scope) in scopes(view).filter(|(_, scope)| scope.kind == Kind::Workspace) {
        let is_storage = |id: &ScopeId| {
            view.model
                .scope(*id)
                .is_some_and(|one| one.kind == Kind::Storage)
        };
        let storages = scope
            .links
            .iter()
            .map(|link| link.target)
            .filter(is_storage);
        let mut places = Vec::new();
        for storage in storages {
            places.push(storage);
            places.extend(containers.get(&storage).into_iter().flatten());
        }
        found.insert(id, places);
    }
    found
}

/// Returns the edits that let hosts run as an identity of their own: a new declaration behind that
/// of a principal, and its name in the place of the old one.
pub(super) fn own_identity(
    view: &View<'_>,
    hosts: &[ScopeId],
    after: PrincipalId,
    stem: &str,
) -> Vec<Edit> {
    let declared = view
        .model
        .principal(after)
        .and_then(|one| view.model.declaration(one.declared));
    let Some(declared) = declared else {
        return Vec::new();
    };
    let scopes = || hosts.iter().filter_map(|id| view.model.scope(*id));
    let environments: BTreeSet<_> = scopes()
        .filter_map(|scope| view.model.environment(scope.environment?))
        .map(|one| one.name.as_str())
        .collect();
    let spans: BTreeSet<_> = scopes().filter_map(|scope| scope.runs_as).collect();
    let name = free_name(view, stem);
    let environments: Vec<_> = environments.into_iter().collect();
    let text = format!("\nmanaged-identity {name} in {}", environments.join(", "));
    let mut edits = vec![Edit::insert_after(declared.span, text)];
    edits.extend(
        spans
            .into_iter()
            .map(|span| Edit::replace(span, format!("runs-as {name}"))),
    );
    edits
}

/// Makes a name that nothing has yet.
fn free_name(view: &View<'_>, stem: &str) -> String {
    let taken = |name: &str| view.model.declared.iter().any(|one| one.name == name);
    let numbered = (2..1_000).map(|number| format!("{stem}-{number}"));
    let mut names = std::iter::once(stem.to_owned()).chain(numbered);
    names
        .find(|name| !taken(name))
        .unwrap_or_else(|| stem.to_owned())
}
