//! Why a piece of text is no declaration: the true place, what was expected there, and a mend.
//!
//! A mend is only offered after the mended text was parsed: with it, the finding goes away.

mod declarations;
mod further;
mod repair;
mod shape;
mod token;
mod told;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::codes;
use super::expected::Expected;
use super::parser::{Grammar, Rule};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;
use repair::Repairs;
use token::Token;
use told::{mended, no_declaration, split_reference, unexpected};

pub(super) use declarations::{begins_declaration, declares, pieces};

/// A piece of text that is no declaration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Broken<'t> {
    /// The text, as the grammar saw it.
    pub(super) text: &'t str,
    /// Its place.
    pub(super) span: Span,
    /// What stands in front of it on the same line.
    pub(super) before: &'t str,
    /// Mends are looked for.
    pub(super) is_mended: bool,
}

/// Where and why the grammar stopped.
#[derive(Debug, Clone)]
struct Stop {
    at: usize,
    expected: Vec<Expected>,
}

/// Explains a broken declaration: its first mistake, and those on further lines of its block.
pub(super) fn explain(broken: Broken<'_>) -> Vec<Diagnostic> {
    if let Some(diagnostic) = split_reference(broken) {
        return vec![diagnostic];
    }
    let Some(stop) = stop(broken.text) else {
        let end = broken.text.trim_ascii_end().len();
        let message = "this cannot be read as a declaration here".to_owned();
        let found = broken.diagnostic(codes::NO_DECLARATION, 0, end, message);
        let advice = "put it on a line of its own, and mend what stands around it first";
        return vec![found.help(advice)];
    };
    let found = Token::at(broken.text, stop.at);
    if let Some(diagnostic) = no_declaration(broken, &stop, found) {
        return vec![diagnostic];
    }
    if broken.is_mended {
        return further::mistakes(broken, stop);
    }
    vec![unexpected(broken, &stop, found)]
}

/// Explains the mistake at a place, by the mend that undoes it if there is one.
fn mistake(broken: Broken<'_>, stop: &Stop) -> Diagnostic {
    let found = Token::at(broken.text, stop.at);
    match Repairs::new(broken.text, stop, found).best() {
        Some(repair) => mended(broken, stop, found, &repair),
        None => unexpected(broken, stop, found),
    }
}

/// Parses a text as one declaration and tells where that ended; `None` if it is one.
fn stop(text: &str) -> Option<Stop> {
    let error = Grammar::parse(Rule::lone_item, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            positives.iter().map(|rule| Expected::of(*rule)).collect()
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Stop { at, expected })
}

impl Broken<'_> {
    fn place(self, start: usize, end: usize) -> Span {
        let offset = |at: usize| self.span.start + u32::try_from(at).unwrap_or(0);
        Span::new(self.span.file, offset(start), offset(end))
    }

    fn diagnostic(self, code: Code, start: usize, end: usize, message: String) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, self.place(start, end), message)
    }
}
