//! How a run ended, for whoever called it.

use std::process::ExitCode;

/// The exit status; each number means the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to complain about.
    Clean = 0,
    /// Findings at or above the level that fails, a failed test, or a question answered no.
    Findings = 1,
    /// The tool could not do its work, or refused to.
    Trouble = 2,
    /// There are changes.
    Changes = 3,
    /// Applying stopped part-way.
    PartWay = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
