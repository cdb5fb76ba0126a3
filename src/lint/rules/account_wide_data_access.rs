#![doc = include_str!("account_wide_data_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::host::parents_of;
use crate::lint::power::Targets;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW553",
        name: "account-wide-data-access",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("account_wide_data_access.md"),
    check,
};


const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} gets the data of every container of {place}"),
    why: "the containers are declared one by one, and those that come later are open as well",
    names_operations: true,
    remedy: "grant it on the containers that are needed",
};

fn check<'v>(view: &View<'v>, found: &mut Vec<Diagnostic>) {
    let accounts = Targets::of(view, parents_of(view, Kind::Container));
    let fits = |one: &'v Assignment| {
        let named_here = view.grants_of(one).any(|grant| grant.on == one.scope);
        named_here && accounts.below(one.scope).is_some()
    };
    let data = |role| {
        let reached = &view.reach(role)?.upper;
        Some(view.among(reached, |name| {
            name.starts_with("microsoft.storage/") && name.contains("/containers/blobs/")
        }))
    };
    found.extend(tell(view, &TOLD, fits, data));
}
