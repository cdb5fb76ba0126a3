#![doc = include_str!("contradicting_expectations.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use std::collections::HashMap;

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
    let mut seen: HashMap<String, (bool, crate::source::Span)> = HashMap::new();
    for line in view.model.tests.iter().flat_map(|test| &test.expectations) {
        if line.only || line.reach {
            continue;
        }
        let key = format!("{:?} {:?} {:?}", line.who, line.what, line.on);
        match seen.get(&key) {
            Some((can, first)) if *can != line.can => found.push(
                RULE.at(line.span, "this line expects the opposite of another one")
                    .related(*first, "the other one")
                    .note("no policy can pass both")
                    .suggest("remove one of the two", vec![Edit::delete(line.span)]),
            ),
            Some(_) => {}
            None => {
                seen.insert(key, (line.can, line.span));
            }
        }
    }
}
