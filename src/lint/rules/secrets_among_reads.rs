#![doc = include_str!("secrets_among_reads.md")]

use crate::catalog::Access;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::power::Power;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW208",
        name: "secrets-among-reads",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("secrets_among_reads.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let reads = view.among(view.reached(), |name| name.ends_with("/read"));
    let secrets = view.of_access(&reads, Access::Secrets);
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id) else {
            continue;
        };
        let own = view.part_of(id, Power::OwnTokens).unwrap_or_default();
        let secrets = reach.upper.intersection(&secrets).difference(&own);
        // Whoever reads everything, or changes it, is told of by the rules about such roles.
        if secrets.is_empty() || view.reads_everything(id) || view.is_told_by_size(id) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` gets secrets by operations that are called reads",
            declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!(
                    "{} returns secrets although it is called a read",
                    view.witnesses(&secrets)
                ))
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &secrets),
                ),
        );
    }
}
