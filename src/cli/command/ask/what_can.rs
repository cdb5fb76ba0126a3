//! `rolewright what-can`

use std::path::PathBuf;

use super::{Flags, answer, draw};
use crate::cli::{Context, Error, Exit};

/// List what an identity can do, on one scope or wherever it holds something.
///
/// What is held at a scope holds below it as well, and is told once.
#[derive(Debug, clap::Args)]
#[command(override_usage = "rolewright what-can [OPTIONS] <WHO> [on <WHERE>] [PATH]...")]
#[command(after_help = "\
Examples:
  rolewright what-can readers policies
  rolewright what-can alice on churn@dev policies
  rolewright what-can alice on churn@dev policies --all  name every operation")]
pub struct Args {
    /// An identity of the policy, such as `alice` or `trainer@dev`, or its object id or user
    /// principal name
    #[arg(value_name = "WHO")]
    who: String,
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]; before them `on` and a
    /// scope of the policy, such as `churn@dev` or `prod`, or a resource id
    #[arg(value_name = "[on WHERE] PATH")]
    rest: Vec<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let (place, paths) = places(&args.rest)?;
    let all = args.flags.all;
    answer(
        context,
        ("what-can", args.flags.of(paths)),
        |ground| ground.what_can(&args.who, place.as_deref()),
        (
            |found: &_| draw::what_can(found, all),
            |found| !found.scopes.iter().all(|one| one.operations.is_empty()),
        ),
    )
}

/// Tells the scope that is asked about from the paths after it.
fn places(rest: &[PathBuf]) -> Result<(Option<String>, &[PathBuf]), Error> {
    match rest {
        [on, place, paths @ ..] if on.as_os_str() == "on" => {
            Ok((Some(place.to_string_lossy().into_owned()), paths))
        }
        [on] if on.as_os_str() == "on" => Err(Error::Usage {
            message: "there is no scope after `on`".to_owned(),
            help: "name a scope, or write `./on` for a folder of that name".to_owned(),
        }),
        paths => Ok((None, paths)),
    }
}
