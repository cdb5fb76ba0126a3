#![doc = include_str!("role_acts_as_identities.md")]

use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW207",
        name: "role-acts-as-identities",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_acts_as_identities.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id) else {
            continue;
        };
        let reached = view.untold(id, dangerous(view, &reach.upper));
        if reached.is_empty() {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` may act as other identities", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note("attaching an identity or adding a federated credential gives everything that the identity may do")
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &reached),
                ),
        );
    }
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    view.of_risk(reached, Risk::Identity)
}
