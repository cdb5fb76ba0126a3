#![doc = include_str!("sprawling_role.md")]

use std::collections::BTreeSet;

use crate::catalog::Access;
use crate::compile::{Provenance, without_declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW209",
        name: "sprawling-role",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("sprawling_role.md"),
    check,
};

/// Roles that change the resources of this many providers serve no single task.
const MANY: usize = 8;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let writes = view.of_access(view.reached(), Access::Write);
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        if view.is_told_by_size(id) {
            continue;
        }
        let Some(reach) = view.reach(id).filter(|reach| reach.upper.len() >= MANY) else {
            continue;
        };
        let writes = reach.upper.intersection(&writes);
        let provider =
            |name: &'static str| name.split('/').next().unwrap_or("").to_ascii_lowercase();
        let providers: BTreeSet<_> = writes
            .ids()
            .map(|one| provider(view.catalog.name(one)))
            .collect();
        if providers.len() < MANY {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` changes resources of {} providers",
            declared.name,
            providers.len()
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it may write {} kinds of resources", writes.len()))
                .suggest(
                    "remove it, and give each task a role of its own",
                    without_declared(view.model, declared, &Granted::Role(written)),
                ),
        );
    }
}
