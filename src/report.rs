//! Findings and the outcome of tests to bytes: terminal, one line each, JSON, SARIF, GitHub,
//! `JUnit`.
//!
//! In: [`Findings`] or an [`Outcome`], and the sources that they point into. Out: bytes on any `io::Write`, the same
//! from run to run; colour and width are parameters. Absent on purpose: the terminal, the clock,
//! files, and any knowledge of what a rule means.

mod blanks;
mod escape;
mod findings;
mod github;
mod human;
mod json;
mod outcome;
mod safe;
mod sarif;
mod short;
mod window;

use crate::diagnostic::{Code, Severity};
use crate::source::Sources;

pub use escape::json_text;
pub use findings::{Allowed, Findings, counted};
pub use github::github;
pub use human::{Style, human};
pub use json::json;
pub use outcome::{Coverage, Line, Outcome, Share, Tested, UnspokenGrant, UnspokenPair};
pub use safe::{safe, safe_lines};
pub use sarif::sarif;
pub use short::{allowed, short};

/// Everything that a renderer needs.
#[derive(Debug, Clone, Copy)]
pub struct Report<'run> {
    /// The findings, sorted.
    pub findings: &'run Findings,
    /// The files that they point into.
    pub sources: &'run Sources,
    /// What is known of each rule; findings of other codes may occur.
    pub rules: &'run [RuleText<'run>],
}

/// What a report says about a rule as such.
#[derive(Debug, Clone, Copy)]
pub struct RuleText<'run> {
    /// Its code and name.
    pub code: Code,
    /// How bad its findings are unless settings say otherwise.
    pub severity: Severity,
    /// Its page, in Markdown.
    pub page: &'run str,
}
