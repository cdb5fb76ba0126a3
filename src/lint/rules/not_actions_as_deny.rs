#![doc = include_str!("not_actions_as_deny.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::cut::{HandedBack, excepted_at, handed_back};
use crate::lint::mend::without;
use crate::lint::words::quoted;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW314",
        name: "not-actions-as-deny",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("not_actions_as_deny.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for back in handed_back(view) {
        found.extend(finding(view, &back));
    }
}

fn finding<'v>(view: &View<'v>, back: &HandedBack<'v>) -> Option<Diagnostic> {
    let grant = view.model.grants.get(back.grant)?;
    let statement = view.model.statement(grant.statement)?;
    if !matches!(statement.what, Granted::Role(_)) {
        return None;
    }
    let who = view.principal_name(back.by);
    let what = view.granted_name(&statement.what);
    let wide = view.statement_of(back.wide)?;
    let other = quoted(&view.granted_name(&wide.what));
    let message = format!("role `{what}` excepts what `{who}` has by {other} all the same");
    let mut finding = RULE
        .at(statement.what_span, message)
        .related(wide.what_span, format!("{other} hands it back here"));
    if let Some(span) = excepted_at(view, &statement.what, &back.witness) {
        finding = finding.related(span, "it is excepted here");
    }
    let gone = view.grants_behind(back.wide);
    let first = view.grant_of(back.wide)?;
    Some(
        finding
            .note(format!(
                "handed back on `{}`: {}",
                view.scope_name(back.narrow.scope),
                back.operations
            ))
            .note(view.chain(back.by, back.narrow))
            .note(view.chain(back.by, back.wide))
            .note("an exception narrows one role and denies nothing; Azure adds up all roles")
            .suggest(
                format!("take {other} away, or except the same there"),
                without(view, first.statement, &gone),
            ),
    )
}
