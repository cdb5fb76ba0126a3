#![doc = include_str!("reads_everything.md")]

use crate::catalog::Access;
use crate::compile::{Provenance, without_declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW203",
        name: "reads-everything",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("reads_everything.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id).filter(|_| view.reads_everything(id)) else {
            continue;
        };
        if view.is_told_by_size(id) {
            continue;
        }
        let reads = view.among(&reach.upper, |name| name.ends_with("/read"));
        let secrets = view.of_access(&reads, Access::Secrets).len();
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` reads everything below its scope", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!(
                    "among the {} reads are {secrets} that return secrets",
                    reads.len()
                ))
                .suggest(
                    "remove it, and name the kinds of resources whose state is to be seen",
                    without_declared(view.model, declared, &Granted::Role(written)),
                ),
        );
    }
}
