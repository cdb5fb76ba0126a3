//! Filling names, references, texts and values.

use super::arguments::{Arguments, is_name_path, not_a_word};
use super::{Fill, Splice};
use crate::diagnostic::Diagnostic;
use crate::resolve::templates::word;
use crate::syntax::ast::{Name, Reference, Text, TextPart, TextParts, Value};

impl Fill for Name {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if self.has_hole() {
            self.text = arguments.fill_word(&self.text, self.span, troubles);
        }
    }
}

impl Fill for Reference {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if let Some(Value::Reference(whole)) = arguments.whole(&self.path) {
            self.path = whole.path.clone();
            self.environment = self
                .environment
                .take()
                .or_else(|| whole.environment.clone());
        } else if self.path.contains("${") {
            self.path = arguments.fill_word(&self.path, self.span, troubles);
        }
        self.environment.fill(arguments, troubles);
    }
}

impl Fill for Text {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let TextParts::Mixed(parts) = &mut self.parts else {
            return;
        };
        let mut filled = Vec::with_capacity(parts.len());
        for part in parts.drain(..) {
            // `${env…}` and `let`s belong to the instance, also in the value of a parameter.
            let value = match &part {
                TextPart::Hole(name) => arguments.get(&name.text).map(|value| (name, value)),
                TextPart::Literal(_) => None,
            };
            match value.map(|(name, value)| (name, word(value), value)) {
                None => {
                    if let TextPart::Hole(name) = &part {
                        arguments.left.borrow_mut().push(name.clone());
                    }
                    filled.push(part);
                }
                Some((_, Some(plain), _)) => filled.push(TextPart::Literal(plain.clone())),
                Some((_, None, Value::Text(text))) => {
                    if let TextParts::Mixed(inner) = &text.parts {
                        filled.extend_from_slice(inner);
                    }
                }
                Some((name, None, _)) => troubles.push(not_a_word(&name.text, name.span)),
            }
        }
        *parts = filled;
    }
}

impl Splice for Reference {
    fn hole(&self) -> Option<&str> {
        // Of `${p}@dev`, the environment stays.
        self.environment.is_none().then_some(&self.path)
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Reference(reference) => Some(reference.clone()),
            Value::Text(text) => {
                let path = text.as_plain().filter(|text| is_name_path(text))?;
                Some(Reference {
                    path: path.clone(),
                    environment: None,
                    span: text.span,
                })
            }
            _ => None,
        }
    }
}

impl Splice for Name {
    fn hole(&self) -> Option<&str> {
        Some(&self.text)
    }

    fn of(value: &Value) -> Option<Self> {
        word(value).map(|text| Name {
            text: text.clone(),
            span: value.span(),
        })
    }
}

impl Splice for Value {
    fn hole(&self) -> Option<&str> {
        match self {
            Value::Reference(reference) => reference.hole(),
            _ => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl Fill for Value {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let whole = match self {
            Value::Reference(reference) => reference
                .hole()
                .and_then(|text| arguments.whole(text))
                .cloned(),
            _ => None,
        };
        if let Some(value) = whole {
            *self = value;
            return;
        }
        match self {
            Value::Text(text) => text.fill(arguments, troubles),
            Value::Reference(reference) => reference.fill(arguments, troubles),
            Value::List(values, _) => values.fill(arguments, troubles),
            Value::Number(_) | Value::Date(_) => {}
        }
    }
}
