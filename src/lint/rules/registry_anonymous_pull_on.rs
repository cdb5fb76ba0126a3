#![doc = include_str!("registry_anonymous_pull_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("anonymous-pull", "on"),
    better: "off",
    kinds: &[Kind::ContainerRegistry],
    only_production: false,
    message: |_, names| format!("anybody may pull the images of container registry {names}"),
    why: "images hold code, and often addresses and credentials as well",
    remedy: "write `anonymous-pull off`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
