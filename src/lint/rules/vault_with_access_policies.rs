#![doc = include_str!("vault_with_access_policies.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW561",
        name: "vault-with-access-policies",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("vault_with_access_policies.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    setting: ("access", "policies"),
    better: "roles",
    kinds: &[Kind::KeyVault],
    only_production: false,
    message: |_, names| format!("key vault {names} decides by access policies"),
    why: "whoever may change the vault can add a policy and give themselves every secret, role assignments or not",
    remedy: "write `access roles`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
