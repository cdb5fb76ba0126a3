#![doc = include_str!("granted_by_azure_already.md")]

use std::collections::HashMap;

use crate::algebra::{Bound, PermissionSet};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without;
use crate::lint::words::quoted;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::given::Means;
use crate::model::{Given, Grant, PrincipalId, StatementId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW411",
        name: "granted-by-azure-already",
    },
    group: Group::Identities,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("granted_by_azure_already.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut given: HashMap<PrincipalId, Vec<&Given>> = HashMap::new();
    let lasting = view.model.given.iter();
    for one in lasting.filter(|one| one.means == Means::Assignment) {
        given.entry(one.principal).or_default().push(one);
    }
    let mut idle: Vec<(StatementId, Vec<usize>, &Given)> = Vec::new();
    for (index, grant) in view.model.grants.iter().enumerate() {
        let own = given.get(&grant.principal);
        let Some(by) = own.and_then(|given| repeats(view, index, given)) else {
            continue;
        };
        match idle.last_mut() {
            Some((statement, grants, _)) if *statement == grant.statement => grants.push(index),
            _ => idle.push((grant.statement, vec![index], by)),
        }
    }
    for (statement, grants, by) in idle {
        let first = grants.first().and_then(|one| view.model.grants.get(*one));
        found.extend(first.and_then(|grant| finding(view, (statement, &grants), grant, by)));
    }
}

/// Returns what Azure grants, if that gives everything that a grant gives.
fn repeats<'v>(view: &View<'v>, grant: usize, given: &[&'v Given]) -> Option<&'v Given> {
    let mut last = None;
    for index in view.holdings().of_grant(grant) {
        let assignment = view.compiled.assignments.get(*index)?;
        let set = view.set(assignment.role)?;
        let above = |one: &&&Given| view.model.covers(one.scope, assignment.scope);
        let guid = &view.role(assignment.role)?.guid;
        // A role holds itself, even where it is uncertain what it reaches.
        let covers = |one: &&&Given| {
            let role = view.catalog.builtin_by_id(&one.role);
            *guid == one.role
                || role.is_some_and(|role| {
                    let held = PermissionSet::of(&role.blocks());
                    set.within(Bound::Upper, &held, Bound::Lower).is_sure()
                })
        };
        last = Some(*given.iter().filter(above).find(covers)?);
    }
    last
}

fn finding(
    view: &View<'_>,
    (statement, grants): (StatementId, &[usize]),
    grant: &Grant,
    by: &Given,
) -> Option<Diagnostic> {
    let written = view.model.statement(statement)?;
    let (who, place) = (view.principal_name(grant.principal), view.scope_name(grant.on));
    let what = quoted(&view.granted_name(&written.what));
    let message = format!("{what} gives `{who}` nothing on `{place}` that Azure does not give by itself");
    let (role, given_on) = (&by.role_name, view.scope_name(by.scope));
    Some(
        RULE.at(written.what_span, message)
            .note(format!("{who} -> \"{role}\" on {given_on}, granted by Azure itself"))
            .note("where role and scope are equal, Azure refuses the second one as existing already")
            .note(format!("see {}", by.source))
            .suggest("remove it", without(view, statement, grants)),
    )
}
