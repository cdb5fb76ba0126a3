//! `rolewright who-can`

use std::path::PathBuf;

use super::{Flags, answer, draw};
use crate::cli::{Context, Error, Exit};

/// Lists who can do something somewhere: surely, under a condition, in part or possibly.
#[derive(Debug, clap::Args)]
#[command(override_usage = "rolewright who-can [OPTIONS] <WHAT> on <WHERE> [PATH]...")]
#[command(after_help = "\
Examples:
  rolewright who-can read-workspace on churn@dev policies
  rolewright who-can Microsoft.Authorization/roleAssignments/write on dev policies
  rolewright who-can read-workspace on churn@dev policies --all  with every way")]
pub struct Args {
    /// A capability, a stage, an operation, or a pattern of operations with `*`
    #[arg(value_name = "WHAT")]
    what: String,
    #[arg(value_name = "on", value_parser = ["on"], hide = true)]
    _on: String,
    /// A scope of the policy, such as `churn@dev` or `prod`, or a resource id
    #[arg(value_name = "WHERE")]
    place: String,
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let all = args.flags.all;
    answer(
        context,
        ("who-can", args.flags.of(&args.paths)),
        |ground| ground.who_can(&args.what, &args.place, all),
        (draw::who_can, |found| !found.who.is_empty()),
    )
}
