#![doc = include_str!("environment_wide_for_one_resource.md")]

use std::collections::{BTreeMap, HashMap};

use crate::compile::{Assignment, CompiledRoleId};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::words::quoted;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::permission::Plane;
use crate::model::{Granted, Kind, Level, ScopeId, StatementId};

/// The kinds that stand in a resource group by themselves; data roles of storage and key vaults
/// are another rule's.
const KINDS: [Kind; 6] = [
    Kind::Workspace,
    Kind::Registry,
    Kind::ContainerRegistry,
    Kind::LogAnalytics,
    Kind::AppInsights,
    Kind::ManagedIdentity,
];
/// A role that reaches more operations than this is not for one kind of resource.
const MOST: usize = 600;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW323",
        name: "environment-wide-for-one-resource",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("environment_wide_for_one_resource.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut kinds: HashMap<CompiledRoleId, Option<Kind>> = HashMap::new();
    let mut only: HashMap<(ScopeId, Kind), Option<ScopeId>> = HashMap::new();
    let mut causes: BTreeMap<StatementId, (&Assignment, ScopeId)> = BTreeMap::new();
    for assignment in &view.compiled.assignments {
        let Some(grant) = view
            .grant_of(assignment)
            .filter(|grant| grant.on == assignment.scope)
        else {
            continue;
        };
        if !is_whole_environment(view, assignment.scope) {
            continue;
        }
        let kind = *kinds
            .entry(assignment.role)
            .or_insert_with(|| kind_of(view, assignment.role));
        let Some(kind) = kind else { continue };
        let place = (assignment.scope, kind);
        let one = *only
            .entry(place)
            .or_insert_with(|| only_one(view, assignment.scope, kind));
        if let Some(one) = one {
            causes.entry(grant.statement).or_insert((assignment, one));
        }
    }
    for (assignment, one) in causes.into_values() {
        found.extend(finding(view, assignment, one));
    }
}

fn is_whole_environment(view: &View<'_>, scope: ScopeId) -> bool {
    let scope = view.model.scope(scope);
    scope.is_some_and(|scope| scope.kind == Kind::Environment && scope.level == Level::Subscription)
}

/// Returns the one kind of resource that all operations of a role are for; none for data roles.
fn kind_of(view: &View<'_>, role: CompiledRoleId) -> Option<Kind> {
    let reach = &view.reach(role)?.upper;
    let first = view.catalog.name(reach.first()?);
    let kind = KINDS.into_iter().find(|kind| is_for(first, *kind))?;
    if reach.len() > MOST {
        return None;
    }
    let mut ids = reach.ids();
    ids.all(|id| view.catalog.plane(id) == Plane::Control && is_for(view.catalog.name(id), kind))
        .then_some(kind)
}

fn is_for(name: &str, kind: Kind) -> bool {
    let kind = kind.azure_type().unwrap_or_default();
    let start = name
        .get(..kind.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(kind));
    start && name.as_bytes().get(kind.len()) == Some(&b'/')
}

/// Returns the resource of a kind in an environment if there is exactly one.
fn only_one(view: &View<'_>, environment: ScopeId, kind: Kind) -> Option<ScopeId> {
    let all = view
        .model
        .scopes
        .iter()
        .enumerate()
        .filter(|(_, scope)| scope.kind == kind);
    let mut inside = all
        .map(|(index, _)| ScopeId::new(index))
        .filter(|id| view.model.covers(environment, *id));
    let first = inside.next()?;
    inside.next().is_none().then_some(first)
}

fn finding<'v>(view: &View<'v>, assignment: &'v Assignment, one: ScopeId) -> Option<Diagnostic> {
    let grant = view.grant_of(assignment)?;
    let statement = view.statement_of(assignment)?;
    let what = view.granted_name(&statement.what);
    let wide = view.scope_name(assignment.scope);
    let what = quoted(&what);
    let message = format!("{what} is granted on all of `{wide}`, and is about `{}` alone", view.scope_name(one));
    let finding = RULE.at(grant.on_span, message).note(
        "each resource of that kind that is added to the subscription later is covered too",
    );
    let place = view.scope_name(one);
    Some(if may_be_granted(view, &statement.what, one) {
        let edit = Edit::replace(grant.on_span, place.clone());
        finding.suggest(format!("grant it on `{place}`"), vec![edit])
    } else {
        finding.help(format!("make the role for what `{place}` is, and grant it there"))
    })
}

/// Tells whether something may be granted on a scope: a role only on what it is for.
fn may_be_granted(view: &View<'_>, what: &Granted, scope: ScopeId) -> bool {
    let Granted::Role(role) = what else {
        return true;
    };
    let kinds = view.model.role(*role).zip(view.model.scope(scope));
    kinds.is_some_and(|(role, scope)| role.kind == scope.kind || scope.kind.holds(role.kind))
}
