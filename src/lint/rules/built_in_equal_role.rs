#![doc = include_str!("built_in_equal_role.md")]

use std::collections::HashMap;

use crate::algebra::Builtins;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW213",
        name: "built-in-equal-role",
    },
    group: Group::Roles,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("built_in_equal_role.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut equal = HashMap::new();
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        if view.grants_nothing(id) || view.is_told_by_size(id) {
            continue;
        }
        let Some(model) = view
            .model
            .role(written)
            .filter(|role| role.object_id.is_none())
        else {
            continue;
        };
        let built_in = equal.entry(view.twin(id)).or_insert_with(|| {
            let reach = view.reach(id)?;
            Builtins::embedded().equal(&role.blocks, reach)
        });
        let Some(built_in) = built_in else {
            continue;
        };
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` grants exactly what \"{}\" grants",
            model.name,
            built_in.name()
        );
        let grants = view
            .model
            .statements
            .iter()
            .filter(|statement| statement.what == crate::model::Granted::Role(written));
        let quoted = format!("\"{}\"", built_in.name());
        let mut edits: Vec<_> = grants
            .map(|one| Edit::replace(one.what_span, quoted.clone()))
            .collect();
        edits.push(Edit::delete(declared.span));
        found.push(
            RULE.at(declared.name_span, message)
                .note("Microsoft keeps the built-in role up to date; a copy has to be kept by you")
                .suggest(format!("grant \"{}\" instead", built_in.name()), edits),
        );
    }
}
