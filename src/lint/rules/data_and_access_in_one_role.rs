#![doc = include_str!("data_and_access_in_one_role.md")]

use crate::catalog::Access;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::permission::Plane;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW210",
        name: "data-and-access-in-one-role",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("data_and_access_in_one_role.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let reads_data = role
            .blocks
            .iter()
            .any(|block| !block.granted(Plane::Data).is_empty());
        let Some(reach) = view.reach(id).filter(|_| reads_data) else {
            continue;
        };
        let managing = view.of_plane(
            &view.of_access(&reach.upper, Access::Delete),
            Plane::Control,
        );
        let data = view.of_plane(&reach.upper, Plane::Data);
        if managing.is_empty() || data.is_empty() || view.is_told_by_size(id) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` opens data and deletes what holds it",
            declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note(format!("data: {}", view.witnesses(&data)))
                .note(format!("deletes: {}", view.witnesses(&managing)))
                .suggest(
                    "cut the deleting operations from the role",
                    view.cut_from_role(written, &managing),
                ),
        );
    }
}
