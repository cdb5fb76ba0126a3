#![doc = include_str!("owner_by_parts.md")]

use std::collections::BTreeSet;

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::Class;
use crate::lint::height::is_high;
use crate::lint::mend::without;
use crate::lint::{Group, Joint, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW325",
        name: "owner-by-parts",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("owner_by_parts.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for joint in view.holdings().joints() {
        for low in view
            .assignments_to(joint.one)
            .filter(|one| !is_high(view, one.scope))
        {
            let Some(wanted) = counterpart(view, low) else {
                continue;
            };
            for (_, high) in view.holdings().reaching(view, joint.other, low.scope) {
                if class(view, high) != Some(wanted) {
                    continue;
                }
                let places = [low, high].map(|one| view.place(one));
                let mut pair = places;
                pair.sort_unstable();
                if seen.insert(pair) {
                    found.extend(finding(view, joint, (low, high)));
                }
            }
        }
    }
}

/// Returns the class that makes an owner together with an assignment's own.
fn counterpart<'v>(view: &View<'v>, assignment: &'v Assignment) -> Option<Class> {
    match class(view, assignment)? {
        Class::Contributor => Some(Class::AccessAdministrator),
        Class::AccessAdministrator => Some(Class::Contributor),
        Class::Limited | Class::Owner => None,
    }
}

fn class<'v>(view: &View<'v>, assignment: &'v Assignment) -> Option<Class> {
    let grade = view.grade(assignment.role)?;
    let great = matches!(grade.class, Class::Contributor | Class::AccessAdministrator);
    (great && view.is_plain(assignment)).then_some(grade.class)
}

fn finding<'v>(
    view: &View<'v>,
    joint: &Joint,
    (low, high): (&'v Assignment, &'v Assignment),
) -> Option<Diagnostic> {
    let hands_out = class(view, low) == Some(Class::AccessAdministrator);
    let (assigns, changes) = if hands_out { (low, high) } else { (high, low) };
    let who = view.principal_name(joint.by);
    let message = format!(
        "`{who}` owns `{}` by two grants together",
        view.scope_name(low.scope)
    );
    let grant = view.grant_of(assigns)?;
    let gone = view.grants_behind(assigns);
    Some(
        RULE.at(view.place(assigns), message)
            .label("this one may hand out access")
            .related(
                view.place(changes),
                "this one may change and delete nearly everything",
            )
            .note(view.chain(joint.by, assigns))
            .note(view.chain(joint.by, changes))
            .suggest(
                "let somebody else hand out access there",
                without(view, grant.statement, &gone),
            ),
    )
}
