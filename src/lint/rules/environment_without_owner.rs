#![doc = include_str!("environment_without_owner.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::words::listed;
use crate::lint::{Grade, Group, Judges, Rule, View};
use crate::model::{Environment, Kind, Level};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW728",
        name: "environment-without-owner",
    },
    group: Group::Environments,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("environment_without_owner.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial || view.model.environments.len() < 2 {
        return;
    }
    let assignments = view.compiled.assignments.iter();
    let owning: Vec<_> = assignments.filter(|one| owns(view, one)).collect();
    let has = |environment: &&Environment| {
        let mut scopes = environment.scopes.iter();
        scopes.any(|scope| owning.iter().any(|one| view.model.covers(one.scope, *scope)))
    };
    let (owned, rest): (Vec<_>, Vec<_>) = view.model.environments.iter().partition(has);
    // Where nobody owns anything, access is handed out by what the policy does not know.
    let Some(first) = owned.first() else {
        return;
    };
    for environment in rest.into_iter().filter(|one| is_used(view, one)) {
        let Some(declared) = view.model.declaration(environment.declared) else {
            continue;
        };
        let message = format!("nobody hands out access in environment `{}`", environment.name);
        let others = listed(owned.iter().map(|one| one.name.to_string()));
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("somebody does in {others}"))
                .note("whoever has to let somebody in at night asks somebody who is not named here")
                .suggest(
                    format!("grant it to whoever answers for it, as in `{}`", first.name),
                    as_well(view, &owning, environment),
                ),
        );
    }
}

/// Tells whether anything is granted inside an environment.
fn is_used(view: &View<'_>, environment: &Environment) -> bool {
    let mut assignments = view.compiled.assignments.iter();
    assignments.any(|assignment| {
        let mut scopes = environment.scopes.iter();
        scopes.any(|own| view.model.covers(*own, assignment.scope))
    })
}

/// Lets a grant of access to another environment hold in this one as well.
fn as_well<'v>(view: &View<'v>, owning: &[&'v Assignment], environment: &Environment) -> Vec<Edit> {
    let grants = owning.iter().filter_map(|one| view.grant_of(one));
    let mut written = grants.filter(|grant| {
        let kind = view.model.scope(grant.on).map(|scope| scope.kind);
        let statement = view.model.statement(grant.statement);
        let inside = statement.is_some_and(|one| one.span.contains(grant.on_span));
        kind == Some(Kind::Environment) && inside
    });
    let edit = written.next().map(|grant| {
        Edit::insert_after(grant.on_span, format!(", {}", environment.name))
    });
    edit.into_iter().collect()
}

/// Tells whether an assignment hands out access in whole environments.
fn owns(view: &View<'_>, assignment: &Assignment) -> bool {
    let level = view.model.scope(assignment.scope).map(|scope| scope.level);
    let wide = level.is_some_and(|level| level != Level::Resource);
    wide && view.grade(assignment.role).is_some_and(Grade::hands_out_access)
}
