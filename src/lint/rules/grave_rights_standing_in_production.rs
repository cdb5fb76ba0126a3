#![doc = include_str!("grave_rights_standing_in_production.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grave::{Told, tell};
use crate::lint::height::is_high;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Tier;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW327",
        name: "grave-rights-standing-in-production",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("grave_rights_standing_in_production.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, does, place| format!("{who} may {does} on {place} at any time, in production"),
    why: "whoever takes over the account of one of them has it as well, day and night",
    remedy: "remove it, and let a pipeline behind a review do it; mark what is for emergencies only with `keep`",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    // What is granted on subscriptions and above is told for every tier, and what people of other
    // organisations get more gravely.
    found.extend(tell(view, &TOLD, |one| {
        view.model.tier(one.scope) == Some(Tier::Production)
            && !is_high(view, one.scope)
            && view.is_human(one.principal)
            && !view.is_external(one.principal)
    }));
}
