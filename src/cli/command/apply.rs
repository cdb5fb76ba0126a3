//! `rolewright apply`

mod ask;
mod board;
mod carry;
mod comment;
mod deploy;
mod refused;
mod remote;
mod result;
mod shown;
mod state;
mod words;

use std::path::PathBuf;

pub use refused::Refused;

use super::plan::{self, Made, Wanted, Where};
use super::stack;
use crate::apply::{Saved, Source, Unfit, Way, unfit};
use crate::cli::live::Ask;
use crate::cli::{Context, Error, Exit, Shown};
use result::Told;
use state::State;

/// No saved plan may have more bytes than this.
const LIMIT: u64 = 256 << 20;

/// Carry a saved plan out.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright apply plan.json                              show it, ask, then carry it out
  rolewright apply plan.json --yes --expect-digest SHA    in a pipeline, after somebody approved it
  rolewright apply plan.json --resume                     go on after a run that was stopped or killed
  rolewright apply plan.json --via stack                  as one deployment stack, if the plan is for that
  rolewright apply plan.json --yes --output json:done.json  with what came of each change, for machines

The plan is made anew first, and has to come to the same. Each step looks at what is there right
before it writes, writes it down in a journal before it is sent, and is done when Azure shows it. The
exit status is 4 where a run stopped part-way. docs/apply.md says more.")]
pub struct Args {
    /// A plan that `rolewright plan --out` saved
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Ask nothing
    #[arg(long)]
    yes: bool,
    /// Go on where an earlier run of this plan stopped
    #[arg(long)]
    resume: bool,
    /// Refuse a plan with another digest
    #[arg(long, value_name = "SHA")]
    expect_digest: Option<String>,
    /// Keep journals in DIR; one run at a time works there
    #[arg(long, value_name = "DIR", default_value = ".rolewright")]
    state: PathBuf,
    #[command(flatten)]
    ask: Ask,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let saved = read(args, context)?;
    let mut told = Told::of(&args.file, &saved, args.resume);
    let ended = carry_out(args, &saved, &mut told, context);
    told.deliver(&ended, context)?;
    ended
}

/// Carries a plan out, and gathers what came of it.
fn carry_out(
    args: &Args,
    saved: &Saved,
    told: &mut Told<'_>,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let state = State::open(&context.world, &args.state, saved)?;
    if args.resume && state.past.complete {
        return nothing_left(&state, told, context);
    }
    begun_or_not(args, &state)?;
    let paths: Vec<_> = saved.stamp.paths.iter().map(PathBuf::from).collect();
    let wanted = wanted(args, saved, &paths);
    let Some(mut made) = plan::make(&wanted, context)? else {
        return Ok(Exit::Findings);
    };
    let fresh = made.saved();
    told.applied_by.clone_from(&fresh.stamp.planned_by);
    fits(args, (saved, &fresh), &made, context)?;
    if fresh.changes.is_empty() && !args.resume {
        writeln!(shown::stream(context), "there is nothing to change")?;
        return Ok(Exit::Clean);
    }
    let stack = agreed(args, (saved, &fresh), &mut made, context)?;
    let names = plan::scopes(&made.analysis.model);
    let Some(connection) = &mut made.reading.connection else {
        return Err(for_reading(args));
    };
    let (plan, failures) = ((saved, &state), &mut told.failures);
    let ended = match &stack {
        None => carry::out(plan, (&names, failures), connection, context),
        Some(stack) => deploy::out(plan, (stack, failures), connection, context),
    };
    told.look(&state, context);
    if ended? != Exit::Clean {
        return part_way(args, saved, context);
    }
    let exit = carry::read_back(&wanted, context)?;
    told.read_back = Some(exit == Exit::Clean);
    Ok(exit)
}

/// Ends well where an earlier run did it all: it may have been killed before it could say so.
fn nothing_left(
    state: &State,
    told: &mut Told<'_>,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let journal = Shown::from(state.path());
    writeln!(
        shown::stream(context),
        "this plan was carried out already, as `{journal}` says: nothing is left to do"
    )?;
    told.look(state, context);
    Ok(Exit::Clean)
}

/// Shows what is about to be done, and asks; returns the stack where it is done as one.
fn agreed(
    args: &Args,
    (saved, fresh): (&Saved, &Saved),
    made: &mut Made,
    context: &mut Context<'_, '_>,
) -> Result<Option<stack::Ready>, Error> {
    let stack = match saved.stamp.way {
        Way::Direct => None,
        Way::Stack => Some(stack::ready(made, context)?),
    };
    shown::plan(made, &words::question((saved, fresh), made), context)?;
    if let (Some(stack), Some(connection)) = (&stack, &mut made.reading.connection) {
        stack.foresee(fresh, connection, context)?;
    }
    // It is to be read before anything happens.
    context.console.finish()?;
    if !args.yes {
        ask::ask(context)?;
    }
    Ok(stack)
}

/// Says how to go on.
fn part_way(args: &Args, saved: &Saved, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let file = Shown::from(args.file.as_path());
    let via = match saved.stamp.way {
        Way::Direct => "",
        Way::Stack => " --via stack",
    };
    let again = format!(
        "go on with `rolewright apply {file} --resume{via}`; where the policy has to change, plan again"
    );
    writeln!(context.console.err(), "{again}")?;
    Ok(Exit::PartWay)
}

/// Says what the plan is to be made anew from.
fn wanted<'w>(args: &'w Args, saved: &'w Saved, paths: &'w [PathBuf]) -> Wanted<'w> {
    Wanted {
        paths,
        from: Where::Live(&args.ask),
        aim: saved.stamp.aim.clone(),
        max_deletes: Some(saved.stamp.max_deletes),
        delete_unexplained: saved.stamp.delete_unexplained,
        applies: Some(saved),
        undone: "carried out",
        accepted: &[],
    }
}

/// Reads the plan, and refuses one that was changed, or that was not approved.
fn read(args: &Args, context: &Context<'_, '_>) -> Result<Saved, Error> {
    let path = || Shown::from(args.file.as_path());
    let bytes = context.world.bytes_within(&args.file, LIMIT)?;
    let saved = Saved::read(&bytes).map_err(|cause| Refused::Unreadable {
        path: path(),
        cause,
    })?;
    let wanted = args.expect_digest.as_deref();
    if let Some(wanted) = wanted.filter(|wanted| *wanted != saved.digest()) {
        return Err(Refused::Digest {
            path: path(),
            found: saved.digest().to_owned(),
            wanted: Shown::text(wanted),
        }
        .into());
    }
    if saved.stamp.source == Source::Snapshot {
        return Err(for_reading(args));
    }
    Ok(saved)
}

/// Refuses a plan that was made from a snapshot.
fn for_reading(args: &Args) -> Error {
    let unfit = vec![Shown::text(Unfit::FromSnapshot.to_string())];
    let path = args.file.as_path().into();
    Refused::Stale { path, unfit }.into()
}

/// Refuses to begin what was begun, and to go on with what was not.
fn begun_or_not(args: &Args, state: &State) -> Result<(), Error> {
    let journal = Shown::from(state.path());
    Err(match (state.past.is_begun(), args.resume) {
        (true, _) if state.past.complete => Refused::Done { journal }.into(),
        (true, false) => Refused::Begun { journal }.into(),
        (false, true) => Refused::NotBegun { journal }.into(),
        (true, true) | (false, false) => return Ok(()),
    })
}

/// Refuses a plan that does not come to the same any more.
fn fits(
    args: &Args,
    (saved, fresh): (&Saved, &Saved),
    made: &Made,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    let path = || Shown::from(args.file.as_path());
    let now = context.console.time().into();
    let unfit = unfit(saved, fresh, now, args.resume);
    if made.is_refused() {
        // What is refused by now is often why it does not come to the same.
        shown::plan(made, words::REFUSED, context)?;
    }
    if !unfit.is_empty() {
        let unfit = unfit.iter().map(|one| Shown::text(one.to_string()));
        let unfit = unfit.collect();
        let path = path();
        return Err(Refused::Stale { path, unfit }.into());
    }
    if made.is_refused() {
        return Err(Refused::Plan { path: path() }.into());
    }
    Ok(())
}
