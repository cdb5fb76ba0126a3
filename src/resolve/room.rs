//! How much may be made of a few bytes.

use std::cell::Cell;
use std::rc::Rc;

use crate::syntax::ast::{TextPart, TextParts, Value};

/// How many bytes may still be made: a value that is doubled at each of thirty levels would fill
/// any memory. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Room(Rc<Cell<usize>>);

impl Default for Room {
    /// Makes one that has no end.
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Room {
    pub(super) fn new(size: usize) -> Self {
        Self(Rc::new(Cell::new(size)))
    }

    /// Takes some of it; false if there is not so much, and then there is none any more.
    pub(super) fn take(&self, size: usize) -> bool {
        let left = self.0.get().checked_sub(size);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.get() == 0
    }
}

/// Measures a value roughly by the memory that it takes.
pub(super) fn size(value: &Value) -> usize {
    const EACH: usize = size_of::<Value>();
    let part = |part: &TextPart| match part {
        TextPart::Literal(literal) => EACH + literal.len(),
        TextPart::Hole(_) => EACH,
    };
    EACH + match value {
        Value::Text(text) => match &text.parts {
            TextParts::Plain(plain) => plain.len(),
            TextParts::Mixed(parts) => parts.iter().map(part).sum(),
        },
        Value::Reference(reference) => reference.path.len(),
        Value::Number(number) => number.text.len(),
        Value::Date(_) => 0,
        Value::List(values, _) => values.iter().map(size).sum(),
    }
}
