//! Markdown fit for a comment on a pull request.

use std::fmt::Write as _;

use crate::report::safe;

/// A comment on GitHub may have 65,536 characters; the note that it was cut needs some of them.
pub(super) const MOST: usize = 65_000;

/// Adds a line.
pub(super) fn add(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Writes a part that can be opened.
pub(super) fn details(summary: &str, body: &str) -> String {
    format!(
        "\n<details><summary>{}</summary>\n\n{body}\n</details>\n",
        escaped(summary)
    )
}

/// Makes text from outside plain: nothing of it is a tag, a link, a mention or a mark. What stands
/// between back-ticks stays code.
pub(super) fn escaped(text: &str) -> String {
    let text = safe(text);
    let mut shown = String::with_capacity(text.len() + 16);
    for (index, part) in text.split('`').enumerate() {
        let is_code = index % 2 == 1;
        if index > 0 {
            shown.push_str(if is_code { "<code>" } else { "</code>" });
        }
        let mut before = ' ';
        for char in part.chars() {
            push(&mut shown, before, char);
            before = char;
        }
    }
    if text.matches('`').count() % 2 == 1 {
        shown.push_str("</code>");
    }
    shown
}

/// Appends a character; whatever may be a mark, or make a link, becomes a number that stands for it.
fn push(shown: &mut String, before: char, char: char) {
    let is_plain =
        char.is_alphanumeric() || matches!(char, ' ' | ',' | '/' | '-' | '(' | ')' | ';');
    // `www.` makes a link.
    if is_plain || char == '.' && !before.eq_ignore_ascii_case(&'w') {
        shown.push(char);
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(shown, "&#{};", u32::from(char));
    if matches!(char, '@' | '#') {
        // Mentions and numbers of issues are looked for after the numbers were read.
        shown.push_str("<!-- -->");
    }
}
