//! Checks of what an `override` says.

use super::{find, properties};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::resolve::names::a;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{Body, MemberKind, Name, Override};

impl Resolver<'_> {
    /// Checks an `override`: only what has instances has any, and only properties differ.
    pub(super) fn check_override(&mut self, keyword: &str, over: &Override, whole: Span) {
        for name in &over.environments {
            self.find_environment(name);
        }
        let single = matches!(
            keyword,
            "policy" | "environment" | "management-group" | "group" | "user"
        ) || matches!(keyword, "service-principal" | "agent")
            || keyword.ends_with(" federation");
        let inner = over.body.members.iter();
        let odd = inner.filter(|inner| !matches!(inner.kind, MemberKind::Property(_)));
        let odd: Vec<_> = odd.map(|inner| inner.span).collect();
        if single {
            let message = format!("{} has no `override`", a(keyword));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, whole, message)
                .note("it is the same in every environment");
            self.report(found.suggest("remove it", vec![Edit::delete(whole)]));
        }
        for span in odd {
            let message = "only properties can be overridden";
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
            self.report(found.suggest("move it out of the `override`", vec![Edit::delete(span)]));
        }
        self.check_body(keyword, Some(&over.body));
    }

    /// Reports each property of an `override` that an earlier one sets for one of its environments.
    pub(super) fn overridden_twice(&mut self, body: Option<&Body>, over: &Override) {
        let members = body.map_or(&[][..], |body| &body.members).iter();
        let overrides = members.filter_map(|member| match &member.kind {
            MemberKind::Override(other) => Some(other),
            _ => None,
        });
        let before = overrides.take_while(|other| other.body.span != over.body.span);
        let names = |one: &Name| over.environments.iter().any(|name| name.text == one.text);
        let before: Vec<_> = before
            .filter(|other| other.environments.iter().any(names))
            .collect();
        for property in properties(Some(&over.body), "") {
            let same = before
                .iter()
                .find_map(|other| find(&properties(Some(&other.body), ""), &property.key.text));
            if let Some(first) = same {
                self.duplicate_property(property, first);
            }
        }
    }
}
