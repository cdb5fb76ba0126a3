//! `rolewright lint`

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::analysis::analyse;
use crate::cli::present::Presentation;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit};
use crate::diagnostic::Severity;

/// Checks policies for everything that can be known offline.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Fail on findings of this level and above [default: error, or as rolewright.toml says]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<Level>,
}

/// How bad a finding must be to fail the run.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Note,
    Warning,
    Error,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let fail_on = args.fail_on.map_or(session.config.fail_on, Severity::from);
    let analysis = analyse(&mut session, context.today.into());
    let presentation = Presentation {
        command: "lint",
        session: &session,
        findings: &analysis.findings,
        fail_on,
    };
    presentation.show(context)
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}
