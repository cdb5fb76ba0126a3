#![doc = include_str!("shared_keys_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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
    for posture in written(view, ("shared-keys", "on"), |_, scope| scope.kind == Kind::Storage) {
        let message = format!("the keys of storage account {} are switched on", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("a key opens all data of the account, for whoever holds it, and no role or condition is asked")
                .suggest("write `shared-keys off`", posture.change_to("off")),
        );
    }
}
