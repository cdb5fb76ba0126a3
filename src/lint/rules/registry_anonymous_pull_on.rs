#![doc = include_str!("registry_anonymous_pull_on.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW572",
        name: "registry-anonymous-pull-on",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("registry_anonymous_pull_on.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut last = None;
    for scope in view
        .model
        .scopes
        .iter()
        .filter(|scope| scope.kind == Kind::ContainerRegistry)
    {
        let Some(setting) = scope
            .setting("anonymous-pull")
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
                    "anybody may pull the images of container registry `{}`",
                    scope.name
                ),
            )
            .note("images hold code, and often addresses and credentials as well")
            .suggest(
                "write `anonymous-pull off`",
                vec![Edit::replace(setting.span, "anonymous-pull off")],
            ),
        );
    }
}
