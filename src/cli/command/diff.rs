//! `rolewright diff`

mod comment;
mod human;
mod names;
mod settings;
mod shape;
mod side;
mod words;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::side::{Side, Sides};
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::diff::{self, Broken, Diff, Loosened, Where};
use crate::reach::Reach;
use crate::report;
use side::Read;

/// Compare two policy sets by what they mean: who gains and who loses what, directly and by
/// steps, and which invariants, tests, settings and accepted findings were loosened. Renaming,
/// moving and splitting change nothing. A side is a folder, a file, a revision of git, JSON of
/// Azure, or a snapshot of Azure.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright diff main..HEAD policies
  rolewright diff main..HEAD policies --fail-on widened
  rolewright diff before policies --all
  rolewright diff main..HEAD policies --output markdown:comment.md")]
pub struct Args {
    /// What is compared with, or both sides as `main..HEAD`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// What is judged; after `main..HEAD`, the folder to look at in both [default: .]
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// Exit with 1 if anybody gains anything, or anything that judges the policy is loosened; what
    /// cannot be judged yet, a changed `baseline` or `rolewright.lock`, or a first lock, counts
    #[arg(long, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    /// Name every operation
    #[arg(long)]
    all: bool,
}

/// What fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Somebody may do more, or something is judged less strictly.
    Widened,
}

/// What a drawing is made of.
struct Drawn<'d> {
    diff: &'d Diff,
    /// The invariants that are broken, each as it is written and with its place.
    broken: Vec<(&'d Broken, String, Option<String>)>,
    /// What was loosened, each with the place of it.
    loosened: Vec<(&'d Loosened, Option<String>)>,
    /// Name every operation.
    all: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let (old, new) = open(args, context)?;
    for (side, which) in [(&old, "old"), (&new, "new")] {
        side.refuse_errors(which, context)?;
    }
    let mut diff = compared(&old, &new);
    if old.judges && new.judges {
        diff.loosened.extend(settings::loosened(&old, &new));
    }
    diff.unread.extend(new.unread_beyond(&old));
    let drawn = Drawn {
        loosened: diff
            .loosened
            .iter()
            .map(|one| (one, place(one, &old, &new)))
            .collect(),
        broken: diff
            .broken
            .iter()
            .map(|one| (one, old.written(one.at), old.place(one.at)))
            .collect(),
        diff: &diff,
        all: args.all,
    };
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape::shape(&drawn))?,
            OutputKind::Markdown => comment::comment(&drawn),
            _ => human::human(&drawn, args.fail_on.is_some()),
        };
        context.deliver(&target, &text)?;
    }
    let fails = args.fail_on == Some(FailOn::Widened) && diff.is_widened();
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

/// Reads both sides. After a range comes the folder to look at in both revisions.
fn open(args: &Args, context: &Context<'_, '_>) -> Result<(Read, Read), Error> {
    let is_range = args.old.to_str().is_some_and(|text| text.contains(".."));
    let folder = args.new.as_deref().filter(|_| is_range);
    let within =
        folder.and_then(|folder| Some((folder, Sides::named(context, &args.old, None).ok()?)));
    let (sides, (old, new)) = match within {
        Some((folder, sides)) => {
            let open = |side: &Side| side.open(context, folder);
            let opened = (open(&sides.old)?, open(&sides.new)?);
            (sides, opened)
        }
        None => {
            let sides = Sides::named(context, &args.old, args.new.as_deref())?;
            let opened = sides.open(context)?;
            (sides, opened)
        }
    };
    let old = Read::of((&sides.old, old), None, context);
    let new = Read::of((&sides.new, new), Some(old.catalog), context);
    Ok((old, new))
}

fn compared(old: &Read, new: &Read) -> Diff {
    let (before, after) = (old.world(), new.world());
    let (before, after) = (
        side::access(&before, old.catalog),
        side::access(&after, old.catalog),
    );
    let (before, after) = rayon::join(|| Reach::of(&before), || Reach::of(&after));
    diff::compare(&old.side(&before), &new.side(&after))
}

/// Writes where something was loosened, as `file:line`.
fn place(loosened: &Loosened, old: &Read, new: &Read) -> Option<String> {
    match loosened.at? {
        Where::Old(span) => old.place(span),
        Where::New(span) => new.place(span),
    }
}
