#![doc = include_str!("role_granted_to_nobody.md")]

use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW212",
        name: "role-granted-to-nobody",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_granted_to_nobody.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial {
        return;
    }
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(model) = view.model.role(written) else {
            continue;
        };
        // A role with a GUID of its own was read from Azure, where others may assign it.
        let idle = model.object_id.is_none() && view.assignments_of(id).next().is_none();
        if !idle
            || view.granted_roles().contains(&written)
            || view.grants_nothing(id)
            || view.is_told_by_size(id)
        {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!("role `{}` is granted to nobody", declared.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note("it would be written to Azure all the same, and counts against the tenant's limit")
                .suggest("remove it, or grant it", vec![Edit::delete(declared.span)]),
        );
    }
}
