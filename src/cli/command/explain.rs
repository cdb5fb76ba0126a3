//! `rolewright explain`

use std::path::PathBuf;

use crate::cli::{Context, Error, Exit};

/// Prints the page of a rule.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, _context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Err(Error::Usage {
        message: format!("`explain` is not built yet ({} paths)", args.paths.len()),
        help: "wait".to_owned(),
    })
}
