#![doc = include_str!("shared_keys_on.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW551",
        name: "shared-keys-on",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("shared_keys_on.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut last = None;
    for scope in view
        .model
        .scopes
        .iter()
        .filter(|scope| scope.kind == Kind::Storage)
    {
        let Some(setting) = scope
            .setting("shared-keys")
            .filter(|setting| setting.value == "on")
        else {
            continue;
        };
        // One line of text stands for the instances of every environment.
        if last.replace(setting.span) == Some(setting.span) {
            continue;
        }
        found.push(
            RULE.at(setting.span, format!("the keys of storage account `{}` are switched on", scope.name))
                .note("a key opens all data of the account, for whoever holds it, and no role or condition is asked")
                .suggest("write `shared-keys off`", vec![Edit::replace(setting.span, "shared-keys off")]),
        );
    }
}
