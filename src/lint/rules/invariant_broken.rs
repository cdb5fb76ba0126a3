#![doc = include_str!("invariant_broken.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::mend;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::guarantee::Never;
use crate::verdict::{self, Way};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW601",
        name: "invariant-broken",
    },
    group: Group::Guarantees,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("invariant_broken.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let judged = view.model.nevers.iter().zip(&view.verdicts().nevers);
    found.extend(judged.filter_map(|(never, ways)| finding(view, never, ways)));
}

fn finding(view: &View<'_>, never: &Never, ways: &[Way]) -> Option<Diagnostic> {
    let first = ways.first()?;
    let (who, may) = (view.party_name(first.who), first.may());
    let what = verdict::name_of(view.model, &never.what);
    let message = format!("`{who}` {may} `{what}`, which this invariant rules out");
    let finding = view.with_ways(RULE.at(never.span, message), ways);
    Some(match mend::without_ways(view, ways) {
        Some(edits) => finding.suggest("take the grants away, or except who may", edits),
        None => finding.suggest(
            "take the grants away, or the invariant if it is not meant",
            vec![Edit::delete(never.span)],
        ),
    })
}
