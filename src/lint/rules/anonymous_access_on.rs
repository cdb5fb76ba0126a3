#![doc = include_str!("anonymous_access_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("anonymous-access", "on"),
    better: "off",
    kinds: &[Kind::Storage],
    only_production: false,
    message: |_, names| format!("storage account {names} lets anybody read without signing in"),
    why: "one container that is made public by mistake is open to the whole internet",
    remedy: "write `anonymous-access off`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
