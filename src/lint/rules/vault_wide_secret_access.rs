#![doc = include_str!("vault_wide_secret_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::host::parents_of;
use crate::lint::power::Targets;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW564",
        name: "vault-wide-secret-access",
    },
    group: Group::KeyVault,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("vault_wide_secret_access.md"),
    check,
};


const READ: &str = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} can read every secret of {place}"),
    why: "the secrets are declared one by one, and a workload needs few of them",
    names_operations: true,
    remedy: "grant it on the secrets that are needed",
};

fn check<'v>(view: &View<'v>, found: &mut Vec<Diagnostic>) {
    let vaults = Targets::of(view, parents_of(view, Kind::Secret));
    let fits = |one: &'v Assignment| {
        let named_here = view.grants_of(one).any(|grant| grant.on == one.scope);
        let machine = !view.is_human(one.principal) && !view.is_general(one.role);
        machine && named_here && vaults.below(one.scope).is_some()
    };
    let reads = |role| view.named(role, &[READ]);
    found.extend(tell(view, &TOLD, fits, reads));
}
