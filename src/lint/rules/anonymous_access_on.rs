#![doc = include_str!("anonymous_access_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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
    for posture in written(view, ("anonymous-access", "on"), |_, scope| scope.kind == Kind::Storage) {
        let message = format!("storage account {} lets anybody read without signing in", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("one container that is made public by mistake is open to the whole internet")
                .suggest("write `anonymous-access off`", posture.change_to("off")),
        );
    }
}
