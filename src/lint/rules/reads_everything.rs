#![doc = include_str!("reads_everything.md")]

use crate::catalog::Access;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without_declared;
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

/// A role with fewer reads than this never reads nearly everything.
const MANY: usize = 5_000;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id).filter(|reach| reach.upper.len() >= MANY) else {
            continue;
        };
        let counts = reach.upper.by_access(view.catalog);
        let count = |wanted: Access| {
            counts
                .iter()
                .filter(|(access, _)| *access == wanted)
                .map(|(_, count)| *count)
                .sum::<usize>()
        };
        if count(Access::Read) < MANY || count(Access::Write) > 0 {
            continue;
        }
        let secrets = count(Access::Secrets);
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` reads everything below its scope", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!(
                    "among the {} operations are {secrets} that return secrets, although they are called reads",
                    reach.upper.len()
                ))
                .suggest(
                    "remove it, and name the kinds of resources whose state is to be seen",
                    without_declared(view, declared, &Granted::Role(written)),
                ),
        );
    }
}
