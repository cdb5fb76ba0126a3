#![doc = include_str!("workload_hands_out_access.md")]

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW309",
        name: "workload-hands-out-access",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("workload_hands_out_access.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        if !principal.kind.is_workload() {
            continue;
        }
        let id = PrincipalId::new(index);
        for (_, assignment) in view.held(id) {
            let grade = view.grade(assignment.role);
            if !grade.is_some_and(crate::lint::Grade::hands_out_access)
                || !view.is_plain(assignment)
            {
                continue;
            }
            let Some(grant) = view.grant_of(assignment) else {
                continue;
            };
            if !told.insert((grant.statement, id)) {
                continue;
            }
            let (name, place) = (view.principal_name(id), view.scope_name(assignment.scope));
            let message = format!(
                "{} `{name}` may hand out any access on `{place}`",
                principal.kind.keyword()
            );
            let gone = view.grants_behind(assignment);
            found.push(
                RULE.at(view.place(assignment), message)
                    .note("whoever can make it run their code can give themselves any role there")
                    .note(view.chain(id, assignment))
                    .suggest(
                        "take it away, or restrict what it may hand out with `may-assign`",
                        without(view, grant.statement, &gone),
                    ),
            );
        }
    }
}
