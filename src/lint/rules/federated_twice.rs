#![doc = include_str!("federated_twice.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::{Trust, trusts};
use crate::lint::{Group, Judges, Rule, View};
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW428",
        name: "federated-twice",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("federated_twice.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(String, String), Trust<'_>> = HashMap::new();
    for trust in trusts(view) {
        let key = (trust.issuer().to_owned(), trust.subject());
        let subject = key.1.clone();
        let known = *first.entry(key).or_insert(trust);
        if known.id == trust.id {
            continue;
        }
        let (name, other) = (view.principal_name(trust.id), view.principal_name(known.id));
        let message = format!("`{subject}` may act both as `{other}` and as `{name}`");
        let finding = RULE.at(trust.federation.span, message);
        let finding = if known.federation.span == trust.federation.span {
            finding
        } else {
            finding.related(known.federation.span, format!("`{other}` trusts it here"))
        };
        found.push(
            finding
                .note("what the two identities hold lies in one hand, however well they are kept apart")
                .suggest("remove it from one of the two", trust.removal()),
        );
    }
}
