//! `rolewright catalog`

use std::path::PathBuf;

use crate::cli::{Context, Error, Exit};

/// Looks up operations and built-in roles.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look up
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, _context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Err(Error::Usage {
        message: format!("`catalog` is not built yet ({} paths)", args.paths.len()),
        help: "wait".to_owned(),
    })
}
