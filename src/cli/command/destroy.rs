//! `rolewright destroy`

use super::plan::{self, CommonArgs, Outlook};
use crate::cli::{Context, Error, Exit};
use crate::plan::Aim;

/// Plan to take away everything of a policy.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright destroy policies --against snapshot.json --max-deletes 50

Nothing is written to Azure: the plan is shown, and saved with `--out` for `rolewright apply`. What
was adopted under a name of others stays, and is listed.")]
pub struct Args {
    #[command(flatten)]
    common: CommonArgs,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    Ok(match plan::plan(&args.common, Aim::Destroy, context)? {
        None => Exit::Findings,
        Some(Outlook::Refused) => Exit::Trouble,
        Some(_) => Exit::Clean,
    })
}
