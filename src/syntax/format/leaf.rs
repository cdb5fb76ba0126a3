//! Names, strings, values and selectors as words.

use super::unit::{Fence, Unit};
use crate::source::Span;
use crate::syntax::ast::{
    Date, Every, Name, Reference, Selector, Text, TextPart, TextParts, Value, What,
};
use crate::syntax::scan::{is_unwritable, json_escape};

impl<'a> Unit<'a> {
    fn word(span: Span, words: impl AsRef<str>) -> Self {
        Unit::at(span).words(words)
    }

    pub(super) fn value(mut self, value: &'a Value) -> Self {
        match value {
            Value::List(values, span) => {
                let elements = values.iter().map(element).collect();
                self = self.fenced(elements, Fence::Brackets, span.end);
            }
            Value::Text(inner) => self = self.words(text(inner)),
            Value::Reference(inner) => self = self.words(reference(inner)),
            Value::Number(inner) => self = self.words(&inner.text),
            Value::Date(inner) => self = self.words(&inner.text),
        }
        self
    }
}

pub(super) fn element(value: &Value) -> Unit<'_> {
    Unit::at(value.span()).value(value)
}

pub(super) fn names(names: &[Name]) -> Vec<Unit<'_>> {
    let words = names.iter().map(|name| Unit::word(name.span, &name.text));
    words.collect()
}

pub(super) fn references(references: &[Reference]) -> Vec<Unit<'_>> {
    let words = references
        .iter()
        .map(|one| Unit::word(one.span, reference(one)));
    words.collect()
}

pub(super) fn texts(texts: &[Text]) -> Vec<Unit<'_>> {
    texts
        .iter()
        .map(|one| Unit::word(one.span, text(one)))
        .collect()
}

pub(super) fn whats(whats: &[What]) -> Vec<Unit<'_>> {
    let words = whats.iter().map(|one| Unit::word(one.span(), what(one)));
    words.collect()
}

pub(super) fn selectors(selectors: &[Selector]) -> Vec<Unit<'_>> {
    let words = selectors
        .iter()
        .map(|one| Unit::word(one.span(), selector(one)));
    words.collect()
}

pub(super) fn date(date: &Date) -> &str {
    &date.text
}

pub(super) fn reference(reference: &Reference) -> String {
    match &reference.environment {
        Some(environment) => format!("{}@{}", reference.path, environment.text),
        None => reference.path.to_string(),
    }
}

pub(super) fn what(what: &What) -> String {
    match what {
        What::Named(name) => name.text.to_string(),
        What::Quoted(inner) => text(inner),
    }
}

/// Writes a selector.
pub fn selector(selector: &Selector) -> String {
    match selector {
        Selector::Reference(inner) => reference(inner),
        Selector::Every(inner) => every(inner),
        Selector::Tier(name, _) => format!("tier {}", name.text),
        Selector::Anyone(_) => "anyone".to_owned(),
        Selector::Hole(name) => name.text.to_string(),
    }
}

fn every(every: &Every) -> String {
    let mut words = format!("every {}", every.kind.text);
    if let Some(label) = &every.label {
        words.push_str(" label ");
        words.push_str(&label.text);
    }
    for (index, environment) in every.environments.iter().enumerate() {
        words.push_str(if index == 0 { " in " } else { ", " });
        words.push_str(&environment.text);
    }
    if let Some(tier) = &every.tier {
        words.push_str(" tier ");
        words.push_str(&tier.text);
    }
    words
}

/// Writes a string in quotes, escaped in the one canonical way.
pub(super) fn text(text: &Text) -> String {
    let length = (text.span.end - text.span.start) as usize;
    let mut written = String::with_capacity(length);
    written.push('"');
    match &text.parts {
        TextParts::Plain(plain) => escape(plain, &mut written),
        TextParts::Mixed(parts) => {
            for part in parts {
                match part {
                    TextPart::Literal(literal) => escape(literal, &mut written),
                    TextPart::Hole(name) => {
                        written.push_str("${");
                        written.push_str(&name.text);
                        written.push('}');
                    }
                }
            }
        }
    }
    written.push('"');
    written
}

fn escape(literal: &str, written: &mut String) {
    // Most strings are operations, and have nothing to escape.
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'$');
    if literal.bytes().all(plain) {
        written.push_str(literal);
        return;
    }
    let mut characters = literal.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '$' if characters.peek() == Some(&'{') => written.push_str("\\$"),
            other if is_unwritable(other) => {
                written.push_str(&json_escape(other));
            }
            other => written.push(other),
        }
    }
}
