#![doc = include_str!("workload_with_management_rights.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::Class;
use crate::lint::power::causes;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Level, PrincipalId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW401",
        name: "workload-with-management-rights",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("workload_with_management_rights.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    // What is above a resource group is told for everybody.
    let is_low = |id| {
        let scope = view.model.scope(id);
        scope.is_some_and(|scope| scope.level >= Level::ResourceGroup)
    };
    let mut given = Vec::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        if !principal.kind.is_workload() {
            continue;
        }
        let id = PrincipalId::new(index);
        for (_, assignment) in view.held(id) {
            let class = view.grade(assignment.role).map(|grade| grade.class);
            if class == Some(Class::Contributor) && is_low(assignment.scope) {
                given.push((id, assignment));
            }
        }
    }
    for cause in causes(view, given.iter().map(|(_, one)| (*one, one.scope))) {
        let first = given
            .iter()
            .find(|(_, one)| std::ptr::eq(*one, cause.assignment));
        let Some((id, assignment)) = first else {
            continue;
        };
        let place = view.scope_name(assignment.scope);
        let message = format!(
            "`{}`, a machine, may change and delete nearly everything in `{place}`",
            view.principal_name(*id)
        );
        found.push(
            RULE.at(cause.span(view), message)
                .note("whoever makes it run their code can do so too, and can run code as every identity there")
                .note(view.chain(*id, assignment))
                .suggest("remove it, and grant the stage that its work needs on the workspace", cause.edits(view)),
        );
    }
}
