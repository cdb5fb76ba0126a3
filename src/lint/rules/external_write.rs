#![doc = include_str!("external_write.md")]

use std::collections::{BTreeMap, BTreeSet};

use crate::algebra::OperationSet;
use crate::catalog::Access;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::grade::{at_scope, witnesses};
use crate::lint::grave::sorted;
use crate::lint::host;
use crate::lint::mend::without;
use crate::lint::power::Targets;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{PrincipalId, Tier};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW307",
        name: "external-write",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("external_write.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = host::scopes(view).map(|(id, _)| id);
    let production = production.filter(|id| view.model.tier(*id) == Some(Tier::Production));
    let production = Targets::of(view, production);
    let danger = |assignment: &Assignment| {
        danger(view, assignment, production.below(assignment.scope).is_some())
    };
    let mut told = BTreeSet::new();
    for (grant, (who, assignment)) in worst(view, |one| danger(one).is_some()) {
        let statement = view.model.grants.get(grant).map(|one| one.statement);
        if let Some((statement, danger)) = statement.zip(danger(assignment))
            && told.insert((statement, who))
        {
            let gone = without(view, statement, &[grant]);
            found.push(finding(view, (who, assignment), danger, gone));
        }
    }
}

/// Lists the grants behind dangerous assignments of externals, each with the first of them.
fn worst<'v>(
    view: &View<'v>,
    is_dangerous: impl Fn(&'v Assignment) -> bool,
) -> BTreeMap<usize, (PrincipalId, &'v Assignment)> {
    let mut worst = BTreeMap::new();
    let all = (0..view.model.principals.len()).map(PrincipalId::new);
    for id in all.filter(|id| view.is_external(*id)) {
        for (_, assignment) in view.held(id) {
            if view.is_plain(assignment) && is_dangerous(assignment) {
                for grant in view.grants_behind(assignment) {
                    worst.entry(grant).or_insert((id, assignment));
                }
            }
        }
    }
    worst
}

fn finding<'v>(
    view: &View<'v>,
    (who, assignment): (PrincipalId, &'v Assignment),
    (what, operations): (String, OperationSet),
    gone: Vec<Edit>,
) -> Diagnostic {
    let name = view.principal_name(who);
    let place = view.scope_name(assignment.scope);
    let message = format!("`{name}`, who is external, {what} `{place}`");
    RULE.at(view.place(assignment), message)
        .note(format!("by {}", witnesses(view.catalog, &operations)))
        .note(view.chain(who, assignment))
        .suggest("let somebody of your own organisation do it", gone)
}

/// Says what an external holder of an assignment may do and should not, with the operations: change
/// who has access anywhere, and whatever is grave or changes something in production.
fn danger(
    view: &View<'_>,
    assignment: &Assignment,
    production: bool,
) -> Option<(String, OperationSet)> {
    let at = (assignment.role, assignment.scope);
    let of = |access: Access| {
        let reaches = view.grade(at.0)?.reaches(access);
        let found = reaches.then(|| at_scope(view, at, &[access]))?;
        (!found.is_empty()).then_some(found)
    };
    if let Some(found) = of(Access::Permissions) {
        return Some(("may change who has access on".to_owned(), found));
    }
    if !production {
        return None;
    }
    if let Some(found) = of(Access::Secrets) {
        return Some(("may read secrets of".to_owned(), found));
    }
    let changes = of(Access::Write).map(|found| ("may change".to_owned(), found));
    let deletes = || Some(("may delete things of".to_owned(), of(Access::Delete)?));
    let acts = || {
        let acts = at_scope(view, at, &[Access::Action]);
        let (does, found) = sorted(view, at.0, &acts).into_iter().next()?;
        Some((format!("may {does} on"), found))
    };
    changes.or_else(deletes).or_else(acts)
}
