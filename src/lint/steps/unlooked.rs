//! What is said where somebody comes to more than is looked at.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::view::View;
use crate::lint::words::listed;
use crate::model::PrincipalId;

/// To how many others the ways of one principal are looked at: a rule needs one of them for each
/// grant, and nobody reads a thousand.
pub(super) const MOST_OTHERS: usize = 1_000;

/// So many of those who come to more have their place shown.
const MOST_SHOWN: usize = 20;

/// Somebody who comes to more others than are looked at.
pub(in crate::lint) const TOO_MANY_REACHED: Code = Code {
    id: "RW907",
    name: "too-many-reached",
};

/// Who comes to more others than are looked at, and to how many.
#[derive(Debug, Default)]
pub(in crate::lint) struct Unlooked(BTreeMap<PrincipalId, usize>);

impl Unlooked {
    /// Notes to how many others somebody comes, surely or possibly.
    pub(super) fn note(&mut self, who: PrincipalId, others: usize) {
        if others > MOST_OTHERS {
            let most = self.0.entry(who).or_default();
            *most = others.max(*most);
        }
    }

    /// Tells of whom not all was looked at.
    pub(super) fn told(&self, view: &View<'_>) -> Option<Diagnostic> {
        let principal = |id: &PrincipalId| view.model.principal(*id);
        let mut places = self.0.iter().filter_map(|(id, count)| {
            let text = format!("this one can come to {count} others");
            Some((principal(id)?.span, text))
        });
        let (first, label) = places.next()?;
        let names = self.0.keys().map(|id| view.principal_name(*id));
        let message = format!(
            "{} can come to more by steps than is looked at",
            listed(names)
        );
        let mut found = Diagnostic::new(TOO_MANY_REACHED, Severity::Warning, first, message)
            .label(label)
            .note(format!(
                "of all whom one can come to {MOST_OTHERS} are looked at, and rules about steps tell nothing of the others"
            ))
            .note("`rolewright what-can --reach` and `rolewright diff` look at all of them");
        for (place, text) in places.take(MOST_SHOWN) {
            found = found.related(place, text);
        }
        Some(found.help("grant what leads there lower down, or on fewer things"))
    }
}
