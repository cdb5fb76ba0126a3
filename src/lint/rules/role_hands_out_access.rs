#![doc = include_str!("role_hands_out_access.md")]

use crate::algebra::OperationSet;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW205",
        name: "role-hands-out-access",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_hands_out_access.md"),
    check,
};

/// What gives access: assignments, and the requests and policies of Privileged Identity Management.
const HANDS_OUT: [&str; 5] = [
    "microsoft.authorization/roleassignments/",
    "microsoft.authorization/roleassignmentschedulerequests/",
    "microsoft.authorization/roleeligibilityschedulerequests/",
    "microsoft.authorization/rolemanagementpolicies/",
    "microsoft.authorization/elevateaccess/",
];

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id) else {
            continue;
        };
        let reached = dangerous(view, &reach.upper);
        if reached.is_empty() || view.is_sweeping(id) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` may hand out access", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note("whoever may write assignments can give any role to anybody at or below the scope, also to themselves")
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(written, &reached),
                ),
        );
    }
}

fn dangerous(view: &View<'_>, reached: &OperationSet) -> OperationSet {
    view.among(reached, |name| {
        HANDS_OUT.iter().any(|prefix| name.starts_with(prefix)) && !name.ends_with("/read")
    })
}
