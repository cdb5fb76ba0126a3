//! Filling the holes of a template's tree.

mod arguments;
mod declarations;
mod selectors;
mod values;

use super::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::ast::Value;

pub(super) use arguments::{Arguments, is_name_path};

fn wrong_element(span: Span) -> Diagnostic {
    let message = "the template needs the name of something declared here";
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("write a name without quotes, or a list of names")
}

/// A piece of a tree whose holes can be filled.
pub(super) trait Fill {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>);
}

impl<T: Fill> Fill for Option<T> {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if let Some(inner) = self {
            inner.fill(arguments, troubles);
        }
    }
}

/// A thing that may be one hole which a list value replaces, element by element.
trait Splice: Sized {
    fn hole(&self) -> Option<&str>;
    fn of(value: &Value) -> Option<Self>;
}

impl<T: Fill + Splice> Fill for Vec<T> {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let mut filled = Vec::with_capacity(self.len());
        for mut element in self.drain(..) {
            match element.hole().and_then(|text| arguments.whole(text)) {
                Some(value) => splice(value, &mut filled, troubles),
                None => {
                    element.fill(arguments, troubles);
                    filled.push(element);
                }
            }
        }
        *self = filled;
    }
}

/// Puts a value in place of an element; of a list, each of its own.
fn splice<T: Splice>(value: &Value, filled: &mut Vec<T>, troubles: &mut Vec<Diagnostic>) {
    if let Value::List(values, _) = value {
        for value in values {
            splice(value, filled, troubles);
        }
        return;
    }
    match T::of(value) {
        Some(element) => filled.push(element),
        None => troubles.push(wrong_element(value.span())),
    }
}
