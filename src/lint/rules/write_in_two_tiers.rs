#![doc = include_str!("write_in_two_tiers.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::tiers::{Spread, spread};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW701",
        name: "write-in-two-tiers",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("write_in_two_tiers.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let all = spread(view).into_iter();
    found.extend(
        all.filter(|spread| !spread.workload)
            .map(|spread| finding(view, spread)),
    );
}

fn finding<'v>(view: &View<'v>, spread: Spread<'v>) -> Diagnostic {
    let who = view.principal_name(spread.by);
    let [low, high] = [spread.low, spread.high].map(|one| view.scope_name(one.scope));
    let message = format!("`{who}` may change both `{low}` and `{high}`");
    RULE.at(view.place(spread.high), message)
        .related(view.place(spread.low), "the grant below production")
        .note(view.chain(spread.by, spread.low))
        .note(view.chain(spread.by, spread.high))
        .note("what goes wrong where people try things out goes wrong in production with the same command")
        .suggest("let a pipeline change production, or let people ask for it with `eligible`", spread.high_gone)
}
