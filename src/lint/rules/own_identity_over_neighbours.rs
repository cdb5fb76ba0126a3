#![doc = include_str!("own_identity_over_neighbours.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::scopes;
use crate::lint::mend::before_brace;
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let group = |one: &&Given| {
        let scope = view.model.scope(one.scope);
        one.means == Means::Assignment && scope.is_some_and(|one| one.level == Level::ResourceGroup)
    };
    let mut told = BTreeSet::new();
    for given in view.model.given.iter().filter(group) {
        let principal = view.model.principal(given.principal);
        let Some(host) = principal.and_then(|one| one.implicit_of) else {
            continue;
        };
        let neighbours = neighbours(view, host, given.scope);
        let Some(scope) = view.model.scope(host).filter(|_| !neighbours.is_empty()) else {
            continue;
        };
        if told.insert(scope.span) {
            found.push(finding(view, (host, scope), given, &neighbours));
        }
    }
}

/// Lists the workspaces of a resource group that have nothing to do with one of them, and what
/// only such workspaces use.
fn neighbours(view: &View<'_>, host: ScopeId, group: ScopeId) -> Vec<ScopeId> {
    let uses = |from: ScopeId, to: ScopeId| {
        let links = view.model.scope(from).map_or(&[][..], |one| &one.links);
        links.iter().any(|link| link.target == to)
    };
    let hub = |id: ScopeId| {
        let links = view.model.scope(id).map_or(&[][..], |one| &one.links);
        let mut targets = links.iter().map(|link| link.target);
        let workspace = |id: &ScopeId| view.model.scope(*id).is_some_and(is_workspace);
        targets.find(workspace).unwrap_or(id)
    };
    let strangers: Vec<ScopeId> = scopes(view)
        .filter(|(id, scope)| is_workspace(scope) && hub(*id) != hub(host))
        .map(|(id, _)| id)
        .collect();
    let family = |id: ScopeId| uses(host, id) || uses(hub(host), id);
    let used = |id: ScopeId| !family(id) && strangers.iter().any(|other| uses(*other, id));
    let inside = scopes(view).filter(|(id, _)| view.model.covers(group, *id) && *id != group);
    let found = inside.filter(|(id, _)| strangers.contains(id) || used(*id));
    found.map(|(id, _)| id).collect()
}

fn is_workspace(scope: &Scope) -> bool {
    scope.kind == Kind::Workspace
}

fn finding(
    view: &View<'_>,
    (host, scope): (ScopeId, &Scope),
    given: &Given,
    neighbours: &[ScopeId],
) -> Diagnostic {
    let names = listed(neighbours.iter().map(|id| view.scope_name(*id)));
    let message = format!("the own identity of workspace `{}` may change {names}", view.scope_name(host));
    let first = neighbours.first().map(|id| view.scope_name(*id)).unwrap_or_default();
    let group = view.scope_name(given.scope);
    let finding = RULE
        .at(scope.span, message)
        .note(format!(
            "{} -> \"{}\" on {group}, granted by Azure itself, inherited by {first}",
            view.principal_name(given.principal),
            given.role_name
        ))
        .note("what takes over one workspace has the others of the resource group as well");
    let declared = scope.declared.and_then(|id| view.model.declaration(id));
    // Only what has properties surely has braces.
    let braces = !scope.links.is_empty() || !scope.properties.is_empty();
    let help = "give each its own resource group, or take the role away in Azure and write `group-role none`";
    match declared.filter(|_| braces && scope.setting("group-role").is_none()) {
        Some(declared) => finding.suggest(help, vec![before_brace(declared.span, "group-role none")]),
        None => finding.help(help),
    }
}
