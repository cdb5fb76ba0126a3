//! What became of all that must hold, and how findings tell it.

use super::View;
use crate::access::{Access, Origin, World};
use crate::diagnostic::Diagnostic;
use crate::verdict::{self, By, Verdicts, Way};

impl View<'_> {
    /// Returns the verdicts on invariants and tests; worked out once, and only where there are any.
    pub fn verdicts(&self) -> &Verdicts {
        self.verdicts.get_or_init(|| {
            if self.model.nevers.is_empty() && self.model.tests.is_empty() {
                return Verdicts::default();
            }
            let world = World::of(self.model, self.compiled, self.catalog);
            let access = Access::new(&world, self.catalog);
            verdict::judge(self.model, self.compiled, &access)
        })
    }

    /// Adds to a finding by what somebody may do what it is about.
    pub(in crate::lint) fn with_way(&self, finding: Diagnostic, way: &Way) -> Diagnostic {
        let who = self.principal_name(way.who);
        match &way.by {
            By::Grant(Origin::Policy(at)) => match self.compiled.assignments.get(*at) {
                Some(one) => finding.related(self.place(one), self.chain(way.who, one)),
                None => finding,
            },
            By::Grant(Origin::Azure(at)) => match self.model.given.get(*at) {
                Some(given) => {
                    let path = self.membership_path(way.who, given.principal).join(" -> ");
                    let place = self.scope_name(given.scope);
                    let role = &given.role_name;
                    finding.note(format!(
                        "{path} -> \"{role}\" on {place}, which Azure grants by itself"
                    ))
                }
                None => finding,
            },
            By::Grant(_) => finding.note(format!("`{who}` has it in Azure already")),
            By::Unread(what) => finding.note(format!("{what} was not read, and may give it")),
        }
    }
}
