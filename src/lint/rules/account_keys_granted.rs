#![doc = include_str!("account_keys_granted.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::power::Power;
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

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} can get the account keys of storage in {place}"),
    why: "a key opens all data of an account and skips every data role and condition",
    names_operations: true,
    remedy: "take the grant back, and give a data role on a container",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let part = |role, power| {
        let keys = view.part_of(role, power);
        keys.filter(|_| !view.is_told_by_size(role))
    };
    let account = |role| part(role, Power::AccountKeys);
    found.extend(tell(view, &TOLD, |_| true, account));
    // A workspace gives the same keys; what people get in production another rule tells.
    let machine = |one: &Assignment| !view.is_human(one.principal);
    let workspace = |role| {
        let by_account = view.part_of(role, Power::AccountKeys).is_some();
        part(role, Power::WorkspaceKeys).filter(|_| !by_account)
    };
    found.extend(tell(view, &TOLD, machine, workspace));
}
