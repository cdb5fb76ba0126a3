#![doc = include_str!("instance_signs_in_as_owner.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("sso", "on"), |_, scope| scope.kind == Kind::Compute) {
        let message = format!("code on compute instance {} acts as the person who uses it", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("whatever runs there, packages and notebooks of others included, has all that this person has anywhere")
                .suggest("write `sso off`", posture.change_to("off")),
        );
    }
}
