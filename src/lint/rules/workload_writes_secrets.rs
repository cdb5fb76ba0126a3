#![doc = include_str!("workload_writes_secrets.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW563",
        name: "workload-writes-secrets",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("workload_writes_secrets.md"),
    check,
};

/// What writes, restores or deletes secrets.
const WRITES: [&str; 2] = [
    "microsoft.keyvault/vaults/secrets/setsecret/action",
    "microsoft.keyvault/vaults/secrets/delete",
];

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who}, and no person, can change secrets in {place}"),
    why: "a workload reads the secrets that it uses; whoever takes it over could plant others",
    names_operations: true,
    remedy: "take the grant back, and give \"Key Vault Secrets User\" instead",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let is_machine = |assignment: &Assignment| !view.is_human(assignment.principal);
    let writes = |role| view.named(role, &WRITES).filter(|_| !view.is_told_by_size(role));
    found.extend(tell(view, &TOLD, is_machine, writes));
}
