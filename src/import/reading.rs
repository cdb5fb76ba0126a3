//! What was found so far, before it becomes a tree.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::arm::Unknowns;
use super::assignment::Assignment;
use super::json::{Json, Kind};
use super::role::Role;
use super::{BuiltIn, Document, Imported, Known, codes, comment, tree};
use crate::diagnostic::{Bounded, Code, Diagnostic, Severity};
use crate::source::Span;

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) text: SmolStr,
    pub(super) span: Span,
}

impl Placed {
    pub(super) fn new(text: &str, span: Span) -> Self {
        Self {
            text: SmolStr::new(text),
            span,
        }
    }
}

/// What a policy declaration says.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub(super) name: SmolStr,
    pub(super) tenant: Placed,
    /// The cloud, unless it is the public one.
    pub(super) cloud: Option<Placed>,
}

/// Roles, assignments and findings of all documents.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) roles: Vec<Role>,
    pub(super) assignments: Vec<Assignment>,
    pub(super) unknowns: Unknowns,
    pub(super) diagnostics: Bounded,
    /// The positions of roles by GUID in lower case.
    pub(super) roles_by_id: BTreeMap<String, usize>,
    /// Snapshots, read once all documents are.
    pub(super) snapshots: Vec<Json>,
    /// The policy that a snapshot becomes.
    pub(super) policy: Option<Policy>,
    /// The ids of assignments that were read.
    seen: BTreeMap<String, Span>,
}

impl Reading {
    /// Adds a finding.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds an error.
    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::new(code, Severity::Error, span, message).help(help));
    }

    /// Returns the text of a string that must be known here; reports anything else.
    pub(super) fn plain(&mut self, value: &Json) -> Option<Placed> {
        if let Kind::Symbolic(text) = &value.kind {
            let unknown = self.unknowns.describe(text);
            self.unknown(value.span, &format!("the value depends on {unknown}"));
            return None;
        }
        self.string(value)
    }

    /// Returns the text of a string, which may hold marks of unknown values.
    pub(super) fn string(&mut self, value: &Json) -> Option<Placed> {
        match &value.kind {
            Kind::Symbolic(text) | Kind::Text(text) => Some(Placed::new(text, value.span)),
            Kind::Opaque(why) => {
                self.unknown(value.span, why);
                None
            }
            _ => {
                let message = format!("a string is expected here, and this is {}", value.word());
                self.error(codes::BAD_VALUE, value.span, message, "write a string");
                None
            }
        }
    }

    /// Returns the text of an id; an id that holds a NUL is none.
    pub(super) fn id(&mut self, value: &Json) -> Option<Placed> {
        let placed = self.string(value)?;
        if value.text().is_some_and(|text| text.contains('\0')) {
            self.error(
                codes::BAD_VALUE,
                value.span,
                "this is not an id",
                "write the id as Azure shows it",
            );
            return None;
        }
        Some(placed)
    }

    /// Returns a description without rolewright's own mark.
    pub(super) fn description(&mut self, object: &Json) -> Option<Placed> {
        let value = object
            .get("description")
            .filter(|value| !value.is_blank())?;
        let mut placed = self.plain(value)?;
        placed.text = comment::unmarked(&placed.text).into();
        (!placed.text.is_empty()).then_some(placed)
    }

    /// Returns the strings of a list, without those that are none.
    pub(super) fn texts(&mut self, value: &Json) -> Vec<Placed> {
        match &value.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.plain(item)).collect(),
            Kind::Opaque(why) => {
                self.unknown(value.span, why);
                Vec::new()
            }
            _ => {
                let message = format!("a list is expected here, and this is {}", value.word());
                self.error(
                    codes::BAD_VALUE,
                    value.span,
                    message,
                    "write a list of strings",
                );
                Vec::new()
            }
        }
    }

    /// Returns the ids of a list, without those that are none.
    pub(super) fn ids(&mut self, value: &Json) -> Vec<Placed> {
        match value.list() {
            Some(items) => items.iter().filter_map(|item| self.id(item)).collect(),
            None => self.texts(value),
        }
    }

    /// Names the properties of an object that have no counterpart in the language.
    pub(super) fn name_leftovers(&mut self, object: &Json, known: &[&str]) {
        for (index, entry) in object.entries().iter().enumerate() {
            let is_known = known
                .iter()
                .any(|word| entry.key.eq_ignore_ascii_case(word));
            if !is_known && !entry.value.is_blank() {
                let message = format!(
                    "the property `{}` has no counterpart in policy text",
                    entry.key
                );
                let place = entry.key_span;
                self.report(
                    Diagnostic::new(codes::UNKNOWN_PROPERTY, Severity::Warning, place, message)
                        .suggest(
                            "delete it here, and keep what it says elsewhere",
                            object.without(index),
                        ),
                );
            }
        }
    }

    /// Tells whether an assignment was read before, and says so.
    pub(super) fn is_repeated(&mut self, id: &str, span: Span) -> bool {
        let key = id.to_ascii_lowercase();
        if let Some(first) = self.seen.get(&key).copied() {
            let message = "this role assignment was read before and is left out here";
            self.report(
                Diagnostic::new(codes::LEFT_OUT, Severity::Note, span, message)
                    .related(first, "read from here")
                    .help("export each scope once"),
            );
            return true;
        }
        self.seen.insert(key, span);
        false
    }

    /// Returns the text with something definite for each unknown value, and says so once for each.
    pub(super) fn stand_in(&mut self, placed: &Placed) -> SmolStr {
        for news in self.unknowns.tell(&placed.text) {
            self.report(
                Diagnostic::new(
                    codes::UNKNOWN_EXPRESSION,
                    Severity::Warning,
                    placed.span,
                    news,
                )
                .help("write the value in place of the expression"),
            );
        }
        self.unknowns.stand_in(&placed.text).into()
    }

    /// Names an id that only the deployment knows.
    pub(super) fn unsaid_id(&mut self, id: &Placed) {
        let unknown = self.unknowns.describe(&id.text);
        let message = format!("the id of this role depends on {unknown}; it is left out");
        self.report(
            Diagnostic::new(
                codes::UNKNOWN_EXPRESSION,
                Severity::Warning,
                id.span,
                message,
            )
            .help("write the GUID of the role in place of the expression"),
        );
    }

    /// Names an assignment of a role that only the deployment knows.
    pub(super) fn unknown_role(&mut self, assignment: &Assignment) {
        let id = assignment.role_id.as_ref();
        let text = id.map_or("", |id| id.text.as_str());
        let why = format!(
            "which role this is depends on {}",
            self.unknowns.describe(text)
        );
        self.unknown(id.map_or(assignment.span, |id| id.span), &why);
    }

    fn unknown(&mut self, span: Span, why: &str) {
        self.error(
            codes::UNKNOWN_EXPRESSION,
            span,
            why,
            "write the value in place of the expression",
        );
    }

    /// Turns everything into trees.
    pub(super) fn into_trees(
        mut self,
        documents: &[Document<'_>],
        known: Known<'_>,
        built_in: BuiltIn<'_>,
    ) -> Imported {
        let files = tree::grow(&mut self, documents, known, built_in);
        let mut diagnostics = self.diagnostics.finish();
        diagnostics.sort_by_key(|found| (found.primary.span, found.code));
        Imported { files, diagnostics }
    }
}
