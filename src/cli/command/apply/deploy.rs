//! Carrying a plan out as a deployment stack.

use std::time::Duration;

use super::Refused;
use super::remote::{meaning, trouble};
use super::result::Failed;
use super::state::State;
use crate::apply::{Failure, Journal, Saved, Trouble, Undone, whole};
use crate::azure::{Graph, Manager, Retry, Stack, StackState};
use crate::cli::command::stack::Ready;
use crate::cli::live::Connection;
use crate::cli::{Context, Error, Exit, Shown};
use crate::report::{counted, safe};

/// How long is waited, in seconds, before a stack is written again that failed for what was just made.
const PAUSES: [u64; 3] = [10, 20, 40];

/// Writes the stack, follows it to its end, and says how it ended.
pub(super) fn out(
    (saved, state): (&Saved, &State),
    (ready, failures): (&Ready, &mut Vec<Failed>),
    connection: &mut Connection,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let stack = ready.stack();
    let run = async |manager: &Manager, _: Option<&Graph>| {
        let journal = Journal::after(&state.past.sum, state.store()?, super::carry::now);
        let send = async |request: &str| sent(manager, &stack, request).await;
        whole(&journal, (saved, &state.past), send).await
    };
    let ended = connection.wait(run, context)?;
    let ended = ended.map_err(|cause| Refused::Disk {
        journal: Shown::from(state.path()),
        cause,
    })?;
    let err = context.console.err();
    let id = stack.id();
    let Err(undone) = ended else {
        let writes = counted(saved.steps().len(), "write");
        writeln!(
            err,
            "{}",
            safe(&format!("the stack {id} is done: {writes}"))
        )?;
        return Ok(Exit::Clean);
    };
    for (of, trouble) in &undone {
        let of = if of.is_empty() { &id } else { of };
        let line = format!("FAILED: {of}: {}", trouble.told());
        writeln!(err, "{}\n  {}", safe(&line), trouble.help)?;
        failures.push(Failed::of(of.clone(), &Failure::Trouble(trouble.clone())));
    }
    writeln!(err, "{}", safe(&format!("the stack {id} stopped part-way")))?;
    Ok(Exit::PartWay)
}

/// Writes the stack; once more where it failed for something that was only just made.
async fn sent(
    manager: &Manager,
    stack: &Stack<'_>,
    request: &str,
) -> Result<Option<String>, Vec<Undone>> {
    for pause in PAUSES {
        let state = written(manager, stack, request).await?;
        let passes = |state: &StackState| {
            let mut failures = state.failures.iter();
            failures.all(|one| one.meaning.retry() == Retry::IfFresh)
        };
        if state.is_done() || state.failures.is_empty() || !passes(&state) {
            return ended(state);
        }
        tokio::time::sleep(Duration::from_secs(pause)).await;
    }
    ended(written(manager, stack, request).await?)
}

async fn written(
    manager: &Manager,
    stack: &Stack<'_>,
    request: &str,
) -> Result<StackState, Vec<Undone>> {
    let written = manager.put_stack(stack, request).await;
    written.map_err(|error| vec![(String::new(), trouble(error))])
}

/// Says how a stack ended.
fn ended(state: StackState) -> Result<Option<String>, Vec<Undone>> {
    if state.is_done() {
        return Ok(state.correlation);
    }
    let correlation = &state.correlation;
    let failures = state.failures.into_iter().map(|one| {
        let trouble = Trouble {
            meaning: meaning(one.meaning),
            words: one.meaning.words(),
            help: one.meaning.help(),
            code: Some(one.code).filter(|code| !code.is_empty()),
            message: one.message,
            correlation: correlation.clone(),
        };
        (one.id, trouble)
    });
    let mut failures: Vec<_> = failures.collect();
    if failures.is_empty() {
        let other = crate::azure::Meaning::Other;
        let trouble = Trouble {
            meaning: meaning(other),
            words: other.words(),
            help: other.help(),
            code: None,
            message: format!("Azure says of the stack: {}", state.state),
            correlation: correlation.clone(),
        };
        failures.push((String::new(), trouble));
    }
    Err(failures)
}
