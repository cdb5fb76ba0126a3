#![doc = include_str!("workload_hands_out_access.md")]

use std::collections::{BTreeSet, HashMap};

use crate::algebra::OperationSet;
use crate::catalog::Access;
use crate::compile::{Assignment, CompiledRoleId};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::grade::{at_scope, resource_type};
use crate::lint::mend::without;
use crate::lint::power::Power;
use crate::lint::{Grade, Group, Judges, Rule, View};
use crate::model::{PrincipalId, ScopeId};

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
    let mut memo = HashMap::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        if !principal.kind.is_workload() {
            continue;
        }
        let id = PrincipalId::new(index);
        for (_, assignment) in view.held(id).into_iter().filter(|(_, one)| view.is_plain(one)) {
            let key = (view.twin(assignment.role), resource_type(view, assignment.scope));
            let handed = memo
                .entry(key)
                .or_insert_with(|| handed_out(view, (assignment.role, assignment.scope)));
            let Some(handed) = handed else { continue };
            let Some(grant) = view.grant_of(assignment) else {
                continue;
            };
            if told.insert((grant.statement, id)) {
                let gone = without(view, grant.statement, &view.grants_behind(assignment));
                found.push(finding(view, id, assignment, handed, gone));
            }
        }
    }
}

/// Lists what an assignment possibly lets a machine hand out; none if that is nothing. Lending
/// identities is its work where it makes hosts, and files and contributors have rules of their own.
fn handed_out(view: &View<'_>, at: (CompiledRoleId, ScopeId)) -> Option<OperationSet> {
    let grade = view.grade(at.0)?;
    let other = !view.is_told_by_size(at.0) && grade.reaches(Access::Permissions);
    if !grade.hands_out_access() && !other {
        return None;
    }
    let mut found = at_scope(view, at, &[Access::Permissions]);
    for power in [Power::AttachIdentity, Power::OwnFiles] {
        if let Some(told) = view.part_of(at.0, power) {
            found = found.difference(&told);
        }
    }
    (!found.is_empty()).then_some(found)
}

fn finding<'v>(
    view: &View<'v>,
    id: PrincipalId,
    assignment: &'v Assignment,
    handed: &OperationSet,
    gone: Vec<Edit>,
) -> Diagnostic {
    let (name, place) = (view.principal_name(id), view.scope_name(assignment.scope));
    let kind = view.model.principal(id).map_or("", |one| one.kind.keyword());
    let grade = view.grade(assignment.role);
    let does = if grade.is_some_and(Grade::hands_out_access) {
        "hand out any access"
    } else {
        "change who has access"
    };
    RULE.at(
        view.place(assignment),
        format!("{kind} `{name}` may {does} on `{place}`"),
    )
    .note(format!("by {}", view.witnesses(handed)))
    .note("whoever can make it run their code can give themselves access there")
    .note(view.chain(id, assignment))
    .suggest(
        "take it away, or grant a role that hands out no access",
        gone,
    )
}
