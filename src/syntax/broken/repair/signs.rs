//! Signs too many, signs too few, and signs of other languages.

use super::{Change, Repair, Repairs, delete, insert, token_before};
use crate::syntax::broken::token::Token;
use crate::syntax::broken::told::shortened;
use crate::syntax::codes;
use crate::syntax::expected::Expected;

impl Repairs<'_> {
    /// `can a, b, }` and `a,, b`.
    pub(super) fn extra_comma(&self) -> Option<Repair> {
        let comma = [self.before, self.found]
            .into_iter()
            .find(|token| token.text == ",")?;
        let is_before = comma == self.before;
        Some(Repair {
            code: codes::EXTRA_COMMA,
            message: Some("nothing follows this comma".to_owned())
                .filter(|_| is_before && self.found.text != ",")
                .or(Some("there is nothing to separate here".to_owned())),
            note: Some("only a list in brackets may end with a comma"),
            place: (comma.start, comma.end()),
            advice: "delete the comma".to_owned(),
            edits: vec![delete(comma)],
        })
    }

    /// `tier test, subscription "…"`: what the grammar stumbles over is the value behind.
    pub(super) fn separating_comma(&self) -> Option<Repair> {
        let comma = token_before(self.text, self.before.start);
        (comma.text == "," && self.before.is_word()).then(|| separator(comma))
    }

    /// `name = "x"`, `name: "x"`, `name "x";`
    pub(super) fn foreign_separator(&self) -> Option<Repair> {
        match self.found.text {
            ";" => Some(separator(self.found)),
            "=" | ":" if self.stop.expected.contains(&Expected::Kind("a string")) => Some(Repair {
                note: Some("a property is a word and its value: `name \"x\"`"),
                ..separator(self.found)
            }),
            _ => None,
        }
    }

    /// `'x'` and `` `x` ``.
    pub(super) fn wrong_quotes(&self) -> Option<Repair> {
        let quote = self.found.text;
        let kind = match quote {
            "'" => "single quotes",
            "`" => "back-ticks",
            _ => return None,
        };
        let rest = self.text.get(self.found.end()..)?;
        let line = rest.lines().next()?;
        let length = line.find(quote)?;
        let inside = line.get(..length)?.replace('"', "\\\"");
        let end = self.found.end() + length + 1;
        Some(Repair {
            code: codes::WRONG_QUOTES,
            message: Some(format!("this string stands in {kind}")),
            note: None,
            place: (self.found.start, end),
            advice: "use double quotes".to_owned(),
            edits: vec![Change {
                start: self.found.start,
                end,
                text: format!("\"{inside}\""),
            }],
        })
    }

    /// `can a b`
    pub(super) fn missing_comma(&self) -> Option<Repair> {
        let can_follow = self.found.is_word() || self.found.text.starts_with('"');
        (self.expects(",") && can_follow).then(|| no_comma(self.before, self.found))
    }

    /// `members alice bob name "x"`: what the grammar stumbles over is the property behind.
    pub(super) fn missing_comma_before(&self) -> Option<Repair> {
        let is_value = self
            .found
            .text
            .starts_with(|first: char| first == '"' || first.is_ascii_digit());
        let second = token_before(self.text, self.before.start);
        let first = token_before(self.text, second.start);
        let is_list = is_value
            && [self.before, second, first]
                .iter()
                .all(|token| token.is_word());
        (is_list && self.expects(",")).then(|| no_comma(first, second))
    }
}

/// A sign between properties or declarations.
fn separator(sign: Token<'_>) -> Repair {
    Repair {
        code: codes::NO_SEPARATOR,
        message: Some(format!("no `{}` belongs here", sign.text)),
        note: Some("properties and declarations need nothing between them"),
        place: (sign.start, sign.end()),
        advice: format!("delete the `{}`", sign.text),
        edits: vec![delete(sign)],
    }
}

fn no_comma(first: Token<'_>, second: Token<'_>) -> Repair {
    Repair {
        code: codes::MISSING_COMMA,
        message: Some(format!(
            "a comma is missing between `{}` and `{}`",
            shortened(first.text),
            shortened(second.text)
        )),
        note: None,
        place: (second.start, second.end()),
        advice: "put a comma between them".to_owned(),
        edits: vec![insert(first.end(), ",")],
    }
}
