//! `rolewright build`

use std::path::PathBuf;

use crate::cli::{Context, Error, Exit};

/// Compiles policies to Azure's templates, roles and assignments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, _context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Err(Error::Usage {
        message: format!("`build` is not built yet ({} paths)", args.paths.len()),
        help: "wait".to_owned(),
    })
}
