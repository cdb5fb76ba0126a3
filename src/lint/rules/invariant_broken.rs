#![doc = include_str!("invariant_broken.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::judge::{Judge, Question};
use crate::lint::mend;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::guarantee::{Modality, Never};

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

/// So many grants are shown for one invariant.
const SHOWN: usize = 3;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let judge = Judge::new(view);
    for never in &view.model.nevers {
        let question = Question {
            to: never.to.as_deref(),
            on: never.on.as_deref(),
            except: &never.except,
            through: &never.through,
            standing: never.modality == Modality::Standing,
            declared: false,
        };
        let ways = judge.ways(&never.what, &question);
        let Some(first) = ways.first() else { continue };
        let what = judge.asked_name(&never.what);
        let who = view.principal_name(first.who);
        let message = format!("`{who}` may `{what}`, which this invariant rules out");
        let mut finding = RULE.at(never.span, message);
        for way in ways.iter().take(SHOWN) {
            if let Some(assignment) = view.compiled.assignments.get(way.assignment) {
                let chain = view.chain(way.who, assignment);
                finding = finding.related(view.place(assignment), chain);
            }
        }
        if let Some(more) = ways.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            finding = finding.note(format!("and {more} more assignments give it"));
        }
        let gone: Vec<usize> = ways.iter().map(|way| way.assignment).collect();
        found.push(suggest(view, never, finding, &gone));
    }
}

fn suggest(view: &View<'_>, never: &Never, finding: Diagnostic, gone: &[usize]) -> Diagnostic {
    match mend::without_assignments(view, gone) {
        Some(edits) => finding.suggest("take the grants away, or except who may", edits),
        None => finding.suggest(
            "take the grants away, or the invariant if it is not meant",
            vec![Edit::delete(never.span)],
        ),
    }
}
