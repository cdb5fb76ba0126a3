//! `rolewright path`

use super::{Asking, Counted, WhatOnWhere, answer, draw};
use crate::cli::command::against::Against;
use crate::cli::{Context, Error, Exit};

/// Find the shortest way from an identity to something, by steps that gain access: running code as
/// another identity, reading keys, handing out roles.
#[derive(Debug, clap::Args)]
#[command(override_usage = "rolewright path [OPTIONS] <WHO> to <WHAT> on <WHERE> [PATH]...")]
#[command(after_help = "\
Examples:
  rolewright path alice to read-workspace on churn@dev policies
  rolewright path readers to Microsoft.Authorization/roleAssignments/write on dev policies")]
pub struct Args {
    /// An identity of the policy, such as `alice` or `trainer@dev`, or its object id or user
    /// principal name
    #[arg(value_name = "WHO")]
    who: String,
    #[arg(value_name = "to", value_parser = ["to"], hide = true)]
    _to: String,
    #[command(flatten)]
    asked: WhatOnWhere,
    /// Exit with 1 if there is no path
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    against: Against,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let asking = Asking {
        paths: &args.asked.paths,
        against: &args.against,
        counted: Counted::Steps,
        exit_code: args.exit_code,
    };
    answer(
        context,
        ("path", asking),
        |ground| ground.path(&args.who, &args.asked.what, &args.asked.place),
        (draw::path, |found| !found.paths.is_empty()),
    )
}
