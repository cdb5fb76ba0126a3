#![doc = include_str!("duplicate_grant.md")]

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::coverage::duplicates;
use crate::lint::mend::without;
use crate::lint::words::{listed, quoted};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Statement, StatementId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW310",
        name: "duplicate-grant",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("duplicate_grant.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut pairs: BTreeMap<(StatementId, StatementId), Vec<usize>> = BTreeMap::new();
    for duplicate in duplicates(view) {
        let of = |grant: usize| view.model.grants.get(grant).map(|grant| grant.statement);
        if let Some(pair) = of(duplicate.gone).zip(of(duplicate.kept)) {
            pairs.entry(pair).or_default().push(duplicate.gone);
        }
    }
    for ((gone, kept), grants) in pairs {
        let statements = view.model.statement(gone).zip(view.model.statement(kept));
        let Some((swallowed, standing)) = statements else {
            continue;
        };
        let written = grants
            .iter()
            .filter_map(|index| view.model.grants.get(*index));
        let Some(first) = written.clone().next() else {
            continue;
        };
        let who = listed(written.map(|grant| view.principal_name(grant.principal)));
        let place = view.scope_name(first.on);
        let what = quoted(&view.granted_name(&swallowed.what));
        let message = format!("{what} is granted to {who} on `{place}` twice");
        let finding = RULE
            .at(first.to_span, message)
            .label("this one adds nothing")
            .related(standing.what_span, "the other one")
            .note("Azure keeps one assignment for each principal, role and scope");
        let edits = without(view, gone, &grants);
        found.push(if is_same(swallowed, standing) {
            finding.fix("remove it", edits)
        } else {
            finding.suggest("remove it; the other one is at least as wide", edits)
        });
    }
}

/// Tells whether two statements say the same beside who and where.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let bare = |statement: &Statement| statement.terms.is_empty() && statement.made_by.is_none();
    let until = |statement: &Statement| statement.until.map(|(day, _)| day);
    let equal =
        one.because == other.because && until(one) == until(other) && one.keep == other.keep;
    equal && bare(one) && bare(other)
}
