#![doc = include_str!("registry_admin_user_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW571",
        name: "registry-admin-user-on",
    },
    group: Group::Storage,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("registry_admin_user_on.md"),
    check,
};


fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for posture in written(view, ("admin-user", "on"), |_, scope| scope.kind == Kind::ContainerRegistry) {
        let message = format!("the admin user of container registry {} is switched on", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("its two passwords may push and pull every image, for whoever holds them, and no role is asked")
                .suggest("write `admin-user off`", posture.change_to("off")),
        );
    }
}
