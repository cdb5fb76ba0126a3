#![doc = include_str!("own_identity_over_neighbours.md")]

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::host::scopes;
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::given::Means;
use crate::model::{Given, Kind, Level, Scope, ScopeId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW412",
        name: "own-identity-over-neighbours",
    },
    group: Group::Identities,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("own_identity_over_neighbours.md"),
    check,
};

/// The workspaces of a resource group.
#[derive(Default)]
struct Shared<'v> {
    /// All of them, each with its hub or itself.
    all: Vec<(ScopeId, ScopeId)>,
    /// Those whose own identity has a role on the group.
    holders: Vec<(ScopeId, &'v Given)>,
}

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<ScopeId, Shared<'_>> = BTreeMap::new();
    for given in view.model.given.iter().filter(|one| one.means == Means::Assignment) {
        let scope = view.model.scope(given.scope);
        let principal = view.model.principal(given.principal);
        let host = principal.and_then(|one| one.implicit_of);
        if let (Some(Level::ResourceGroup), Some(host)) = (scope.map(|one| one.level), host) {
            groups.entry(given.scope).or_default().holders.push((host, given));
        }
    }
    if groups.is_empty() {
        return;
    }
    for (id, scope) in scopes(view).filter(|(_, scope)| is_workspace(scope)) {
        let above = view.model.ancestors(id).find_map(|(id, _)| groups.contains_key(&id).then_some(id));
        if let Some(shared) = above.and_then(|group| groups.get_mut(&group)) {
            shared.all.push((id, hub(view, id, scope)));
        }
    }
    let mut told = BTreeSet::new();
    for (group, shared) in groups {
        let one = finding(view, group, &shared);
        found.extend(one.filter(|one| told.insert(one.primary.span)));
    }
}

fn is_workspace(scope: &Scope) -> bool {
    scope.kind == Kind::Workspace
}

/// Returns the hub of a workspace, or the workspace itself.
fn hub(view: &View<'_>, id: ScopeId, scope: &Scope) -> ScopeId {
    let mut targets = scope.links.iter().map(|link| link.target);
    let hub = targets.find(|id| view.model.scope(*id).is_some_and(is_workspace));
    hub.unwrap_or(id)
}

fn finding(view: &View<'_>, group: ScopeId, shared: &Shared<'_>) -> Option<Diagnostic> {
    let (host, given) = shared.holders.first()?;
    let family = shared.all.iter().find(|(id, _)| id == host)?.1;
    let (stranger, _) = shared.all.iter().find(|(_, hub)| *hub != family)?;
    let holders = listed(shared.holders.iter().map(|(id, _)| view.scope_name(*id)));
    let (group, neighbour) = (view.scope_name(group), view.scope_name(*stranger));
    let identities = match shared.holders.len() {
        1 => "the own identity of workspace",
        _ => "the own identities of workspaces",
    };
    let message = format!("{identities} {holders} may change what else is in `{group}`");
    let finding = RULE
        .at(view.model.scope(*host)?.span, message)
        .note(format!(
            "{} -> \"{}\" on {group}, granted by Azure itself, inherited by {neighbour}",
            view.principal_name(given.principal),
            given.role_name
        ))
        .note("what takes over one workspace has the others of the resource group as well");
    let help = "give each its own resource group, or take the role away in Azure and write `group-role none`";
    Some(finding.suggest(help, without_role(view, shared)))
}

/// Says of every workspace that it has no role on the group; empty where one has no braces for it.
fn without_role(view: &View<'_>, shared: &Shared<'_>) -> Vec<Edit> {
    let hosts = shared.holders.iter().filter_map(|(id, _)| view.model.scope(*id));
    let places = hosts.map(|scope| {
        // Only what has properties surely has braces.
        let braces = !scope.links.is_empty() || !scope.properties.is_empty();
        let declared = view.model.declaration(scope.declared?)?;
        let fits = braces && scope.setting("group-role").is_none() && declared.made_by.is_none();
        fits.then_some(declared.span)
    });
    let spans: Option<BTreeSet<_>> = places.collect();
    let edits = spans.into_iter().flatten();
    edits.map(|span| Edit::add_member(span, "group-role none")).collect()
}
