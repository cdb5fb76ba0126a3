//! `rolewright who-can`

use super::{Flags, WhatOnWhere, answer, draw};
use crate::cli::{Context, Error, Exit};

/// List who can do something somewhere: surely, under a condition, in part or possibly.
#[derive(Debug, clap::Args)]
#[command(override_usage = "rolewright who-can [OPTIONS] <WHAT> on <WHERE> [PATH]...")]
#[command(after_help = "\
Examples:
  rolewright who-can read-workspace on churn@dev policies
  rolewright who-can Microsoft.Authorization/roleAssignments/write on dev policies
  rolewright who-can read-workspace on churn@dev policies --all  with every way")]
pub struct Args {
    #[command(flatten)]
    asked: WhatOnWhere,
    #[command(flatten)]
    flags: Flags,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let all = args.flags.all;
    answer(
        context,
        ("who-can", args.flags.of(&args.asked.paths)),
        |ground| ground.who_can(&args.asked.what, &args.asked.place, all),
        (draw::who_can, |found| !found.who.is_empty()),
    )
}
