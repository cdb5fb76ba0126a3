#![doc = include_str!("anonymous_access_on.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW552",
        name: "anonymous-access-on",
    },
    group: Group::Storage,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("anonymous_access_on.md"),
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
            .setting("anonymous-access")
            .filter(|setting| setting.value == "on")
        else {
            continue;
        };
        // One line of text stands for the instances of every environment.
        if last.replace(setting.span) == Some(setting.span) {
            continue;
        }
        found.push(
            RULE.at(
                setting.span,
                format!(
                    "storage account `{}` lets anybody read without signing in",
                    scope.name
                ),
            )
            .note("one container that is made public by mistake is open to the whole internet")
            .suggest(
                "write `anonymous-access off`",
                vec![Edit::replace(setting.span, "anonymous-access off")],
            ),
        );
    }
}
