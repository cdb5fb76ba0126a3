//! `rolewright can`

use std::path::PathBuf;

use super::{Flags, answer, draw};
use crate::cli::{Context, Error, Exit};

/// Answers whether an identity can do something somewhere, and by which grants.
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
        ("can", args.flags.of(&args.paths)),
        |ground| ground.can(&args.who, &args.what, &args.place, all),
        (draw::can, |can| matches!(can.verdict.answer, "yes" | "if")),
    )
}
