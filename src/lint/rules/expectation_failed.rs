#![doc = include_str!("expectation_failed.md")]

use super::contradicting_expectations::Contradicted;
use crate::access;
use crate::algebra::{self, Answer};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::mend;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::guarantee::Expectation;
use crate::verdict::{self, Lacking, Verdict, Way};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW602",
        name: "expectation-failed",
    },
    group: Group::Guarantees,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("expectation_failed.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let contradicted = Contradicted::of(view);
    for (test, faults) in view.model.tests.iter().zip(faults(view)) {
        let lines = test.expectations.iter().zip(faults);
        // No policy passes lines that contradict each other: `contradicting-expectations` says so.
        let judged = lines.filter(|(line, _)| !contradicted.holds(line));
        found.extend(judged.filter_map(|(_, fault)| fault));
    }
}

/// Tells of each line of each test what is wrong with it.
pub(crate) fn faults(view: &View<'_>) -> Vec<Vec<Option<Diagnostic>>> {
    let judged = view.model.tests.iter().zip(&view.verdicts().tests);
    let faults = judged.map(|(test, verdicts)| {
        let lines = test.expectations.iter().zip(verdicts);
        let faults = lines.map(|(line, verdict)| {
            let fault = fault(view, line, verdict)?;
            Some(fault.note(format!("in test `{}`", test.title)))
        });
        faults.collect()
    });
    faults.collect()
}

fn fault(view: &View<'_>, line: &Expectation, verdict: &Verdict) -> Option<Diagnostic> {
    let what = verdict::name_of(view.model, &line.what);
    match verdict {
        Verdict::Holds => None,
        Verdict::Unable {
            who,
            scope,
            lacking,
        } => {
            let (who, place) = (view.party_name(*who), view.place_name(*scope));
            let come = if line.reach {
                "cannot come to"
            } else {
                "cannot"
            };
            let message = format!("`{who}` {come} `{what}` on `{place}`");
            let finding = RULE.at(line.span, message).note(lacks(view, lacking));
            let edit = Edit::delete(line.span);
            Some(finding.suggest("grant what is missing, or remove the line", vec![edit]))
        }
        Verdict::OtherReason { who, scope, ways } => {
            let (who, place) = (view.party_name(*who), view.place_name(*scope));
            let reason = line.because.as_ref().map(|one| view.granted_name(one));
            let reason = reason.unwrap_or_default();
            let message =
                format!("`{who}` can `{what}` on `{place}`, but not because of `{reason}`");
            let finding = view.with_ways(RULE.at(line.span, message), ways);
            let edit = Edit::delete(line.span);
            Some(finding.suggest(
                "name the grant that gives it, or remove the line",
                vec![edit],
            ))
        }
        Verdict::Able(ways) => too_many(view, line, ways),
    }
}

/// Says what somebody lacks.
fn lacks(view: &View<'_>, lacking: &Lacking) -> String {
    match lacking {
        Lacking::Operation {
            name,
            scope,
            answer,
            ..
        } => {
            let place = format!("`{name}` on `{}`", view.place_name(*scope));
            match answer {
                Answer::No | Answer::Yes => format!("{place} is missing"),
                Answer::If(condition) => {
                    let activated = algebra::Condition::new(access::ACTIVATED);
                    if *condition == activated {
                        return format!("{place} has to be activated first");
                    }
                    format!("{place} is granted only if {condition}")
                }
                Answer::Unknown(reasons) => {
                    let why: Vec<_> = reasons.iter().map(ToString::to_string).collect();
                    format!("{place} is not certain: {}", why.join("; "))
                }
            }
        }
        Lacking::Uncertain { scope } => {
            let place = view.place_name(*scope);
            format!("it is not certain that all of it is granted on `{place}`")
        }
        Lacking::NoSuchPlace => "nothing of it is for such a place".to_owned(),
    }
}

fn too_many(view: &View<'_>, line: &Expectation, ways: &[Way]) -> Option<Diagnostic> {
    let first = ways.first()?;
    let (who, may) = (view.party_name(first.who), first.may());
    let what = verdict::name_of(view.model, &line.what);
    let beside = if line.only { " as well" } else { "" };
    let finding = RULE.at(line.span, format!("`{who}` {may} `{what}`{beside}"));
    let finding = view.with_way(finding, first);
    Some(match mend::without_ways(view, ways) {
        Some(edits) => finding.suggest("take the grants away, or expect them", edits),
        None => finding.suggest(
            "take the grants away, or remove the line",
            vec![Edit::delete(line.span)],
        ),
    })
}
