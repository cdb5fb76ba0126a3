//! Tree to canonical text: four blanks, a hundred columns, every comment kept.
//!
//! In: a tree, and the text that it was read from, if it was. Out: the one way to write it, which
//! is its own canonical form. A block stays on one line where somebody wrote it on one line and it
//! is small; nothing is ever reordered. Absent on purpose: trees of texts with errors, whose broken
//! declarations would be lost; whoever calls looks at the diagnostics first.

mod access;
mod grant;
mod guarantee;
mod item;
mod leaf;
mod place;
mod printer;
mod source;
mod template;
mod unit;

pub use leaf::selector as selector_text;

use super::ast::File;
use printer::Printer;
use source::Source;

/// How far a block is indented.
const INDENT: usize = 4;

/// The widest line, in characters; strings and comments that are wider stay whole.
const WIDTH: usize = 100;

/// How many members a block on one line may have.
const SHORT: usize = 3;

/// Writes a file canonically that was read from `text` without errors.
pub fn format(file: &File, text: &str) -> String {
    let source = Source::of(file, text);
    let mut printer = Printer::new(source);
    printer.file(&item::units(&file.items, &source));
    printer.finish()
}

/// Writes a tree canonically that was made and not read: it has no comments and no layout.
pub fn format_tree(file: &File) -> String {
    let source = Source::none();
    let mut printer = Printer::new(source);
    printer.file(&item::units(&file.items, &source));
    printer.finish()
}
