//! `rolewright lint`

use std::path::PathBuf;

use crate::cli::{Context, Error, Exit};

/// Checks policies for everything that can be known offline.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, _context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Err(Error::Usage {
        message: format!("`lint` is not built yet ({} paths)", args.paths.len()),
        help: "wait".to_owned(),
    })
}
