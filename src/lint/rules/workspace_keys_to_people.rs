#![doc = include_str!("workspace_keys_to_people.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell_power};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW505",
        name: "workspace-keys-to-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("workspace_keys_to_people.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may read the keys of {place}, in production"),
    why: "the keys open its storage and registry past every role, and whoever writes there runs code",
    names_operations: true,
    remedy: "remove it, and grant the stage that the task needs",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    let keys = (Power::WorkspaceKeys, &production);
    found.extend(tell_power(view, &TOLD, keys, |one| view.is_human(one.principal)));
}
