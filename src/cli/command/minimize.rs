//! `rolewright minimize`

mod activity;
mod excess;
mod needs;
mod notes;
mod stage;

use std::path::{Path, PathBuf};

use crate::catalog::OperationId;
use crate::cli::analysis::Analysis;
use crate::cli::world::json_input;
use crate::cli::{Context, Error, Exit};
use crate::minimize::Who;
use crate::score::Used;

/// Find the smallest stage for what is used or needed, and print it as policy text.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("operations").required(true),
    after_help = "\
Examples:
  rolewright minimize --activity log.json policies     compare what is used with what is granted
  rolewright minimize --needs needs.txt                find a stage, and the nearest built-in roles
  rolewright minimize --needs needs.txt --output json  for programs

The activity log comes from `az monitor activity-log list --offset 90d --max-events 100000`, from
its REST interface, or from a diagnostic setting (JSON lines, a list, or an object with `records`)."
)]
pub struct Args {
    /// Read what was used from an export of the activity log; may be given several times
    #[arg(long, value_name = "LOG", group = "operations")]
    activity: Vec<PathBuf>,
    /// Read what is needed from a list: an operation on each line, or JSON with `actions` and
    /// `dataActions`; `-` is standard input
    #[arg(long, value_name = "FILE", group = "operations", conflicts_with_all = ["activity", "paths"])]
    needs: Option<PathBuf>,
    /// With `--activity`: folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    match &args.needs {
        Some(file) => needs::run(file, context),
        None => activity::run(args, context),
    }
}

/// Reads what the identities of a policy used from logs; none where there are no logs.
pub(super) fn used(
    logs: &[PathBuf],
    analysis: &Analysis,
    context: &mut Context<'_, '_>,
) -> Result<Option<Used>, Error> {
    if logs.is_empty() {
        return Ok(None);
    }
    let (usage, _) = activity::seen(logs, &analysis.model, context)?;
    let catalog = analysis.compiled.catalog;
    let mut used = Used::new();
    for (who, operations) in &usage.by {
        let Who::Known(id) = who else {
            continue;
        };
        let names = operations.iter().filter(|(_, one)| one.is_used());
        let known = names.flat_map(|(name, _)| catalog.named(name));
        let set = used.entry(*id).or_default();
        known.for_each(|operation| set.insert(OperationId(operation)));
    }
    Ok(Some(used))
}

/// Reads a file, or standard input.
fn read(path: &Path, context: &mut Context<'_, '_>) -> Result<String, Error> {
    if path == Path::new("-") {
        json_input(context.console)
    } else {
        context.world.log(path)
    }
}
