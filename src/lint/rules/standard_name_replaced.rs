#![doc = include_str!("standard_name_replaced.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW911",
        name: "standard-name-replaced",
    },
    group: Group::Language,
    severity: Severity::Note,
    judges: Judges::Text,
    page: include_str!("standard_name_replaced.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.statements.is_empty() {
        return;
    }
    for declared in view
        .model
        .declared
        .iter()
        .filter(|one| one.replaces_standard)
    {
        let message = format!(
            "{} `{}` replaces the standard capability of that name",
            declared.keyword, declared.name
        );
        let name = Edit::replace(declared.name_span, format!("our-{}", declared.name));
        found.push(
            RULE.at(declared.name_span, message)
                .note("every stage of this policy set that says the name now means this one")
                .suggest("give it a name of its own", vec![name]),
        );
    }
}
