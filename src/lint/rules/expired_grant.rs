#![doc = include_str!("expired_grant.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::words::quoted;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW324",
        name: "expired-grant",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("expired_grant.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = view.settings.today else {
        return;
    };
    for statement in &view.model.statements {
        let Some((until, span)) = statement.until.filter(|(until, _)| *until < today) else {
            continue;
        };
        let what = quoted(&view.granted_name(&statement.what));
        let finding = RULE
            .at(span, format!("this grant of {what} ended on {until}"))
            .note("nothing is built of it any more; readers may take it for access that holds");
        let edits = vec![Edit::delete(statement.span)];
        found.push(if statement.made_by.is_none() {
            finding.fix("remove it", edits)
        } else {
            finding.suggest("remove it", edits)
        });
    }
}
