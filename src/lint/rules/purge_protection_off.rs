#![doc = include_str!("purge_protection_off.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW565",
        name: "purge-protection-off",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("purge_protection_off.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("purge-protection", "off"), |_, scope| scope.kind == Kind::KeyVault) {
        let message = format!("secrets and keys of key vault {} can be removed for good", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("with the key that encrypts it gone, data is gone; protection holds deleted ones back until their time is over")
                .suggest("write `purge-protection on`", posture.change_to("on")),
        );
    }
}
