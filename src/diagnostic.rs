//! What is wrong with a policy, where, why it matters and how to mend it.
//!
//! One neutral value that every renderer reads (terminal, JSON, SARIF, GitHub). Absent on purpose:
//! printing, colours, and line numbers; places are [`Span`]s. Troubles of the world (a file that
//! cannot be read, a full disk) are no diagnostics: they are `Result`s of the room they happen in.

mod bounded;
mod codes;

use crate::source::Span;

pub use bounded::{Bounded, MAX_FINDINGS, TOO_MANY, end_at};
pub(crate) use codes::codes;

/// The most characters that one message, note or piece of advice has; text from outside may be of
/// any length, and what quotes it must be read by people.
pub const MAX_MESSAGE: usize = 2_000;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Note,
    /// Should be mended; fails a run only with `--fail-on warning`.
    Warning,
    /// Must be mended; fails the run.
    Error,
}

impl Severity {
    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A stable code with its readable name, such as `RW101 unknown-name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    /// `RW` and three digits; never used again for something else.
    pub id: &'static str,
    /// Kebab case; names the bad pattern and reads well after "allow".
    pub name: &'static str,
}

/// A place with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty on the primary label.
    pub message: String,
}

/// A replacement of the text at a span; an empty span inserts, an empty text deletes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What it becomes.
    pub text: String,
    /// The text is a new member of the block whose closing brace is at the span; the report moves
    /// it to where a member of that block stands.
    pub is_member: bool,
}

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The advice in one imperative clause, such as "grant it on the workspace instead".
    pub text: String,
    /// The advice as edits; applied literally they make the finding vanish. May be empty where no
    /// text could be right for everybody.
    pub edits: Vec<Edit>,
    /// The edits change nothing else, so `--fix` may apply them unasked.
    pub certain: bool,
}

/// One finding about the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// The cause: lower case, no full stop, user text in back-ticks.
    pub message: String,
    /// The place that is wrong.
    pub primary: Label,
    /// Other places that have a part in it, in the order in which they should be read.
    pub related: Vec<Label>,
    /// Why it matters, or the path that causes it, one line each.
    pub notes: Vec<String>,
    /// Ways to mend it, the best first.
    pub remedies: Vec<Remedy>,
}

impl Diagnostic {
    /// Starts a diagnostic at a place.
    pub fn new(code: Code, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: brief(message.into()),
            primary: Label {
                span,
                message: String::new(),
            },
            related: Vec::new(),
            notes: Vec::new(),
            remedies: Vec::new(),
        }
    }

    /// Says something at the primary place itself.
    pub fn label(mut self, message: impl Into<String>) -> Self {
        self.primary.message = brief(message.into());
        self
    }

    /// Adds another place.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            message: brief(message.into()),
        });
        self
    }

    /// Adds a line about why it matters, or a step of the path that causes it.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(brief(note.into()));
        self
    }

    /// Adds advice without edits.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.remedy(text, Vec::new(), false)
    }

    /// Adds advice with edits that a person should look at first.
    pub fn suggest(self, text: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.remedy(text, edits, false)
    }

    /// Adds advice whose edits change nothing else, so that `--fix` may apply them.
    pub fn fix(self, text: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.remedy(text, edits, true)
    }

    fn remedy(mut self, text: impl Into<String>, edits: Vec<Edit>, certain: bool) -> Self {
        self.remedies.push(Remedy {
            text: brief(text.into()),
            edits,
            certain,
        });
        self
    }
}

/// Cuts the middle out of a text that is too long to be read.
fn brief(mut text: String) -> String {
    const END: usize = 20;
    let length = if text.len() > MAX_MESSAGE {
        text.chars().count()
    } else {
        0
    };
    if length > MAX_MESSAGE {
        let place = |nth| {
            text.char_indices()
                .nth(nth)
                .map_or(text.len(), |(at, _)| at)
        };
        let cut = place(MAX_MESSAGE - END - 1)..place(length - END);
        text.replace_range(cut, "…");
    }
    text
}

impl Edit {
    /// Replaces the text at a span.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
            is_member: false,
        }
    }

    /// Adds a member to the block with whose closing brace a declaration ends.
    pub fn add_member(declaration: Span, member: &str) -> Self {
        let brace = declaration.end.saturating_sub(1);
        Self {
            is_member: true,
            ..Self::replace(
                Span::new(declaration.file, brace, brace),
                format!(" {member} "),
            )
        }
    }

    /// Deletes the text at a span.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Deletes elements of a list, in the order of the text, with the commas that they leave over.
    /// Empty where nothing of the list would be left.
    pub fn delete_elements(spans: &[Span], doomed: &[Span]) -> Vec<Self> {
        let mut before: Option<Span> = None;
        let mut any_kept = false;
        let mut edits = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            if doomed.contains(span) {
                let next = spans.get(index + 1);
                edits.push(Self::delete(match (before, next) {
                    (Some(before), _) if any_kept => Span::new(span.file, before.end, span.end),
                    (_, Some(next)) => Span::new(span.file, span.start, next.start),
                    _ => return Vec::new(),
                }));
            } else {
                any_kept = true;
            }
            before = Some(*span);
        }
        edits
    }

    /// Inserts text before a span.
    pub fn insert_before(span: Span, text: impl Into<String>) -> Self {
        Self::replace(Span::new(span.file, span.start, span.start), text)
    }

    /// Inserts text after a span.
    pub fn insert_after(span: Span, text: impl Into<String>) -> Self {
        Self::replace(Span::new(span.file, span.end, span.end), text)
    }
}
