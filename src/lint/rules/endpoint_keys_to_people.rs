#![doc = include_str!("endpoint_keys_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell_power};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW504",
        name: "endpoint-keys-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("endpoint_keys_to_people.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may read or renew the keys of {place}, in production"),
    why: "with a key one asks the endpoint as nobody in particular, and after one's access has ended",
    names_operations: true,
    remedy: "remove it, and let people ask the endpoint as themselves",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Endpoint));
    let keys = (Power::EndpointKeys, &production);
    found.extend(tell_power(view, &TOLD, keys, |one| {
        view.is_human(one.principal) && !view.possibly(one.role, Power::WorkspaceKeys)
    }));
}
