//! `rolewright plan`

mod authority;
mod comment;
mod human;
mod make;
mod reading;
pub(super) mod shape;
pub(super) mod words;

use std::path::{Path, PathBuf};

pub(super) use make::{Made, Wanted, failing, make};
pub(super) use reading::{Reading, Where};

use super::stack::{self, NoStack};
use crate::apply::Source;
use crate::cli::live::{self, Ask};
use crate::cli::pins::Accepted;
use crate::cli::{Context, Error, Exit, OutputKind, Shown, memory};
use crate::model::{Model, ScopeId};
use crate::observed::{Age, Snapshot};
use crate::plan::{self, Aim, Change, Kind, Plan};
use crate::report;
use crate::source::{Sources, Span};
use crate::support::hash::HashMap;

/// Say what has to change in Azure for a policy set to hold there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright plan policies --out plan.json                      ask Azure, and save the plan
  rolewright plan policies --against snapshot.json              compare with a snapshot
  rolewright plan policies --against snapshot.json --all        list what is not ours as well
  rolewright plan --against snapshot.json --output markdown:plan.md policies
  rolewright plan policies --against snapshot.json --revoke readers  take what one holds by it

Nothing is written to Azure. `--out` saves the plan for `rolewright apply`, which takes no plan that
was made from a snapshot. With `--detailed-exitcode` 0 means no change and 3 changes; 2 means that
something is refused, or that there is no change as far as could be known. docs/plan.md explains
each kind of change, each refusal and the JSON.")]
pub struct Args {
    /// Exit with 3 if there are changes, and with 2 if there are none and not all could be known
    #[arg(long)]
    detailed_exitcode: bool,
    /// Take from WHO what the policy gives, and change nothing else: a declared name, or an object id
    #[arg(long, value_name = "WHO")]
    revoke: Option<String>,
    // Last, since the flags that ask Azure begin a heading of their own.
    #[command(flatten)]
    common: CommonArgs,
}

/// What all commands that plan understand.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CommonArgs {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare with this snapshot of Azure, and do not ask Azure itself
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Refuse a snapshot older than AGE, such as 24h or 7d
    #[arg(long, value_name = "AGE", requires = "against")]
    max_age: Option<Age>,
    /// Save the plan as FILE, for `rolewright apply`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Refuse more than N deletions [default: `plan.max-deletes` of rolewright.toml, or 10]
    #[arg(long, value_name = "N")]
    max_deletes: Option<u32>,
    /// Delete what carries the marker of the policy although neither its history nor rolewright.lock
    /// explains that
    #[arg(long)]
    delete_unexplained: bool,
    /// Let a name lead to another object id than rolewright.lock says; may be given several times
    #[arg(long, value_name = "NAME=ID")]
    accept_id: Vec<Accepted>,
    /// List what is the same and what is not ours as well
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    ask: Ask,
}

/// What a drawing is made of.
struct Drawn<'d> {
    plan: &'d Plan,
    /// The assignments of others, where they are shown.
    others: Vec<Change>,
    /// The names of declared scopes by their ids.
    scopes: HashMap<&'d str, String>,
    policy: &'d str,
    aim: &'d Aim,
    snapshot: &'d Snapshot,
    sources: &'d Sources,
    /// List everything.
    all: bool,
    /// What becomes of the plan.
    fate: &'d str,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let aim = match &args.revoke {
        None => Aim::Hold,
        Some(who) => Aim::Revoke(who.into()),
    };
    let Some(outlook) = plan(&args.common, aim, context)? else {
        return Ok(Exit::Findings);
    };
    Ok(match outlook {
        Outlook::Refused => Exit::Trouble,
        Outlook::Changes if args.detailed_exitcode => Exit::Changes,
        Outlook::NothingKnown if args.detailed_exitcode => Exit::Trouble,
        Outlook::Changes | Outlook::NothingKnown | Outlook::Nothing => Exit::Clean,
    })
}

/// What a plan comes to.
pub(super) enum Outlook {
    /// Something refuses it.
    Refused,
    /// There is something to write.
    Changes,
    /// There is nothing to write as far as is known, and more may have to change.
    NothingKnown,
    /// There is nothing to write.
    Nothing,
}

impl Outlook {
    fn of(made: &Made) -> Self {
        if made.is_refused() {
            Self::Refused
        } else if made.plan.has_changes() {
            Self::Changes
        } else if made.plan.is_incomplete() {
            Self::NothingKnown
        } else {
            Self::Nothing
        }
    }
}

/// Makes a plan, shows it, and saves it if that is asked for. None where the policy has findings.
pub(super) fn plan(
    args: &CommonArgs,
    aim: Aim,
    context: &mut Context<'_, '_>,
) -> Result<Option<Outlook>, Error> {
    let wanted = Wanted {
        paths: &args.paths,
        from: match &args.against {
            Some(path) => Where::Snapshot(path, args.max_age),
            None => Where::Live(&args.ask),
        },
        aim,
        max_deletes: args.max_deletes,
        delete_unexplained: args.delete_unexplained,
        applies: None,
        undone: "planned",
        accepted: &args.accept_id,
    };
    if args.against.is_some() && !args.ask.way().is_direct() {
        return Err(NoStack::Reading.into());
    }
    let Some(mut made) = make(&wanted, context)? else {
        return Ok(None);
    };
    if made.reading.connection.is_some() && !context.common.quiet {
        live::tell_unread(&made.reading.snapshot, context)?;
    }
    if !args.ask.way().is_direct() && !made.is_refused() {
        // What Azure does not offer is told with the plan, and nothing is saved.
        if let Err(error) = stack::ready(&mut made, context) {
            draw(&made, args.all, words::UNSTACKED, context)?;
            return Err(error);
        }
    }
    let fate = save(&mut made, args.out.as_deref(), context)?;
    draw(&made, args.all, &fate, context)?;
    let outlook = Outlook::of(&made);
    // Whoever is connected hears that it is over; all else the system takes back at once.
    drop(made.reading.connection.take());
    memory::leave(made);
    Ok(Some(outlook))
}

/// Saves a plan that nothing refuses, with what its names led to, and says what becomes of it.
fn save(made: &mut Made, out: Option<&Path>, context: &Context<'_, '_>) -> Result<String, Error> {
    let Some(out) = out else {
        let fate = match made.reading.source() {
            Source::Live if made.is_refused() => words::READING,
            Source::Live if made.plan.has_changes() => words::UNSAVED,
            Source::Live if made.plan.is_incomplete() => words::NOTHING_KNOWN,
            Source::Live => words::NOTHING,
            Source::Snapshot => words::READING,
        };
        return Ok(fate.to_owned());
    };
    let shown = Shown::from(out);
    if made.is_refused() {
        return Ok(format!(
            "the plan is refused: nothing was saved as `{shown}`"
        ));
    }
    let kept = made.remember(context)?;
    let saved = made.saved();
    context.world.write_private(out, saved.write().as_bytes())?;
    Ok(format!(
        "{}nothing was written to Azure; the plan is saved as `{shown}`, with the digest {}",
        kept.unwrap_or_default(),
        saved.digest()
    ))
}

/// Shows a plan wherever output goes.
fn draw(made: &Made, all: bool, fate: &str, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let drawn = Drawn::of(made, all, fate);
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape::shape(&drawn))?,
            OutputKind::Markdown => comment::comment(&drawn),
            _ => human::human(&drawn),
        };
        context.deliver(&target, &text)?;
    }
    Ok(())
}

/// Draws a plan for people.
pub(super) fn human(made: &Made, fate: &str) -> String {
    human::human(&Drawn::of(made, false, fate))
}

/// Returns the names of declared scopes by their ids.
pub(super) fn scopes(model: &Model) -> HashMap<&str, String> {
    let scopes = model.scopes.iter().enumerate();
    scopes
        .map(|(at, one)| (one.id.as_str(), model.scope_name(ScopeId::new(at))))
        .collect()
}

impl<'d> Drawn<'d> {
    fn of(made: &'d Made, all: bool, fate: &'d str) -> Self {
        let model = &made.analysis.model;
        let others = all.then(|| plan::others(model, &made.reading.snapshot, &made.plan));
        Self {
            plan: &made.plan,
            others: others.into_iter().flatten().collect(),
            scopes: scopes(model),
            policy: &model.policy.name,
            aim: &made.aim,
            snapshot: &made.reading.snapshot,
            sources: &made.session.sources,
            all,
            fate,
        }
    }

    /// Lists the changes that are shown.
    fn shown(&self) -> impl Iterator<Item = &Change> {
        let changes = self.plan.changes.iter().chain(&self.others);
        let changes =
            changes.filter(|one| self.all || !matches!(one.kind, Kind::Same | Kind::Foreign));
        let mut changes: Vec<_> = changes.collect();
        changes.sort_by(|one, other| one.subject.cmp(&other.subject));
        changes.into_iter()
    }

    /// Says under what a change is listed.
    fn title(&self, change: &Change) -> String {
        words::title(&self.scopes, change)
    }

    /// Writes places of the policy as `file:line`.
    fn places(&self, spans: &[Span]) -> Vec<String> {
        words::places(self.sources, spans)
    }
}
