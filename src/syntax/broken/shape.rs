//! Mends of a value that has the wrong shape: quotes, dates, signs.

use super::repair::{Change, Repair, Repairs};
use super::token;
use crate::diagnostic::Code;
use crate::syntax::codes;
use crate::syntax::expected::Expected;

impl Repairs<'_> {
    /// Lists the mends of what was found, the best first.
    pub(super) fn reshaped(&self) -> impl Iterator<Item = Repair> {
        let all = [
            self.equals_sign(),
            self.without_quotes(),
            self.in_quotes(),
            self.whole_date(),
        ];
        all.into_iter().flatten()
    }

    /// `use t(a: b)`
    fn equals_sign(&self) -> Option<Repair> {
        let is_colon = self.found.text == ":" && self.expects("=");
        is_colon.then(|| self.replaced(codes::NO_SEPARATOR, "=".to_owned()))
    }

    /// `group "ops"` and `until "2027-01-31"`
    fn without_quotes(&self) -> Option<Repair> {
        let inside = self.found.text.strip_prefix('"')?.strip_suffix('"')?;
        let wanted = ["a name", "a date", "a number"].map(Expected::Kind);
        let fits = wanted.iter().any(|kind| self.stop.expected.contains(kind));
        let is_word = !inside.is_empty() && inside.chars().all(token::is_word);
        (fits && is_word).then(|| self.replaced(codes::EXPECTED, inside.to_owned()))
    }

    /// `test nightly { … }`
    fn in_quotes(&self) -> Option<Repair> {
        let fits = self.stop.expected == [Expected::Kind("a string")] && self.found.is_word();
        fits.then(|| self.replaced(codes::EXPECTED, format!("\"{}\"", self.found.text)))
    }

    /// `until 2027-1-31`
    fn whole_date(&self) -> Option<Repair> {
        if !self.stop.expected.contains(&Expected::Kind("a date")) {
            return None;
        }
        let parts: Vec<_> = self.found.text.split(['-', '.']).collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_date = year.len() == 4 && parts.iter().all(digits);
        is_date.then(|| self.replaced(codes::EXPECTED, format!("{year}-{month:0>2}-{day:0>2}")))
    }

    fn replaced(&self, code: Code, text: String) -> Repair {
        Repair {
            code,
            message: None,
            note: None,
            place: (self.found.start, self.found.end()),
            advice: format!("write `{text}`"),
            edits: vec![Change {
                start: self.found.start,
                end: self.found.end(),
                text,
            }],
        }
    }
}
