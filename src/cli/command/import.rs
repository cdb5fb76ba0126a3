//! `rolewright import`

use std::path::PathBuf;

use crate::cli::{Context, Error, Exit};

/// Turns Azure's JSON into policy text.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON files
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, _context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Err(Error::Usage {
        message: format!("`import` is not built yet ({} paths)", args.paths.len()),
        help: "wait".to_owned(),
    })
}
