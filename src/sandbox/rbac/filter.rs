//! The `$filter` of lists: comparisons and calls joined by `and`.

use crate::sandbox::refusal::Refusal;

/// One part of a filter; names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) enum Clause {
    /// `atScope()`, `assignedTo('…')`.
    Call(String, String),
    /// `principalId eq '…'`.
    Equal(String, String),
}

/// Reads a filter; an empty one has no parts.
pub(in crate::sandbox) fn clauses(text: Option<&str>) -> Result<Vec<Clause>, Refusal> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let parts = split(text).into_iter().map(|part| clause(part.trim()));
    parts
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| unsupported(text))
}

/// Refuses a filter that the list does not know.
pub(in crate::sandbox) fn unsupported(text: &str) -> Refusal {
    let text = format!(
        "The filter '{text}' is not supported. Supported filters are either 'atScope()' or 'principalId \
         eq '{{value}}' or assignedTo('{{value}}')'."
    );
    Refusal::bad("UnsupportedQuery", text)
}

/// Splits at `and`, which counts outside of quotes only.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, char) in text.char_indices() {
        quoted ^= char == '\'';
        let rest = text.get(at..at + 5);
        if !quoted && at >= start && rest.is_some_and(|word| word.eq_ignore_ascii_case(" and ")) {
            parts.extend(text.get(start..at));
            start = at + 5;
        }
    }
    parts.extend(text.get(start..));
    parts
}

fn clause(text: &str) -> Option<Clause> {
    // A bracket inside of quotes is no call.
    let call = text
        .split_once('(')
        .filter(|(name, _)| !name.contains(['\'', ' ']));
    if let Some((name, rest)) = call {
        let inner = rest.strip_suffix(')')?.trim();
        let argument = if inner.is_empty() {
            Some(String::new())
        } else {
            value(inner)
        };
        let name = name.trim().to_lowercase();
        return Some(Clause::Call(name, argument?));
    }
    let (name, rest) = text.split_once(' ')?;
    let rest = rest.trim_start();
    let word = rest.get(..3)?;
    let value = value(rest.get(3..)?.trim())?;
    word.eq_ignore_ascii_case("eq ")
        .then(|| Clause::Equal(name.to_lowercase(), value))
}

/// Reads `'text'`, in which two quotes stand for one, or a bare word.
fn value(text: &str) -> Option<String> {
    match text.strip_prefix('\'') {
        Some(rest) => Some(rest.strip_suffix('\'')?.replace("''", "'")),
        None => (!text.contains([' ', '\''])).then(|| text.to_owned()),
    }
}
