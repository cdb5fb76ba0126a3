#![doc = include_str!("account_keys_granted.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW554",
        name: "account-keys-granted",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("account_keys_granted.md"),
    check,
};

/// What returns or renews account keys, or signs with them.
const KEYS: [&str; 4] = [
    "microsoft.storage/storageaccounts/listkeys/action",
    "microsoft.storage/storageaccounts/regeneratekey/action",
    "microsoft.storage/storageaccounts/listaccountsas/action",
    "microsoft.storage/storageaccounts/listservicesas/action",
];

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} can get the account keys of storage in {place}"),
    why: "a key opens all data of an account and skips every data role and condition",
    names_operations: true,
    remedy: "take the grant back, and give a data role on a container",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let keys = |role| view.named(role, &KEYS).filter(|_| !view.is_told_by_size(role));
    found.extend(tell(view, &TOLD, |_| true, keys));
}
