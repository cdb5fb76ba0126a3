#![doc = include_str!("vault_wide_secret_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::host::parents_of;
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
    remedy: "grant it on the secrets that are needed",
};

fn check<'v>(view: &View<'v>, found: &mut Vec<Diagnostic>) {
    let vaults = parents_of(view, Kind::Secret);
    let fits = |assignment: &'v Assignment| {
        let who = view.model.principal(assignment.principal);
        let named_here = view.grants_of(assignment).any(|one| one.on == assignment.scope);
        let machine = who.is_some_and(|one| one.kind.is_workload());
        machine && named_here && vaults.contains(&assignment.scope)
    };
    let reads = |role| view.named(role, &[READ]);
    found.extend(tell(view, &TOLD, fits, reads));
}
