#![doc = include_str!("built_in_equal_role.md")]

use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Granted, RoleId};

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
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let is_own = view.model.role(written).is_some_and(|role| role.object_id.is_none());
        if !is_own || view.grants_nothing(id) || view.is_told_by_size(id) {
            continue;
        }
        let built_in = view.equal_built_in(id);
        found.extend(built_in.and_then(|built_in| finding(view, written, built_in)));
    }
}

fn finding(view: &View<'_>, role: RoleId, built_in: &str) -> Option<Diagnostic> {
    let model = view.model.role(role)?;
    let declared = view.declared_role(role)?;
    let statements = view.model.statements.iter();
    let grants = statements.filter(|statement| statement.what == Granted::Role(role));
    let quoted = format!("\"{built_in}\"");
    let mut edits: Vec<_> = grants
        .map(|one| Edit::replace(one.what_span, quoted.clone()))
        .collect();
    edits.push(Edit::delete(declared.span));
    let message = format!("role `{}` grants exactly what {quoted} grants", model.name);
    let finding = RULE
        .at(declared.name_span, message)
        .note("Microsoft keeps the built-in role up to date; a copy has to be kept by you");
    Some(finding.suggest(format!("grant {quoted} instead"), edits))
}
