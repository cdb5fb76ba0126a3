//! Findings about what a custom role lets its holder do, one per role.

use super::rule::Rule;
use super::view::View;
use crate::algebra::OperationSet;
use crate::compile::Provenance;
use crate::diagnostic::Diagnostic;

/// What a rule says of such a role.
pub(super) struct Told {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// What the role may do, in words that follow its name.
    pub(super) may: &'static str,
    /// Why it matters.
    pub(super) why: &'static str,
}

/// Tells each custom role that possibly reaches dangerous operations, as far as no rule about its
/// size tells of them already. `dangerous` keeps some of a set, and looks at each by itself.
pub(super) fn tell(
    view: &View<'_>,
    told: &Told,
    dangerous: impl Fn(&OperationSet) -> OperationSet,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let dangerous = dangerous(view.reached());
    if dangerous.is_empty() {
        return found;
    }
    for (id, role) in view.roles() {
        let (Provenance::Written(written), Some(reach)) = (&role.provenance, view.reach(id)) else {
            continue;
        };
        let reached = view.untold(id, reach.upper.intersection(&dangerous));
        let Some(declared) = view.declared_role(*written).filter(|_| !reached.is_empty()) else {
            continue;
        };
        let message = format!("role `{}` may {}", declared.name, told.may);
        found.push(
            told.rule
                .at(declared.name_span, message)
                .note(format!("it reaches {}", view.witnesses(&reached)))
                .note(told.why)
                .suggest(
                    "cut these operations from the role",
                    view.cut_from_role(*written, &reached),
                ),
        );
    }
    found
}
