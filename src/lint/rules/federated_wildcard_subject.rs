#![doc = include_str!("federated_wildcard_subject.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::written;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW424",
        name: "federated-wildcard-subject",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Text,
    page: include_str!("federated_wildcard_subject.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in written(view) {
        let subject = trust.subject();
        if !subject.contains('*') {
            continue;
        }
        let keys = ["subject", "repository", "environment", "branch", "tag"];
        let key = keys
            .into_iter()
            .find(|key| trust.text(key).is_some_and(|text| text.contains('*')));
        let message = format!("the subject `{subject}` holds `*`, which stands for itself here");
        found.push(
            RULE.at(trust.span(key.unwrap_or_default()), message)
                .note("Entra compares subjects letter by letter, so that no token ever matches")
                .suggest(
                    "remove it, and trust each subject by itself",
                    trust.removal(),
                ),
        );
    }
}
