#![doc = include_str!("separate_stages_by_membership.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::separate::{Broken, Way, broken};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW319",
        name: "separate-stages-by-membership",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("separate_stages_by_membership.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let all = broken(view).into_iter();
    found.extend(
        all.filter(|broken| broken.way == Way::Membership)
            .map(|broken| finding(view, broken)),
    );
}

fn finding(view: &View<'_>, broken: Broken) -> Diagnostic {
    let who = view.principal_name(broken.by);
    let [one, other] = [&broken.one, &broken.other].map(|part| view.stage_name(part.stage));
    let [here, there] = [&broken.one, &broken.other].map(|part| view.scope_name(part.scope));
    let message =
        format!("`{who}` comes to hold both `{one}` and `{other}` on `{here}` by its groups");
    let finding = RULE
        .at(broken.one.span, message)
        .related(broken.other.span, format!("`{other}` is granted here"))
        .related(broken.declared, "the stages are declared separate here")
        .note(broken.one.path.clone())
        .note(broken.other.path.clone());
    finding
        .note("the stages are to be kept apart, and each grant by itself looks right")
        .suggest(format!("take `{one}` on `{here}` away"), broken.one.gone)
        .suggest(
            format!("or take `{other}` on `{there}` away"),
            broken.other.gone,
        )
}
