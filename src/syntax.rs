//! Text to tree, and tree to canonical text.
//!
//! In: the text of one file. Out: an [`ast::File`] of every declaration that could be read, and a
//! diagnostic for each that could not; parsing never fails. Absent on purpose: what names mean.

pub mod ast;
pub mod codes;

mod broken;
mod expected;
mod format;
mod lower;
mod parser;
mod scan;

use crate::diagnostic::Diagnostic;
use crate::source::FileId;

pub use format::{format, format_tree, selector_text};

/// The longest text that is read, in bytes.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// The deepest nesting of braces and brackets that is read.
pub const MAX_DEPTH: usize = 256;

/// The longest name or reference, in bytes; Azure has no name that is as long.
pub const MAX_NAME: usize = 512;

/// How many mistakes of one file are listed; a file with more of them is no policy.
pub const MAX_MISTAKES: usize = 10_000;

/// What came out of one file.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// Every declaration that could be read.
    pub file: ast::File,
    /// What is wrong with the rest, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file; total, whatever the text is.
pub fn parse(file: FileId, text: &str) -> Parsed {
    parser::parse(file, text)
}
