//! Findings about exceptions that other grants undo.

use super::cut::{HandedBack, excepted_at, handed_back};
use super::mend::without_assignments;
use super::rule::Rule;
use super::view::View;
use super::words::quoted;
use crate::diagnostic::Diagnostic;
use crate::model::Granted;

/// Tells each exception of a role or of a stage that a principal has undone.
pub(super) fn findings(
    view: &View<'_>,
    rule: &'static Rule,
    kind: &str,
    fits: impl Fn(&Granted) -> bool,
) -> Vec<Diagnostic> {
    let backs = handed_back(view);
    let found = backs
        .iter()
        .filter_map(|back| finding(view, rule, kind, &fits, back));
    found.collect()
}

fn finding<'v>(
    view: &View<'v>,
    rule: &'static Rule,
    kind: &str,
    fits: impl Fn(&Granted) -> bool,
    back: &HandedBack<'v>,
) -> Option<Diagnostic> {
    let grant = view.model.grants.get(back.grant)?;
    let statement = view.model.statement(grant.statement)?;
    if !fits(&statement.what) {
        return None;
    }
    let who = view.principal_name(back.by);
    let what = view.granted_name(&statement.what);
    let wide = view.statement_of(back.wide)?;
    let other = quoted(&view.granted_name(&wide.what));
    let message = format!("{kind} `{what}` excepts what `{who}` has by {other} all the same");
    let mut finding = rule
        .at(statement.what_span, message)
        .related(wide.what_span, format!("{other} hands it back here"));
    if let Some(span) = excepted_at(view, &statement.what, &back.witness) {
        finding = finding.related(span, "it is excepted here");
    }
    let place = view.scope_name(back.narrow.scope);
    let gone = without_assignments(view, &alike(view, back)).unwrap_or_default();
    Some(
        finding
            .note(format!("handed back on `{place}`: {}", back.operations))
            .note(view.chain(back.by, back.narrow))
            .note(view.chain(back.by, back.wide))
            .note("an exception narrows one role and denies nothing; Azure adds up all roles")
            .suggest(format!("take {other} away, or except the same there"), gone),
    )
}

/// Lists the positions of every assignment by which the principal has the wide role there: its own
/// and those of its groups.
fn alike(view: &View<'_>, back: &HandedBack<'_>) -> Vec<usize> {
    let holders = view.model.memberships(back.by);
    let place = back.narrow.scope;
    let reaching = holders
        .iter()
        .flat_map(|holder| view.holdings().reaching(view, *holder, place));
    let wide = reaching.filter(|(_, assignment)| assignment.role == back.wide.role);
    wide.map(|(index, _)| index).collect()
}
