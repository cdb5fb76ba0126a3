//! `rolewright can`

use super::{Flags, WhatOnWhere, answer, draw};
use crate::cli::{Context, Error, Exit};

/// Answer whether an identity can do something somewhere, and by which grants.
#[derive(Debug, clap::Args)]
#[command(override_usage = "rolewright can [OPTIONS] <WHO> <WHAT> on <WHERE> [PATH]...")]
#[command(after_help = "\
The answer is yes, if (where a condition holds), partly (some of it), unknown or no.

Examples:
  rolewright can alice read-workspace on churn@dev policies
  rolewright can readers 'Microsoft.MachineLearningServices/workspaces/*/read' on churn@dev policies
  rolewright can alice submit-jobs on churn@dev policies --output json
  rolewright can alice read-workspace on churn@dev policies --exit-code  fail unless it is granted")]
pub struct Args {
    /// An identity of the policy, such as `alice` or `trainer@dev`, or its object id or user
    /// principal name
    #[arg(value_name = "WHO")]
    who: String,
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
        ("can", args.flags.of(&args.asked.paths)),
        |ground| ground.can(&args.who, &args.asked.what, &args.asked.place, all),
        (draw::can, |can| matches!(can.verdict.answer, "yes" | "if")),
    )
}
