//! Carrying a plan out: the engine with a disk, a board and an ear for Ctrl-C.

use std::time::Duration;

use super::Refused;
use super::board::Board;
use super::result::Failed;
use super::state::State;
use super::words::{self, Names};
use crate::apply::{Engine, Journal, Remote, Saved, State as Reached, Stop, Summary};
use crate::cli::command::plan::{self, Wanted};
use crate::cli::live::{Connection, Waits};
use crate::cli::{Context, Error, Exit, Shown};
use crate::report::{counted, safe};

/// So many steps are under way at once; the client keeps to what Azure allows beneath that.
const AT_ONCE: usize = 32;

/// How long what was written may take to be seen in lists.
const PAUSES: [u64; 4] = [0, 2, 5, 15];

/// Carries a plan out, and says how it ended.
pub(super) fn out(
    (saved, state): (&Saved, &State),
    (names, failures): (&Names<'_>, &mut Vec<Failed>),
    connection: &mut Connection,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let terminal = context
        .console
        .terminal()
        .err
        .then(|| context.console.width());
    let past = state.past.steps.iter();
    let past = past.filter(|one| **one == Reached::Done).count();
    let left = saved.steps().len() - past;
    let board = Board::new((context.console.err(), terminal), names, left);
    let (runtime, manager, waits) = connection.parts();
    let run = engine((saved, state), manager, &board, waits);
    let summary = runtime.block_on(run);
    board.clear();
    let summary = summary.map_err(|cause| Refused::Disk {
        journal: Shown::from(state.path()),
        cause,
    })?;
    for line in words::summary(saved, &summary, names) {
        board.line(&line);
    }
    let steps = saved.steps();
    failures.extend(summary.failed.iter().map(|(at, failure)| {
        let subject = steps.get(*at).map(|(change, _)| change.subject.to_string());
        Failed::of(subject.unwrap_or_default(), failure)
    }));
    Ok(if summary.is_complete() {
        Exit::Clean
    } else {
        Exit::PartWay
    })
}

async fn engine<R: Remote>(
    (saved, state): (&Saved, &State),
    remote: &R,
    board: &Board<'_>,
    waits: &mut Waits,
) -> std::io::Result<Summary> {
    let journal = Journal::after(&state.past.sum, state.store()?, now);
    let stop = Stop::default();
    let engine = Engine {
        remote,
        journal: &journal,
        progress: board,
        stop: &stop,
        at_once: AT_ONCE,
        run: &format!("{}{}", saved.digest(), state.past.sum),
    };
    let mut run = std::pin::pin!(engine.run(saved, &state.past));
    let mut second = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            summary = &mut run => return summary,
            _ = second.tick() => board.tick(),
            line = waits.next() => board.line(&line),
            _ = tokio::signal::ctrl_c(), if !stop.is_wished() => {
                board.line("stopping: what is in flight ends first, and nothing new is begun");
                stop.wish();
            }
        }
    }
}

/// Tells when something happened, for the journal alone: nothing depends on it.
pub(super) fn now() -> crate::model::date::Moment {
    jiff::Timestamp::now().into()
}

/// Plans once more, which has to come to nothing.
pub(super) fn read_back(wanted: &Wanted<'_>, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut left = 0;
    for pause in PAUSES {
        std::thread::sleep(Duration::from_secs(pause));
        let Some(made) = plan::make(wanted, context)? else {
            return Ok(Exit::Findings);
        };
        left = made.saved().steps().len();
        if left == 0 {
            writeln!(context.console.err(), "read back: a second plan is empty")?;
            return Ok(Exit::Clean);
        }
    }
    let line = format!(
        "read back: a second plan still has {}; Azure may need some minutes, or somebody else is at it",
        counted(left, "write")
    );
    writeln!(context.console.err(), "{}", safe(&line))?;
    Ok(Exit::PartWay)
}
