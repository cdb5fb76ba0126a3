//! Declarations that are one thing in Azure.

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Kind, ScopeId};
use crate::resolve::{Resolver, codes};
use crate::support::hash::HashMap;

impl Resolver<'_> {
    /// Reports declarations that are one thing in Azure: what is granted on one of them holds on
    /// the other, and nobody would see it.
    pub(in crate::resolve) fn same_things(&mut self) {
        let mut first: HashMap<String, ScopeId> = HashMap::default();
        let mut found = Vec::new();
        for (index, scope) in self.model.scopes.iter().enumerate() {
            if scope.declared.is_none() {
                continue;
            }
            let id = ScopeId::new(index);
            let known = *first.entry(scope.id.to_ascii_lowercase()).or_insert(id);
            let Some(other) = self.model.scope(known).filter(|_| known != id) else {
                continue;
            };
            // Environments of different tiers in one place are told as such.
            let tiers = [known, id].map(|id| self.model.tier(id));
            if scope.kind == Kind::Environment && tiers[0] != tiers[1] {
                continue;
            }
            let (one, two) = (self.model.scope_name(known), self.model.scope_name(id));
            let message = format!("`{one}` and `{two}` are one thing in Azure");
            let code = codes::SAME_THING;
            let same = Diagnostic::new(code, Severity::Error, scope.span, message)
                .related(other.span, "the other one is declared here")
                .note(format!("both are `{}`", scope.id))
                .help("declare it once, or give one of them its own `name`");
            found.push(same);
        }
        self.diagnostics.extend(found);
    }
}
