//! Text to a tree of values with places.

use std::collections::BTreeMap;

use jsonc_parser::ast as jsonc;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::codes;
use crate::diagnostic::{Bounded, Diagnostic, Edit, Severity};
use crate::source::{FileId, Span};

/// How deep lists and objects may stand in each other.
const NESTING: usize = 256;

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

/// Reads a text; says what is wrong with it.
pub(super) fn parse(file: FileId, text: &str, found: &mut Bounded) -> Option<Json> {
    let whole = Span::new(file, 0, offset(text.len().min(1)));
    let bad = |span, message: String| {
        Diagnostic::new(codes::BAD_JSON, Severity::Error, span, message)
            .help("export the file again, or mend it by hand")
    };
    if let Some(at) = too_deep(text.as_bytes()) {
        let span = Span::new(file, offset(at), offset(at + 1));
        found.push(bad(
            span,
            format!("lists and objects nest deeper than {NESTING} levels"),
        ));
        return None;
    }
    let refused = |base: Base, error: &ParseError| {
        let range = error.range();
        let span = base.span(range.start, range.end);
        bad(span, uncapitalised(&error.kind().to_string()))
    };
    let mut parts = vec![(0, text)];
    let mut values = Vec::new();
    let mut at = 0;
    while let Some((from, part)) = parts.get(at).copied() {
        let base = Base(file, from);
        match parse_to_ast(part, &CollectOptions::default(), &options()) {
            Ok(parsed) => {
                let value = parsed.value.as_ref();
                values.extend(value.map(|value| convert(base, value, found)));
                at += 1;
            }
            Err(error) if at == 0 && is_several(&error) && parts.len() == 1 => {
                parts = roots(text);
                if parts.len() == 1 {
                    found.push(refused(base, &error));
                    return None;
                }
            }
            Err(error) => {
                found.push(refused(base, &error));
                return None;
            }
        }
    }
    if values.len() > 1 {
        let kind = Kind::List(values);
        let span = Span::new(file, 0, offset(text.len()));
        return Some(Json { kind, span });
    }
    if values.is_empty() {
        found.push(bad(whole, "the file holds no JSON".to_owned()));
    }
    values.pop()
}

fn is_several(error: &ParseError) -> bool {
    matches!(error.kind(), ParseErrorKind::MultipleRootJsonValues)
}

/// Where a part of a file begins.
#[derive(Clone, Copy)]
struct Base(FileId, usize);

impl Base {
    fn span(self, start: usize, end: usize) -> Span {
        Span::new(self.0, offset(self.1 + start), offset(self.1 + end))
    }
}

/// Cuts a text before each list or object that begins where another one has ended: tools that
/// print one object a line, and shells that append, put several into one file.
fn roots(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let (mut depth, mut at, mut from, mut ended) = (0_usize, 0_usize, 0_usize, false);
    let mut roots = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => at = after_string(bytes, at + 1),
            (b'/', Some(b'/' | b'*')) => at += comment(bytes, at),
            (b'[' | b'{', _) => {
                if depth == 0 && ended {
                    roots.push((from, text.get(from..at).unwrap_or_default()));
                    from = at;
                }
                depth += 1;
            }
            (b']' | b'}', _) => {
                depth = depth.saturating_sub(1);
                ended = depth == 0;
            }
            _ => {}
        }
        at += 1;
    }
    roots.push((from, text.get(from..).unwrap_or_default()));
    roots
}

/// Counts the bytes of a comment but for its last one.
fn comment(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'/') => until(bytes, at, |rest| matches!(rest, [b'\n' | b'\r', ..])),
        _ => 3 + until(bytes, at + 2, |rest| rest.starts_with(b"*/")),
    }
}

fn options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn uncapitalised(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|char| char.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Finds the bracket that opens one level too many, before the parser goes there.
fn too_deep(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => at = after_string(bytes, at + 1),
            (b'/', Some(b'/' | b'*')) => at += comment(bytes, at),
            (b'[' | b'{', _) => {
                depth += 1;
                if depth > NESTING {
                    return Some(at);
                }
            }
            (b']' | b'}', _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the place of the quote that ends a string.
fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Counts the bytes before the first place where `ends` holds.
fn until(bytes: &[u8], from: usize, ends: impl Fn(&[u8]) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    let mut places = 0..rest.len();
    let found = places.find(|place| rest.get(*place..).is_some_and(&ends));
    found.unwrap_or(rest.len())
}

fn convert(base: Base, value: &jsonc::Value<'_>, found: &mut Bounded) -> Json {
    let place = |range: &jsonc_parser::common::Range| base.span(range.start, range.end);
    match value {
        jsonc::Value::NullKeyword(null) => Json {
            kind: Kind::Null,
            span: place(&null.range),
        },
        jsonc::Value::BooleanLit(truth) => Json {
            kind: Kind::Bool(truth.value),
            span: place(&truth.range),
        },
        jsonc::Value::NumberLit(number) => Json {
            kind: Kind::Number(number.value.to_owned()),
            span: place(&number.range),
        },
        jsonc::Value::StringLit(text) => Json {
            kind: Kind::Text(text.value.to_string()),
            span: place(&text.range),
        },
        jsonc::Value::Array(list) => {
            let items = list.elements.iter().map(|item| convert(base, item, found));
            Json {
                kind: Kind::List(items.collect()),
                span: place(&list.range),
            }
        }
        jsonc::Value::Object(object) => {
            let entries = object.properties.iter().map(|property| Entry {
                key: property.name.as_str().to_owned(),
                key_span: place(&jsonc_parser::common::Ranged::range(&property.name)),
                value: convert(base, &property.value, found),
            });
            let object = Json {
                kind: Kind::Object(entries.collect()),
                span: place(&object.range),
            };
            report_duplicates(&object, found);
            object
        }
    }
}

/// Azure's tools keep the last of two equal keys and say nothing.
fn report_duplicates(object: &Json, found: &mut Bounded) {
    let mut last: BTreeMap<String, (usize, Span)> = BTreeMap::new();
    for (index, entry) in object.entries().iter().enumerate() {
        let place = (index, entry.key_span);
        if let Some((earlier, span)) = last.insert(entry.key.to_ascii_lowercase(), place) {
            let message = format!(
                "`{}` stands twice in one object; the last one counts",
                entry.key
            );
            found.push(
                Diagnostic::new(
                    codes::DUPLICATE_KEY,
                    Severity::Warning,
                    entry.key_span,
                    message,
                )
                .related(span, "here first")
                .suggest("delete the earlier one", object.without(earlier)),
            );
        }
    }
}
