//! Checks of what stands between the braces of a declaration.

use smol_str::SmolStr;

use super::find;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::Kind;
use crate::resolve::names::a;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{Body, Let, MemberKind, Name, Property, Thing};

impl Resolver<'_> {
    /// Checks a declaration that lies in no environment: its body, and that it says no `in`.
    pub(in crate::resolve) fn check_free(&mut self, thing: &Thing) {
        let keyword = &thing.kind.text;
        self.check_body(keyword, thing.body.as_ref());
        if let (Some(first), Some(last)) = (thing.within.first(), thing.within.last()) {
            let span = thing.name.span.to(last.span);
            let message = format!("{} lies in no environment", a(keyword));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, first.span, message);
            let edit = Edit::replace(span, thing.name.text.as_str());
            self.report(found.suggest("remove the `in`", vec![edit]));
        }
    }

    /// Checks the keys and the shapes of a body's properties, once per declaration.
    pub(in crate::resolve) fn check_body(&mut self, keyword: &str, body: Option<&Body>) {
        let mut seen: Vec<&Property> = Vec::new();
        let mut lets: Vec<SmolStr> = Vec::new();
        for member in body.into_iter().flat_map(|body| &body.members) {
            match &member.kind {
                MemberKind::Property(property) => {
                    let repeats = !matches!(property.key.text.as_str(), "federated" | "label");
                    let first = find(&seen, &property.key.text).filter(|first| {
                        // A management group and a resource group are two things to be within.
                        repeats && first.qualifier.is_some() == property.qualifier.is_some()
                    });
                    match first {
                        Some(first) => self.duplicate_property(property, first),
                        None => self.check_property(keyword, property),
                    }
                    seen.push(property);
                }
                MemberKind::Override(over) => {
                    self.overridden_twice(body, over);
                    self.check_override(keyword, over, member.span);
                }
                MemberKind::Let(declared) if keyword != "environment" => {
                    self.misplaced_let(keyword, declared, member.span);
                }
                MemberKind::Child(child) => self.check_child(keyword, child),
                MemberKind::Let(declared) => {
                    let name = &declared.name;
                    if lets.contains(&name.text) {
                        self.second_let(name, member.span);
                    }
                    lets.push(name.text.clone());
                }
            }
        }
    }

    /// Reports a `let` in the braces of something that has no variables.
    fn misplaced_let(&mut self, keyword: &str, declared: &Let, whole: Span) {
        let message = format!("{} has no `let` of its own", a(keyword));
        let span = declared.span;
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
        self.report(found.suggest(
            "move it to an environment or to the top of the file",
            vec![Edit::delete(whole)],
        ));
    }

    /// Reports a variable of an environment that it has already.
    fn second_let(&mut self, name: &Name, whole: Span) {
        let message = format!("variable `{}` is declared twice", name.text);
        let code = codes::DUPLICATE_NAME;
        let found = Diagnostic::new(code, Severity::Error, name.span, message);
        self.report(found.suggest("remove one of the two", vec![Edit::delete(whole)]));
    }

    fn check_child(&mut self, keyword: &str, child: &Thing) {
        let parent = Kind::of(&child.kind.text).and_then(Kind::parent);
        let right = parent.map(Kind::keyword);
        if right == Some(keyword) {
            return self.check_body(&child.kind.text, child.body.as_ref());
        }
        let message = format!("{} cannot stand inside {}", a(&child.kind.text), a(keyword));
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, child.span, message);
        self.report(match right {
            Some(right) => found.help(format!("move it into {}", a(right))),
            None => found.help("move it to the top of the file"),
        });
    }
}
