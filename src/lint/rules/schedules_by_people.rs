#![doc = include_str!("schedules_by_people.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::host::in_production;
use crate::lint::power::{Power, Targets};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW512",
        name: "schedules-by-people",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("schedules_by_people.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} may leave code behind that runs by itself in {place}"),
    why: "a schedule goes on as the compute's identity when whoever made it has lost all access",
    names_operations: true,
    remedy: "take the grant back, and let a pipeline make the schedules of production",
};

fn check<'v>(view: &View<'v>, found: &mut Vec<Diagnostic>) {
    let production = Targets::of(view, in_production(view, Kind::Workspace));
    let fits = |one: &'v Assignment| {
        production.below(one.scope).is_some() && view.is_human(one.principal)
    };
    let schedules = |role| view.part_of(role, Power::Schedule).filter(|_| !view.is_general(role));
    found.extend(tell(view, &TOLD, fits, schedules));
}
