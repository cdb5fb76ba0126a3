//! How mistakes are told.

use super::declarations::{holder, nearest_declaration};
use super::repair::Repair;
use super::token::{Token, is_word};
use super::{Broken, Stop};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::in_words;

/// Explains text that does not even begin like a declaration.
pub(super) fn no_declaration(
    broken: Broken<'_>,
    stop: &Stop,
    found: Token<'_>,
) -> Option<Diagnostic> {
    if stop.at > 0 {
        return None;
    }
    let place = broken.place(0, found.text.len());
    if let Some(diagnostic) = foreign_sign(broken, found) {
        return Some(diagnostic);
    }
    if let Some(parent) = holder(found.text) {
        let message = format!("`{}` begins no declaration", found.text);
        let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, found.text.len(), message);
        return Some(diagnostic.help(format!("move it between the braces of {parent}")));
    }
    let message = if found.is_word() {
        format!("`{}` begins no declaration", found.text)
    } else {
        format!("expected a declaration, found `{}`", found.text)
    };
    let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, found.text.len(), message);
    Some(match nearest_declaration(found.text) {
        Some("grant") => diagnostic
            .note("it reads `grant WHAT to WHOM on WHERE`")
            .suggest("did you mean `grant`?", vec![Edit::replace(place, "grant")]),
        Some(word) => diagnostic.suggest(
            format!("did you mean `{word}`?"),
            vec![Edit::replace(place, word)],
        ),
        None => diagnostic.suggest("delete it", vec![Edit::delete(broken.span)]),
    })
}

/// Explains a sign that other languages put in front of declarations or behind them.
fn foreign_sign(broken: Broken<'_>, found: Token<'_>) -> Option<Diagnostic> {
    let place = broken.place(0, found.text.len());
    if let ";" | "," = found.text {
        let diagnostic = broken.diagnostic(
            codes::NO_SEPARATOR,
            0,
            1,
            format!("declarations are not separated by `{}`", found.text),
        );
        return Some(diagnostic.suggest("delete it", vec![Edit::delete(place)]));
    }
    if found.text == "#" {
        let message = "a comment begins with `//`".to_owned();
        let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, 1, message);
        return Some(diagnostic.suggest("write `//`", vec![Edit::replace(place, "//")]));
    }
    None
}

/// `churn @dev` reads as `churn` and an annotation that is none.
pub(super) fn split_reference(broken: Broken<'_>) -> Option<Diagnostic> {
    let kept = broken.before.trim_ascii_end();
    let blanks = broken.before.len() - kept.len();
    let is_split = broken.text.starts_with('@') && blanks > 0 && kept.ends_with(is_word);
    if !is_split {
        return None;
    }
    let blanks = u32::try_from(blanks).unwrap_or(0);
    let start = broken.span.start;
    let gap = Span::new(broken.span.file, start.saturating_sub(blanks), start);
    let message = "a reference holds no blanks".to_owned();
    let diagnostic = Diagnostic::new(codes::SPLIT_REFERENCE, Severity::Error, gap, message);
    Some(diagnostic.suggest("delete the blanks", vec![Edit::delete(gap)]))
}

/// Explains a mistake without a mend.
pub(super) fn unexpected(broken: Broken<'_>, stop: &Stop, found: Token<'_>) -> Diagnostic {
    let wanted = in_words(&stop.expected);
    if found.text.is_empty() {
        let end = broken.text.trim_ascii_end().len();
        let message = format!("expected {wanted}, found the end of the declaration");
        return broken
            .diagnostic(codes::EXPECTED, end, end, message)
            .label("it ends here")
            .help(format!("go on with {wanted}"));
    }
    let shown = shortened(found.text);
    let message = format!("expected {wanted}, found `{shown}`");
    broken
        .diagnostic(codes::EXPECTED, found.start, found.end(), message)
        .help(format!("write {wanted} here"))
}

/// Explains a mistake by the mend that was found.
pub(super) fn mended(
    broken: Broken<'_>,
    stop: &Stop,
    found: Token<'_>,
    repair: &Repair,
) -> Diagnostic {
    let message = match &repair.message {
        Some(message) => message.clone(),
        None if found.text.is_empty() => format!(
            "expected {}, found the end of the declaration",
            in_words(&stop.expected)
        ),
        None => format!(
            "expected {}, found `{}`",
            in_words(&stop.expected),
            shortened(found.text)
        ),
    };
    let (start, end) = repair.place;
    let mut diagnostic = broken.diagnostic(repair.code, start, end, message);
    if let Some(note) = repair.note {
        diagnostic = diagnostic.note(note);
    }
    let edits = repair.edits.iter().map(|edit| {
        let span = broken.place(edit.start, edit.end);
        Edit::replace(span, edit.text.clone())
    });
    diagnostic.suggest(repair.advice.clone(), edits.collect())
}

/// Cuts what would not fit into a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
