#![doc = include_str!("wildcard_reaches_secrets.md")]

use crate::catalog::Access;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Owner, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW219",
        name: "wildcard-reaches-secrets",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("wildcard_reaches_secrets.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for fact in view.patterns() {
        if !fact.is_wild
            || fact.written.cut
            || fact.text() == "*"
            || fact.text() == "*/read"
        {
            continue;
        }
        let Owner::Role(role, block) = fact.owner else {
            continue;
        };
        let secrets = view.left_in_block(
            role,
            block,
            &view.of_access(&fact.covered(view.catalog), Access::Secrets),
        );
        if secrets.is_empty() {
            continue;
        }
        let message = format!(
            "`{}` also reaches operations that return secrets",
            fact.text()
        );
        let finding = RULE.at(fact.written.span, message);
        found.push(
            finding
                .note(format!("it reaches {}", view.witnesses(&secrets)))
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(role, &secrets),
                ),
        );
    }
}
