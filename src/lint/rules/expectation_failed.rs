#![doc = include_str!("expectation_failed.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use super::contradicting_expectations::Contradicted;
use crate::lint::judge::{Judge, Question, Way};
use crate::lint::mend;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;
use crate::model::guarantee::Expectation;

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
    let judge = Judge::new(view);
    let contradicted = Contradicted::of(view);
    for test in &view.model.tests {
        for line in &test.expectations {
            // No policy passes both: `contradicting-expectations` says so.
            if contradicted.holds(line) {
                continue;
            }
            let finding = if line.can {
                // What is missing may be what gives it.
                let unable = unable(view, &judge, line).filter(|_| !view.model.partial);
                unable.or_else(|| not_alone(view, &judge, line))
            } else {
                able(view, &judge, line)
            };
            found.extend(finding.map(|one| one.note(format!("in test `{}`", test.title))));
        }
    }
}

/// Finds somebody who should be able to and is not.
fn unable(view: &View<'_>, judge: &Judge<'_, '_>, line: &Expectation) -> Option<Diagnostic> {
    let everyone: Vec<_> = (0..view.model.principals.len())
        .map(PrincipalId::new)
        .collect();
    for who in line.who.as_ref().unwrap_or(&everyone) {
        for scope in &line.on {
            let Some(lacking) = judge.lacks(*who, &line.what, *scope, line.only) else {
                continue;
            };
            let message = format!(
                "`{}` cannot `{}` on `{}`",
                view.principal_name(*who),
                judge.asked_name(&line.what),
                view.scope_name(*scope)
            );
            let edit = Edit::delete(line.span);
            let help = "grant what is missing, or remove the line";
            return Some(
                RULE.at(line.span, message)
                    .note(lacking)
                    .suggest(help, vec![edit]),
            );
        }
    }
    None
}

/// Finds somebody who possibly may and should not.
fn able(view: &View<'_>, judge: &Judge<'_, '_>, line: &Expectation) -> Option<Diagnostic> {
    let question = Question {
        to: line.who.as_deref(),
        on: Some(&line.on),
        ..Question::default()
    };
    too_many(view, judge, line, &judge.ways(&line.what, &question))
}

/// Finds somebody beside those who alone should be able to.
fn not_alone(view: &View<'_>, judge: &Judge<'_, '_>, line: &Expectation) -> Option<Diagnostic> {
    let question = Question {
        on: Some(&line.on),
        except: line.who.as_deref().unwrap_or_default(),
        declared: true,
        ..Question::default()
    };
    line.only
        .then(|| judge.ways(&line.what, &question))
        .and_then(|ways| too_many(view, judge, line, &ways))
}

fn too_many(
    view: &View<'_>,
    judge: &Judge<'_, '_>,
    line: &Expectation,
    ways: &[Way],
) -> Option<Diagnostic> {
    let first = ways.first()?;
    let assignment = view.compiled.assignments.get(first.assignment)?;
    let (who, what) = (view.principal_name(first.who), judge.asked_name(&line.what));
    let beside = if line.only { " as well" } else { "" };
    let finding = RULE
        .at(line.span, format!("`{who}` may `{what}`{beside}"))
        .related(view.place(assignment), view.chain(first.who, assignment));
    let gone: Vec<usize> = ways.iter().map(|way| way.assignment).collect();
    Some(match mend::without_assignments(view, &gone) {
        Some(edits) => finding.suggest("take the grants away, or expect them", edits),
        None => finding.suggest(
            "take the grants away, or remove the line",
            vec![Edit::delete(line.span)],
        ),
    })
}
