//! Judges operations by the meaning of their names, with an ordered table of rules.
//!
//! Each line of `data/rules.tsv` is: plane (`any`, `control`, `data`), pattern, access level or
//! `-`, risk class or `-`, reason. A pattern is matched against the lower-case name segment by
//! segment: `**` stands for any number of segments, `*` inside a segment for any characters but
//! `/`, `a|b` for either. The first rule that fits and states an access level gives it, and the
//! same for the risk class, so the order is from special to general and the last lines are the
//! plain meaning of `read`, `write`, `delete` and `action`.

use std::sync::OnceLock;

use super::access::{Access, Risk};
use super::store::Error;
use crate::model::permission::Plane;

const TABLE: &str = "rules.tsv";

/// An ordered table of rules.
#[derive(Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    line: usize,
    plane: Option<Plane>,
    segments: Vec<Segment>,
    access: Option<Access>,
    risk: Option<Risk>,
    reason: String,
}

#[derive(Debug)]
enum Segment {
    AnyNumber,
    OneOf(Vec<Vec<u8>>),
}

/// Access level and risk class of a name, with the rules that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The access level.
    pub access: Access,
    /// The risk class.
    pub risk: Risk,
    /// Lines of the table that gave the access level and the risk class; 0 where none fitted.
    pub lines: (usize, usize),
}

impl Rules {
    /// Returns the rules that the embedded catalogue was built with.
    pub fn embedded() -> &'static Self {
        static READ: OnceLock<Rules> = OnceLock::new();
        READ.get_or_init(|| Self::parse(include_str!("data/rules.tsv")).unwrap_or_default())
    }

    /// Reads a table.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let rules = super::build::rows(text).map(|(line, row)| {
            rule(line, row).map_err(|problem| Error::Table {
                table: TABLE,
                line,
                problem,
            })
        });
        Ok(Self {
            rules: rules.collect::<Result<_, _>>()?,
        })
    }

    /// Judges a name; one that no rule fits is an action that operates.
    pub fn judge(&self, plane: Plane, name: &str) -> Verdict {
        let name = name.to_ascii_lowercase();
        let segments: Vec<&[u8]> = name.split('/').map(str::as_bytes).collect();
        let mut fitting = self.rules.iter().filter(|rule| rule.fits(plane, &segments));
        let (mut access, mut risk) = (None, None);
        while access.is_none() || risk.is_none() {
            let Some(rule) = fitting.next() else { break };
            access = access.or(rule.access.map(|found| (found, rule.line)));
            risk = risk.or(rule.risk.map(|found| (found, rule.line)));
        }
        let (access, access_line) = access.unwrap_or((Access::Action, 0));
        let (risk, risk_line) = risk.unwrap_or((Risk::Operate, 0));
        Verdict {
            access,
            risk,
            lines: (access_line, risk_line),
        }
    }

    /// Returns the reason that stands on a line of the table; nothing where no rule is.
    pub fn reason(&self, line: usize) -> &str {
        let found = self.rules.iter().find(|rule| rule.line == line);
        found.map_or("", |rule| &rule.reason)
    }

    /// Lists the line number of every rule.
    pub fn lines(&self) -> impl Iterator<Item = usize> + '_ {
        self.rules.iter().map(|rule| rule.line)
    }
}

impl Rule {
    fn fits(&self, plane: Plane, segments: &[&[u8]]) -> bool {
        self.plane.is_none_or(|own| own == plane)
            && wild(
                &self.segments,
                segments,
                Segment::is_any_number,
                |segment, text| segment.fits(text),
            )
    }
}

impl Segment {
    fn is_any_number(&self) -> bool {
        matches!(self, Self::AnyNumber)
    }

    fn fits(&self, text: &[u8]) -> bool {
        match self {
            Self::AnyNumber => true,
            Self::OneOf(choices) => choices.iter().any(|choice| {
                wild(
                    choice,
                    text,
                    |byte| *byte == b'*',
                    |one, other| one == other,
                )
            }),
        }
    }
}

fn rule(line: usize, row: &str) -> Result<Rule, String> {
    let columns: Vec<&str> = row.split('\t').collect();
    let &[plane, pattern, access, risk, reason] = columns.as_slice() else {
        return Err(format!("{} columns where 5 are due", columns.len()));
    };
    if reason.is_empty() {
        return Err("a rule needs a reason".to_owned());
    }
    Ok(Rule {
        line,
        plane: match plane {
            "any" => None,
            "control" => Some(Plane::Control),
            "data" => Some(Plane::Data),
            other => return Err(format!("`{other}` is no plane")),
        },
        segments: pattern.split('/').map(segment).collect(),
        access: word(access, Access::from_word)?,
        risk: word(risk, Risk::from_word)?,
        reason: reason.to_owned(),
    })
}

fn segment(text: &str) -> Segment {
    if text == "**" {
        return Segment::AnyNumber;
    }
    Segment::OneOf(
        text.split('|')
            .map(|choice| choice.to_ascii_lowercase().into_bytes())
            .collect(),
    )
}

fn word<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    if text == "-" {
        return Ok(None);
    }
    read(text)
        .map(Some)
        .ok_or_else(|| format!("`{text}` is not a known word"))
}

/// Matches a pattern with stars against a sequence, going back to the last star at most.
fn wild<P, T: Copy>(
    pattern: &[P],
    text: &[T],
    is_star: impl Fn(&P) -> bool,
    same: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut read, mut back) = (0, 0, None);
    while let Some(item) = text.get(read) {
        match pattern.get(at) {
            Some(part) if is_star(part) => {
                back = Some((at, read));
                at += 1;
            }
            Some(part) if same(part, item) => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((star, from)) = back else {
                    return false;
                };
                back = Some((star, from + 1));
                at = star + 1;
                read = from + 1;
            }
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(is_star))
}
