//! `rolewright drift`

mod adopt;
mod comment;
mod human;
mod shape;
mod traces;
mod words;

use std::path::PathBuf;

use crate::cli::live::Ask;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::drift::{Drift, drift};
use crate::gather::Told;
use crate::observed::Age;
use crate::plan::Aim;
use crate::report;

use super::plan::{Made, Wanted, Where, make};

/// Say what was changed in Azure outside of a policy set, and by whom.
///
/// For a job that runs by the clock. Nothing is written to Azure.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright drift policies                                     ask Azure
  rolewright drift policies --output json:drift.json            as JSON, for a machine
  rolewright drift policies --against snapshot.json --only-ours  what others added is no drift
  rolewright drift policies --adopt policies/adopted.rw         write what was added as policy text

The exit status is 0 where nothing is otherwise, 3 where something is, 2 where that could not be told.
docs/drift.md explains each kind of drift, the JSON and what is adopted.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare with this snapshot of Azure, and do not ask Azure itself
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Refuse a snapshot older than AGE, such as 24h or 7d
    #[arg(long, value_name = "AGE", requires = "against")]
    max_age: Option<Age>,
    /// What others added at the scopes of the policy is no drift
    #[arg(long)]
    only_ours: bool,
    /// Write what was added as policy text to a new FILE; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "only_ours")]
    adopt: Option<PathBuf>,
    #[command(flatten)]
    ask: Ask,
}

/// What a drawing is made of.
struct Drawn<'d> {
    made: &'d Made,
    drift: &'d Drift,
    told: &'d Told,
    /// Azure was asked, which alone tells who did it.
    live: bool,
    /// Standard output is for policy text.
    aside: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    args.ask.only_reads()?;
    if let Some(out) = &args.adopt {
        adopt::refuse(out, context)?;
    }
    let wanted = Wanted {
        paths: &args.paths,
        from: match &args.against {
            Some(path) => Where::Snapshot(path, args.max_age),
            None => Where::Live(&args.ask),
        },
        aim: Aim::Hold,
        max_deletes: Some(u32::MAX),
        delete_unexplained: false,
        applies: None,
        undone: "compared",
        accepted: &[],
    };
    let Some(mut made) = make(&wanted, context)? else {
        return Ok(Exit::Findings);
    };
    let model = &made.analysis.model;
    let drift = drift(model, &made.reading.snapshot, &made.plan, args.only_ours);
    let told = traces::told(&mut made, &drift, context)?;
    draw(
        &Drawn {
            made: &made,
            drift: &drift,
            told: &told,
            live: made.reading.connection.is_some(),
            aside: args.adopt.as_deref().is_some_and(adopt::is_stream),
        },
        context,
    )?;
    if let Some(out) = &args.adopt {
        adopt::adopt(&mut made, &drift, out, context)?;
    }
    Ok(if drift.is_found() {
        Exit::Changes
    } else if drift.is_incomplete() {
        Exit::Trouble
    } else {
        Exit::Clean
    })
}

/// Shows it wherever output goes.
fn draw(drawn: &Drawn<'_>, context: &mut Context<'_, '_>) -> Result<(), Error> {
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape::shape(drawn))?,
            OutputKind::Markdown => comment::comment(drawn),
            _ => human::human(drawn),
        };
        if drawn.aside && target.path.is_none() {
            context.console.err().write_all(text.as_bytes())?;
        } else {
            context.deliver(&target, &text)?;
        }
    }
    Ok(())
}
