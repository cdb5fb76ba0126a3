#![doc = include_str!("registry_admin_user_on.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
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
    let mut last = None;
    for scope in view
        .model
        .scopes
        .iter()
        .filter(|scope| scope.kind == Kind::ContainerRegistry)
    {
        let Some(setting) = scope
            .setting("admin-user")
            .filter(|setting| setting.value == "on")
        else {
            continue;
        };
        // One line of text stands for the instances of every environment.
        if last.replace(setting.span) == Some(setting.span) {
            continue;
        }
        found.push(
            RULE.at(setting.span, format!("the admin user of container registry `{}` is switched on", scope.name))
                .note("its two passwords may push and pull every image, for whoever holds them, and no role is asked")
                .suggest("write `admin-user off`", vec![Edit::replace(setting.span, "admin-user off")]),
        );
    }
}
