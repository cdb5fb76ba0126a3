#![doc = include_str!("registry_anonymous_pull_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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
    for posture in written(view, ("anonymous-pull", "on"), |_, scope| scope.kind == Kind::ContainerRegistry) {
        let message = format!("anybody may pull the images of container registry {}", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("images hold code, and often addresses and credentials as well")
                .suggest("write `anonymous-pull off`", posture.change_to("off")),
        );
    }
}
