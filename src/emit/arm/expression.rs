//! Texts and expressions of template JSON.

use std::borrow::Cow;

/// Escapes a text that Resource Manager would take for an expression.
///
/// What `[[` at the start of a text means that does not end with `]` is not documented, and
/// readers differ: such a text goes as an expression.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    match (text.starts_with('['), text.ends_with(']')) {
        (true, true) => Cow::Owned(format!("[{text}")),
        (true, false) if text.starts_with("[[") => {
            Cow::Owned(value(&call("concat", &[literal(text)])))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Writes a text as a literal inside an expression.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes a call inside an expression; the arguments are expressions.
pub(super) fn call(name: &str, arguments: &[String]) -> String {
    format!("{name}({})", arguments.join(", "))
}

/// Writes the value of a parameter inside an expression.
pub(super) fn parameter(name: &str) -> String {
    call("parameters", &[literal(name)])
}

/// Makes a property's value of an expression.
pub(super) fn value(expression: &str) -> String {
    format!("[{expression}]")
}
