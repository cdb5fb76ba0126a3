//! Findings about stages that come together.

use super::{Broken, Way, broken};
use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, View};

/// How a rule tells of stages that come together.
pub(in crate::lint) struct Told {
    /// The rule.
    pub(in crate::lint) rule: &'static Rule,
    /// How they come together.
    pub(in crate::lint) way: Way,
    /// The cause, of who and of both stages with where they are held.
    pub(in crate::lint) message: fn(&str, [&str; 2], [&str; 2]) -> String,
    /// Why it matters.
    pub(in crate::lint) why: &'static str,
}

/// Tells of each pair of stages that comes together in one way.
pub(in crate::lint) fn tell(view: &View<'_>, told: &Told) -> Vec<Diagnostic> {
    let all = broken(view).into_iter().filter(|one| one.way == told.way);
    all.map(|one| finding(view, told, one)).collect()
}

fn finding(view: &View<'_>, told: &Told, broken: Broken) -> Diagnostic {
    let who = view.principal_name(broken.by);
    let [one, other] = [&broken.one, &broken.other].map(|part| view.stage_name(part.stage));
    let [here, there] = [&broken.one, &broken.other].map(|part| view.scope_name(part.scope));
    let message = (told.message)(&who, [&one, &other], [&here, &there]);
    told.rule
        .at(broken.one.span, message)
        .related(broken.other.span, format!("`{other}` is granted here"))
        .related(broken.declared, "the stages are declared separate here")
        .note(broken.one.path)
        .note(broken.other.path)
        .note(told.why)
        .suggest(format!("take `{one}` on `{here}` away"), broken.one.gone)
        .suggest(
            format!("or take `{other}` on `{there}` away"),
            broken.other.gone,
        )
}
