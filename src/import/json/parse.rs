//! Parsing, with what is wrong and where.

use std::collections::BTreeMap;

use jsonc_parser::ast as jsonc;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::scan::{NESTING, roots, too_deep};
use super::{Entry, Json, Kind};
use crate::diagnostic::{Bounded, Diagnostic, Severity};
use crate::import::codes;
use crate::source::{FileId, Span};

/// Reads a text; says what is wrong with it.
pub(in crate::import) fn parse(file: FileId, text: &str, found: &mut Bounded) -> Option<Json> {
    if let Some(at) = too_deep(text.as_bytes()) {
        let span = Span::new(file, offset(at), offset(at + 1));
        let message = format!("lists and objects nest deeper than {NESTING} levels");
        found.push(bad(span, message));
        return None;
    }
    let read = match parts(file, &[(0, text)], found) {
        Err(Refused { several: true, .. }) => parts(file, &roots(text), found),
        read => read,
    };
    let mut values = read
        .map_err(|refused| found.push(bad(refused.span, refused.message)))
        .ok()?;
    if values.len() > 1 {
        let kind = Kind::List(values);
        let span = Span::new(file, 0, offset(text.len()));
        return Some(Json { kind, span });
    }
    if values.is_empty() {
        let start = Span::new(file, 0, offset(text.len().min(1)));
        found.push(bad(start, "the file holds no JSON".to_owned()));
    }
    values.pop()
}

fn bad(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(codes::BAD_JSON, Severity::Error, span, message)
        .help("export the file again, or mend it by hand")
}

/// What the parser does not take.
struct Refused {
    span: Span,
    message: String,
    /// More than one value stands in the text.
    several: bool,
}

/// Parses the parts of a text, each with the place where it begins.
fn parts(file: FileId, parts: &[(usize, &str)], found: &mut Bounded) -> Result<Vec<Json>, Refused> {
    let mut values = Vec::new();
    for (from, part) in parts {
        let base = Base(file, *from);
        let parsed = parse_to_ast(part, &CollectOptions::default(), &options());
        let parsed = parsed.map_err(|error| Refused {
            span: base.span(error.range().start, error.range().end),
            message: uncapitalised(&error.kind().to_string()),
            several: matches!(error.kind(), ParseErrorKind::MultipleRootJsonValues),
        })?;
        let value = parsed.value.as_ref();
        values.extend(value.map(|value| convert(base, value, found)));
    }
    Ok(values)
}

/// Where a part of a file begins.
#[derive(Clone, Copy)]
struct Base(FileId, usize);

impl Base {
    fn span(self, start: usize, end: usize) -> Span {
        Span::new(self.0, offset(self.1 + start), offset(self.1 + end))
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
