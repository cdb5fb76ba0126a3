//! Words that are wrong, split, missing or too many.

use super::{Change, Repair, Repairs, delete, insert, token_before};
use crate::syntax::broken::declarations::nearest;
use crate::syntax::broken::told::shortened;
use crate::syntax::codes;
use crate::syntax::expected::Expected;

/// The reserved words; the grammar's `reserved` holds the same.
const RESERVED: &[&str] = &[
    "anyone",
    "can",
    "cannot",
    "every",
    "except",
    "extends",
    "if-linked",
    "in",
    "on",
    "only",
    "override",
    "reach",
    "standing",
    "through",
    "tier",
    "to",
    "where",
];

impl Repairs<'_> {
    /// `churn. raw` and `churn .raw`.
    pub(super) fn split_reference(&self) -> Option<Repair> {
        let joins = |sign: char| sign == '.' || sign == '@';
        if !self.before.text.ends_with(joins) && !self.found.text.starts_with(joins) {
            return None;
        }
        let (start, end) = (self.before.end(), self.found.start);
        (start < end).then(|| Repair {
            code: codes::SPLIT_REFERENCE,
            message: Some("a reference holds no blanks".to_owned()),
            note: None,
            place: (start, end),
            advice: "delete the blanks".to_owned(),
            edits: vec![Change {
                start,
                end,
                text: String::new(),
            }],
        })
    }

    /// `max 4 hours`; where a property may follow, the grammar stumbles only behind the unit.
    pub(super) fn split_duration(&self) -> Option<Repair> {
        let earlier = token_before(self.text, self.before.start);
        let pairs = [(self.before, self.found), (earlier, self.before)];
        let (number, unit) = pairs.into_iter().find(|(number, unit)| {
            let digits = number.text.bytes().all(|byte| byte.is_ascii_digit());
            digits && !number.text.is_empty() && unit.text.starts_with(['d', 'h', 'm'])
        })?;
        let word = format!("{}{}", number.text, unit.text.get(..1)?);
        Some(Repair {
            code: codes::EXPECTED,
            message: Some(format!("a duration is one word: `{word}`")),
            note: None,
            place: (number.start, unit.end()),
            advice: format!("write `{word}`"),
            edits: vec![Change {
                start: number.start,
                end: unit.end(),
                text: word,
            }],
        })
    }

    /// `can not`
    pub(super) fn cannot(&self) -> Option<Repair> {
        let can = token_before(self.text, self.before.start);
        (self.before.text == "not" && can.text == "can").then(|| Repair {
            code: codes::EXPECTED,
            message: Some("`cannot` is one word".to_owned()),
            note: None,
            place: (can.start, self.before.end()),
            advice: "write `cannot`".to_owned(),
            edits: vec![Change {
                start: can.start,
                end: self.before.end(),
                text: "cannot".to_owned(),
            }],
        })
    }

    /// `becuse "…"`
    pub(super) fn misspelt(&self) -> Option<Repair> {
        if !self.found.is_word() {
            return None;
        }
        let words = self.stop.expected.iter().filter_map(|one| match one {
            Expected::Token(word) if word.len() > 1 => Some(*word),
            _ => None,
        });
        let word = nearest(self.found.text, words)?;
        Some(Repair {
            code: codes::EXPECTED,
            message: None,
            note: None,
            place: (self.found.start, self.found.end()),
            advice: format!("did you mean `{word}`?"),
            edits: vec![Change {
                start: self.found.start,
                end: self.found.end(),
                text: word.to_owned(),
            }],
        })
    }

    /// `workspace 3d-model`
    pub(super) fn bad_name(&self) -> Option<Repair> {
        let first = self.found.text.chars().next()?;
        let is_odd = self.expects_name() && (first.is_ascii_digit() || first == '-');
        is_odd.then(|| Repair {
            code: codes::BAD_NAME,
            message: Some(format!(
                "`{}` is not shaped like a name",
                shortened(self.found.text)
            )),
            note: Some("a name begins with a small letter: `team-a2`"),
            place: (self.found.start, self.found.end()),
            advice: "begin it with a letter".to_owned(),
            edits: vec![Change {
                start: self.found.start,
                end: self.found.end(),
                text: format!("x{}", self.found.text.trim_start_matches('-')),
            }],
        })
    }

    /// `stage to { … }`
    pub(super) fn reserved(&self) -> Option<Repair> {
        let word = self.found.text;
        let is_reserved = RESERVED.contains(&word) && self.expects_name();
        is_reserved.then(|| Repair {
            code: codes::RESERVED,
            message: Some(format!("`{word}` is a reserved word and cannot be a name")),
            note: None,
            place: (self.found.start, self.found.end()),
            advice: "choose another name".to_owned(),
            edits: vec![Change {
                start: self.found.start,
                end: self.found.end(),
                text: format!("{word}-1"),
            }],
        })
    }

    /// `on on churn@dev`
    pub(super) fn doubled(&self) -> Option<Repair> {
        let is_doubled = !self.found.text.is_empty() && self.found.text == self.before.text;
        is_doubled.then(|| Repair {
            code: codes::EXPECTED,
            message: Some(format!("`{}` stands twice", self.found.text)),
            note: None,
            place: (self.found.start, self.found.end()),
            advice: "delete one".to_owned(),
            edits: vec![delete(self.found)],
        })
    }

    /// `grant train data-scientists on churn@dev`
    pub(super) fn missing_token(&self, token: &'static str) -> Option<Repair> {
        // Whole constructs begin with these; to invent one would be a guess.
        let is_sure = matches!(
            token,
            "to" | "on" | "in" | "can" | "{" | "}" | "(" | ")" | "]" | "=" | "from"
        );
        let end = self.before.end();
        is_sure.then(|| Repair {
            code: codes::EXPECTED,
            message: None,
            note: None,
            place: (self.found.start, self.found.end().max(self.found.start)),
            advice: format!("insert `{token}`"),
            edits: vec![match token {
                "," | ")" | "]" => insert(end, token),
                _ if self.found.text.is_empty() => insert(end, format!(" {token}")),
                _ => insert(self.found.start, format!("{token} ")),
            }],
        })
    }

    /// `grant train to on churn@dev`
    pub(super) fn missing_name(&self) -> Option<Repair> {
        let word = self.found.text;
        let is_missing = self.expects_name() && RESERVED.contains(&word);
        is_missing.then(|| Repair {
            code: codes::EXPECTED,
            message: Some(format!("a name is missing before `{word}`")),
            note: None,
            place: (self.found.start, self.found.end()),
            advice: "write the name".to_owned(),
            edits: vec![insert(self.found.start, "name ")],
        })
    }

    /// A word or sign too many.
    pub(super) fn superfluous(&self) -> Option<Repair> {
        let is_sign = !matches!(self.found.text, "" | "{" | "}");
        is_sign.then(|| Repair {
            code: codes::EXPECTED,
            message: None,
            note: None,
            place: (self.found.start, self.found.end()),
            advice: format!("delete `{}`", shortened(self.found.text)),
            edits: vec![delete(self.found)],
        })
    }
}
