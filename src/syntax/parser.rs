//! The grammar and what drives it; nothing outside `syntax` sees a pair.

use super::lower::Lower;
use super::scan::{Scan, offset, scan};
use super::{MAX_FILE, MAX_MISTAKES, Parsed, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};

/// The parser that the grammar becomes at build time.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/rolewright.pest"]
pub(super) struct Grammar;

/// A token or construct of the grammar with its place.
pub(super) type Pair<'t> = pest::iterators::Pair<'t, Rule>;

/// Reads one file.
pub(super) fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_FILE {
        return too_large(file, text.len());
    }
    let found = scan(file, text);
    if found.too_deep {
        return nothing(file, found);
    }
    let mut lower = Lower::new(file, text, &found);
    let mark = if found.patched.starts_with('\u{FEFF}') {
        3
    } else {
        0
    };
    let items = lower.file(found.patched.get(mark..).unwrap_or_default(), offset(mark));
    let (comments, broken, mut diagnostics) = lower.finish();
    too_many(&mut diagnostics);
    Parsed {
        file: super::ast::File {
            file,
            items,
            comments,
            broken,
        },
        diagnostics,
    }
}

/// Ends a list that nobody reads to its end with a word about the rest.
fn too_many(diagnostics: &mut Vec<Diagnostic>) {
    let rest = diagnostics.split_off(MAX_MISTAKES.min(diagnostics.len()));
    if let Some(next) = rest.first() {
        let message = format!("this file has more than {MAX_MISTAKES} mistakes");
        let (start, severity) = (next.primary.span, Severity::Error);
        let found = Diagnostic::new(codes::TOO_MANY, severity, start, message)
            .note("those from here on are not listed")
            .help("see whether it is a policy at all, and mend the first ones");
        diagnostics.push(found);
    }
}

fn too_large(file: FileId, length: usize) -> Parsed {
    let message = format!("the file has {length} bytes, and {MAX_FILE} are the limit");
    let start = Span::new(file, 0, 0);
    let diagnostic = Diagnostic::new(codes::TOO_LARGE, Severity::Error, start, message)
        .note("nothing of this file is read")
        .help("split it; file and declaration order mean nothing");
    Parsed {
        file: super::ast::File {
            file,
            ..Default::default()
        },
        diagnostics: vec![diagnostic],
    }
}

fn nothing(file: FileId, mut found: Scan<'_>) -> Parsed {
    too_many(&mut found.problems);
    Parsed {
        file: super::ast::File {
            file,
            comments: found.comments,
            ..Default::default()
        },
        diagnostics: found.problems,
    }
}
