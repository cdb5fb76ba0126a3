//! The `policy` declaration.

use super::values::word_of;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{Cloud, Policy};
use crate::resolve::properties::{find, properties};
use crate::resolve::templates::Placed;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::Declaration;

impl Resolver<'_> {
    /// Reads the `policy` declaration; there may be one.
    pub(in crate::resolve) fn policy(&mut self, placed: &[Placed<'_>]) {
        self.model.policy = Policy {
            name: "policy".into(),
            ..Policy::default()
        };
        for one in placed {
            let Declaration::Policy(thing) = &one.item.declaration else {
                continue;
            };
            if let Some(first) = self.model.policy.span {
                let message = "a policy set has one `policy`, and this is the second";
                let found =
                    Diagnostic::new(codes::DUPLICATE_NAME, Severity::Error, thing.span, message)
                        .related(first, "the first is here")
                        .suggest("remove one of the two", vec![Edit::delete(one.item.span)]);
                self.report(found);
                continue;
            }
            self.check_free(thing);
            let written = properties(thing.body.as_ref(), "");
            let tenant = find(&written, "tenant").and_then(|property| self.only_guid(property));
            let cloud = find(&written, "cloud")
                .and_then(word_of)
                .and_then(|word| Cloud::of(&word));
            self.model.policy = Policy {
                name: thing.name.text.clone(),
                tenant,
                cloud: cloud.unwrap_or_default(),
                span: Some(thing.span),
            };
        }
    }
}
