#![doc = include_str!("purge_beside_write.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW562",
        name: "purge-beside-write",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("purge_beside_write.md"),
    check,
};


const WRITE: &str = "Microsoft.KeyVault/vaults/secrets/setSecret/action";

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| {
        format!("{who} can write secrets in {place} and remove them for good")
    },
    why: "who replaces a secret and purges the old one leaves nothing to go back to",
    names_operations: true,
    remedy: "take the grant back, and leave purging to an operator of its own",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let purges = |name: &str| {
        name.starts_with("microsoft.keyvault/") && name.ends_with("/purge/action")
    };
    let both = |role| {
        let writes = view.named(role, &[WRITE])?;
        let purges = (!writes.is_empty()).then(|| view.narrowly(role, purges));
        purges.flatten()
    };
    found.extend(tell(view, &TOLD, |_| true, both));
}
