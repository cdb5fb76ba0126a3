//! Text to tree, and tree to text.

mod broken;
pub(crate) mod format;
mod language;
mod soup;

use rolewright::source::FileId;
use rolewright::syntax::{Parsed, parse};

/// Parses a text that stands alone.
fn parsed(text: &str) -> Parsed {
    parse(FileId::new(0), text)
}
