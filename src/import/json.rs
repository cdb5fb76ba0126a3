//! Text to a tree of values with places.

use crate::diagnostic::Edit;
use crate::source::Span;

mod parse;
mod scan;

pub(super) use parse::parse;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Json {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Entry>),
    /// Text of a template that holds marks of [`super::arm::Unknowns`].
    Symbolic(String),
    /// A template expression that could not be evaluated, and why.
    Opaque(String),
}

/// One property of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Json,
}

impl Json {
    /// Returns a property, ignoring letter case as Azure does; `null` counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns a property with its key.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        let mut named = self.entries().iter().rev();
        let found = named.find(|entry| entry.key.eq_ignore_ascii_case(key));
        found.filter(|entry| entry.value.kind != Kind::Null)
    }

    /// Lists the properties of an object; nothing for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of a list.
    pub(super) fn list(&self) -> Option<&[Json]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// Tells whether it is an object.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_))
    }

    /// Tells whether it says nothing: `null`, `false`, or empty.
    pub(super) fn is_blank(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(false) => true,
            Kind::Text(text) => text.is_empty(),
            Kind::List(items) => items.is_empty(),
            Kind::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// Says in one word what it is.
    pub(super) fn word(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a truth value",
            Kind::Number(_) => "a number",
            Kind::Text(_) | Kind::Symbolic(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
            Kind::Opaque(_) => "an expression",
        }
    }

    /// Returns the edit that takes the property at an index out of this object.
    pub(super) fn without(&self, index: usize) -> Vec<Edit> {
        let entries = self.entries();
        let Some(entry) = entries.get(index) else {
            return Vec::new();
        };
        let before = index.checked_sub(1).and_then(|before| entries.get(before));
        let (start, end) = match (entries.get(index + 1), before) {
            (Some(next), _) => (entry.key_span.start, next.key_span.start),
            (None, Some(before)) => (before.value.span.end, entry.value.span.end),
            (None, None) => (entry.key_span.start, entry.value.span.end),
        };
        vec![Edit::delete(Span::new(entry.key_span.file, start, end))]
    }
}
