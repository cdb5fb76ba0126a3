#![doc = include_str!("environment_without_owner.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Environment, Level, ScopeId};

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
    let owning: Vec<_> = view.compiled.assignments.iter().filter(|one| owns(view, one)).collect();
    if owning.is_empty() {
        return;
    }
    let has = |environment: &&Environment| {
        let mut scopes = environment.scopes.iter();
        scopes.any(|scope| owning.iter().any(|one| view.model.covers(one.scope, *scope)))
    };
    let (owned, rest): (Vec<_>, Vec<_>) = view.model.environments.iter().partition(has);
    let is_used = |one: &&Environment| {
        let inside = |scope: ScopeId| one.scopes.iter().any(|own| view.model.covers(*own, scope));
        let mut assignments = view.compiled.assignments.iter();
        assignments.any(|assignment| inside(assignment.scope))
    };
    // Where nobody owns anything, access is handed out by what the policy does not know.
    for environment in rest.into_iter().filter(|one| !owned.is_empty() && is_used(one)) {
        let Some(declared) = view.model.declaration(environment.declared) else {
            continue;
        };
        let message = format!("nobody hands out access in environment `{}`", environment.name);
        let others = listed(owned.iter().map(|one| one.name.to_string()));
        let advice = "grant it to whoever answers for the environment";
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("somebody does in {others}"))
                .note("whoever has to let somebody in at night asks somebody who is not named here")
                .help(advice),
        );
    }
}

/// Tells whether an assignment hands out access in whole environments.
fn owns(view: &View<'_>, assignment: &Assignment) -> bool {
    let level = view.model.scope(assignment.scope).map(|scope| scope.level);
    let wide = level.is_some_and(|level| level != Level::Resource);
    wide && view.grade(assignment.role).is_some_and(super::super::Grade::hands_out_access)
}
