#![doc = include_str!("contradicting_expectations.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::guarantee::Expectation;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW915",
        name: "contradicting-expectations",
    },
    group: Group::Language,
    severity: Severity::Error,
    judges: Judges::Text,
    page: include_str!("contradicting_expectations.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<String, (bool, Span)> = HashMap::new();
    for line in view.model.tests.iter().flat_map(|test| &test.expectations) {
        let Some(about) = subject(line) else {
            continue;
        };
        match seen.get(&about) {
            Some((can, first)) if *can != line.can => found.push(
                RULE.at(line.span, "this line expects the opposite of another one")
                    .related(*first, "the other one")
                    .note("no policy can pass both, and neither is judged while both stand")
                    .suggest("remove one of the two", vec![Edit::delete(line.span)]),
            ),
            Some(_) => {}
            None => {
                seen.insert(about, (line.can, line.span));
            }
        }
    }
}

/// Says what two lines are both about that this rule compares.
fn subject(line: &Expectation) -> Option<String> {
    let plain = !line.only && !line.reach;
    plain.then(|| format!("{:?} {:?} {:?}", line.who, line.what, line.on))
}

/// Collects what tests expect and also expect not to be.
pub(super) struct Contradicted(HashSet<String>);

impl Contradicted {
    pub(super) fn of(view: &View<'_>) -> Self {
        let lines = || view.model.tests.iter().flat_map(|test| &test.expectations);
        let all = |can| lines().filter(move |line| line.can == can).filter_map(subject);
        let able: HashSet<String> = all(true).collect();
        Self(all(false).filter(|about| able.contains(about)).collect())
    }

    pub(super) fn holds(&self, line: &Expectation) -> bool {
        !self.0.is_empty() && subject(line).is_some_and(|about| self.0.contains(&about))
    }
}
