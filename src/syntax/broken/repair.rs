//! Looks for the smallest change after which a declaration can be read.

use super::{Stop, Token, nearest, stop};
use crate::diagnostic::Code;
use crate::syntax::codes;
use crate::syntax::expected::Expected;

/// The longest declaration that is mended; each try parses all of it.
const LONGEST: usize = 16 * 1024;

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

/// A change of the text, by byte offsets in it.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// A mistake with its mend.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub(super) code: Code,
    /// What is wrong; `None` where the expectations say it best.
    pub(super) message: Option<String>,
    pub(super) note: Option<&'static str>,
    pub(super) place: (usize, usize),
    pub(super) advice: String,
    pub(super) edits: Vec<Change>,
}

/// The mends that are tried at one place.
pub(super) struct Repairs<'t> {
    text: &'t str,
    pub(super) stop: &'t Stop,
    pub(super) found: Token<'t>,
    before: Token<'t>,
}

impl<'t> Repairs<'t> {
    pub(super) fn new(text: &'t str, stop: &'t Stop, found: Token<'t>) -> Self {
        Self {
            text,
            stop,
            found,
            before: token_before(text, stop.at),
        }
    }

    /// Returns the first mend after which the declaration is whole, else the one that gets furthest.
    pub(super) fn best(&self) -> Option<Repair> {
        if self.text.len() > LONGEST {
            return None;
        }
        let mut best: Option<(usize, Repair)> = None;
        for repair in self.candidates() {
            let changed = applied(self.text, &repair.edits);
            let Some(next) = stop(&changed) else {
                return Some(repair);
            };
            // Counted from the end, so that what a mend inserts is no progress.
            let left = changed.len().saturating_sub(next.at);
            let is_progress = left < self.text.len() - self.found.end().min(self.text.len());
            if is_progress && best.as_ref().is_none_or(|(least, _)| left < *least) {
                best = Some((left, repair));
            }
        }
        best.map(|(_, repair)| repair)
    }

    fn candidates(&self) -> impl Iterator<Item = Repair> {
        let first = [
            self.extra_comma(),
            self.foreign_separator(),
            self.wrong_quotes(),
            self.split_reference(),
            self.split_duration(),
            self.cannot(),
            self.misspelt(),
            self.missing_comma_before(),
            self.missing_comma(),
            self.bad_name(),
            self.reserved(),
            self.doubled(),
        ];
        let tokens = self.stop.expected.iter().filter_map(|one| match one {
            Expected::Token(token) if *token != "," => self.missing_token(token),
            _ => None,
        });
        let last = [self.missing_name(), self.superfluous()];
        first
            .into_iter()
            .flatten()
            .chain(self.reshaped())
            .chain(tokens.collect::<Vec<_>>())
            .chain(last.into_iter().flatten())
    }

    pub(super) fn expects(&self, token: &'static str) -> bool {
        self.stop.expected.contains(&Expected::Token(token))
    }

    fn expects_name(&self) -> bool {
        self.stop.expected.contains(&Expected::Kind("a name"))
    }

    /// `can a, b, }` and `a,, b`.
    fn extra_comma(&self) -> Option<Repair> {
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

    /// `name = "x"`, `name: "x"`, `name "x";`
    fn foreign_separator(&self) -> Option<Repair> {
        let sign = self.found.text;
        let note = match sign {
            ";" => "properties and declarations need nothing between them",
            "=" | ":" if self.stop.expected.contains(&Expected::Kind("a string")) => {
                "a property is a word and its value: `name \"x\"`"
            }
            _ => return None,
        };
        Some(Repair {
            code: codes::NO_SEPARATOR,
            message: Some(format!("no `{sign}` belongs here")),
            note: Some(note),
            place: (self.found.start, self.found.end()),
            advice: format!("delete the `{sign}`"),
            edits: vec![delete(self.found)],
        })
    }

    /// `'x'` and `` `x` ``.
    fn wrong_quotes(&self) -> Option<Repair> {
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

    /// `churn. raw` and `churn .raw`.
    fn split_reference(&self) -> Option<Repair> {
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

    /// `max 4 hours`
    fn split_duration(&self) -> Option<Repair> {
        let number = self.before.text;
        let unit = self.found.text.chars().next()?;
        let is_split = !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(unit, 'd' | 'h' | 'm');
        is_split.then(|| Repair {
            code: codes::EXPECTED,
            message: Some(format!("a duration is one word: `{number}{unit}`")),
            note: None,
            place: (self.before.start, self.found.end()),
            advice: format!("write `{number}{unit}`"),
            edits: vec![Change {
                start: self.before.start,
                end: self.found.end(),
                text: format!("{number}{unit}"),
            }],
        })
    }

    /// `can not`
    fn cannot(&self) -> Option<Repair> {
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
    fn misspelt(&self) -> Option<Repair> {
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

    /// `can a b`
    fn missing_comma(&self) -> Option<Repair> {
        let can_follow = self.found.is_word() || self.found.text.starts_with('"');
        (self.expects(",") && can_follow).then(|| no_comma(self.before, self.found))
    }

    /// `members alice bob name "x"`: what the grammar stumbles over is the property behind.
    fn missing_comma_before(&self) -> Option<Repair> {
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

    /// `workspace 3d-model`
    fn bad_name(&self) -> Option<Repair> {
        let first = self.found.text.chars().next()?;
        let is_odd = self.expects_name() && (first.is_ascii_digit() || first == '-');
        is_odd.then(|| Repair {
            code: codes::BAD_NAME,
            message: Some(format!(
                "`{}` is not shaped like a name",
                super::shortened(self.found.text)
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
    fn reserved(&self) -> Option<Repair> {
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
    fn doubled(&self) -> Option<Repair> {
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
    fn missing_token(&self, token: &'static str) -> Option<Repair> {
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
    fn missing_name(&self) -> Option<Repair> {
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
    fn superfluous(&self) -> Option<Repair> {
        let is_sign = !matches!(self.found.text, "" | "{" | "}");
        is_sign.then(|| Repair {
            code: codes::EXPECTED,
            message: None,
            note: None,
            place: (self.found.start, self.found.end()),
            advice: format!("delete `{}`", super::shortened(self.found.text)),
            edits: vec![delete(self.found)],
        })
    }
}

fn no_comma(first: Token<'_>, second: Token<'_>) -> Repair {
    Repair {
        code: codes::MISSING_COMMA,
        message: Some(format!(
            "a comma is missing between `{}` and `{}`",
            super::shortened(first.text),
            super::shortened(second.text)
        )),
        note: None,
        place: (second.start, second.end()),
        advice: "put a comma between them".to_owned(),
        edits: vec![insert(first.end(), ",")],
    }
}

fn delete(token: Token<'_>) -> Change {
    Change {
        start: token.start,
        end: token.end(),
        text: String::new(),
    }
}

fn insert(at: usize, text: impl Into<String>) -> Change {
    Change {
        start: at,
        end: at,
        text: text.into(),
    }
}

/// Finds the token that ends in front of a place.
fn token_before(text: &str, at: usize) -> Token<'_> {
    let before = text.get(..at).unwrap_or_default().trim_ascii_end();
    let Some(last) = before.chars().next_back() else {
        return Token { start: 0, text: "" };
    };
    let start = match last {
        '"' => before
            .get(..before.len() - 1)
            .and_then(|rest| rest.rfind('"'))
            .unwrap_or(0),
        _ if super::is_word(last) => {
            let head = before.trim_end_matches(super::is_word);
            head.len()
        }
        _ => before.len() - last.len_utf8(),
    };
    Token {
        start,
        text: before.get(start..).unwrap_or_default(),
    }
}

fn applied(text: &str, changes: &[Change]) -> String {
    let mut result = text.to_owned();
    for change in changes.iter().rev() {
        if result.get(change.start..change.end).is_some() {
            result.replace_range(change.start..change.end, &change.text);
        }
    }
    result
}
