#![doc = include_str!("stored_secrets_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell_power};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW506",
        name: "stored-secrets-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("stored_secrets_to_people.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may read the credentials that {place} keeps, in production"),
    why: "they open the data itself, past every role on it, for whoever has copied them once",
    names_operations: true,
    remedy: "remove it, and let the data be read with the rights of who reads it",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    let secrets = (Power::StoredSecrets, &production);
    found.extend(tell_power(view, &TOLD, secrets, |one| {
        view.is_human(one.principal) && !view.possibly(one.role, Power::WorkspaceKeys)
    }));
}
