#![doc = include_str!("registry_admin_user_on.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
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

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("admin-user", "on"),
    better: "off",
    kinds: &[Kind::ContainerRegistry],
    only_production: false,
    message: |_, names| format!("the admin user of container registry {names} is switched on"),
    why: "its two passwords may push and pull every image, for whoever holds them, and no role is asked",
    remedy: "write `admin-user off`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
