//! `rolewright catalog build`: the step from source tables to bytes.

use std::path::PathBuf;

use crate::catalog::build::{FILES, Sources, from_tables};
use crate::cli::{Context, Error, Exit};

/// Builds a catalogue.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder with the source tables
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Reads the tables, builds the bytes and writes them.
pub(super) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut texts = Vec::new();
    for file in FILES {
        texts.push(context.world.text(&args.from.join(file))?);
    }
    let text = |at: usize| texts.get(at).map_or("", String::as_str);
    let sources = Sources {
        operations: text(0),
        retired: text(1),
        roles: text(2),
        aliases: text(3),
        rules: text(4),
        state: text(5),
    };
    let bytes = from_tables(&sources).map_err(|error| Error::Usage {
        message: error.to_string(),
        help: "mend the source table and build again".to_owned(),
    })?;
    context.world.write(&args.out, &bytes)?;
    Ok(Exit::Clean)
}
