//! Filling what a grant names: selectors, and what is granted.

use super::arguments::Arguments;
use super::{Fill, Splice};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Name, Reference, Selector, Value, What};

impl Splice for Selector {
    fn hole(&self) -> Option<&str> {
        match self {
            Selector::Hole(name) => Some(&name.text),
            Selector::Reference(reference) => reference.hole(),
            _ => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Reference::of(value).map(Selector::Reference)
    }
}

impl Fill for Selector {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        match self {
            Selector::Reference(reference) => reference.fill(arguments, troubles),
            Selector::Every(every) => {
                every.label.fill(arguments, troubles);
                every.environments.fill(arguments, troubles);
                every.tier.fill(arguments, troubles);
            }
            Selector::Tier(name, _) => name.fill(arguments, troubles),
            Selector::Hole(name) => {
                let text = arguments.fill_word(&name.text, name.span, troubles);
                *self = Selector::Reference(Reference {
                    path: text,
                    environment: None,
                    span: name.span,
                });
            }
            Selector::Anyone(_) => {}
        }
    }
}

impl Fill for What {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        match self {
            What::Named(name) => name.fill(arguments, troubles),
            What::Quoted(text) => text.fill(arguments, troubles),
        }
    }
}

impl Splice for What {
    fn hole(&self) -> Option<&str> {
        match self {
            What::Named(name) => Some(&name.text),
            What::Quoted(_) => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(What::Quoted(text.clone())),
            _ => Name::of(value).map(What::Named),
        }
    }
}
