//! Conditions as they are written, for answers that depend on them.

use smol_str::{SmolStr, ToSmolStr};

use crate::syntax::ast::{Comparison, Joint, Selector, TextPart, TextParts, Value, What};
use crate::syntax::selector_text;

/// Writes a `where` on one line.
pub(super) fn comparisons(all: &[Comparison]) -> SmolStr {
    let mut text = String::from("where");
    for one in all {
        text.push_str(match one.joint {
            None => "",
            Some(Joint::And) => " and",
            Some(Joint::Or) => " or",
        });
        for word in &one.words {
            text.push(' ');
            text.push_str(&word.text);
        }
        text.push(' ');
        text.push_str(&value(&one.value));
    }
    text.into()
}

/// Writes what may be handed out, and to whom.
pub(super) fn may_assign(what: &[What], to: &[Selector]) -> SmolStr {
    let names = what.iter().map(|one| match one {
        What::Named(name) => name.text.to_string(),
        What::Quoted(text) => format!("\"{}\"", inner(&text.parts)),
    });
    let names: Vec<_> = names.collect();
    let to: Vec<_> = to.iter().map(selector_text).collect();
    format!("may-assign {} to {}", names.join(", "), to.join(", ")).into()
}

/// Writes a value on one line.
pub(in crate::resolve) fn value(value: &Value) -> SmolStr {
    match value {
        Value::Text(text) => format!("\"{}\"", inner(&text.parts)).into(),
        Value::Reference(reference) => match &reference.environment {
            Some(environment) => format!("{}@{}", reference.path, environment.text).into(),
            None => reference.path.clone(),
        },
        Value::Number(number) => number.text.clone(),
        Value::Date(date) => date.text.clone(),
        Value::List(values, _) => {
            let inner: Vec<_> = values.iter().map(self::value).collect();
            format!("[{}]", inner.join(", ")).into()
        }
    }
}

fn inner(parts: &TextParts) -> SmolStr {
    match parts {
        TextParts::Plain(plain) => plain.clone(),
        TextParts::Mixed(parts) => {
            let parts = parts.iter().map(|part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Hole(name) => format!("${{{}}}", name.text),
            });
            parts.collect::<String>().to_smolstr()
        }
    }
}
