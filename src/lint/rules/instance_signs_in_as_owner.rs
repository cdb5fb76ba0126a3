#![doc = include_str!("instance_signs_in_as_owner.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW529",
        name: "instance-signs-in-as-owner",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("instance_signs_in_as_owner.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("sso", "on"),
    better: "off",
    kinds: &[Kind::Compute],
    only_production: false,
    message: |_, names| format!("code on compute instance {names} acts as the person who uses it"),
    why: "whatever runs there, packages and notebooks of others included, has all that this person has anywhere",
    remedy: "write `sso off`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
