//! Text to tree, and tree to canonical text.
//!
//! In: the text of one file. Out: an [`ast::File`] of every declaration that could be read, and a
//! diagnostic for each that could not; parsing never fails. Absent on purpose: what names mean.

pub mod ast;
