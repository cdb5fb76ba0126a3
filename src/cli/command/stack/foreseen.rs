//! What Azure says that a stack would do.

use super::{NoStack, Ready};
use crate::apply::Saved;
use crate::azure::{Foreseen, Graph, Manager};
use crate::cli::live::{Connection, Trouble};
use crate::cli::{Context, Error, Shown};
use crate::report::{counted, safe};
use crate::support::hash::HashSet;

/// So many changes are listed.
const MOST: usize = 200;

impl Ready {
    /// Shows what Azure says that the stack would do, and refuses what lets go of more than the plan.
    pub(in crate::cli::command) fn foresee(
        &self,
        saved: &Saved,
        connection: &mut Connection,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Error> {
        let stack = self.stack();
        let ask = async |manager: &Manager, _: Option<&Graph>| manager.foresee_stack(&stack).await;
        let foreseen = connection.wait(ask, context)?.map_err(Trouble::Azure)?;
        let err = context.console.err();
        for line in lines(&stack.id(), &foreseen) {
            writeln!(err, "{}", safe(&line))?;
        }
        let more = beyond(saved, &foreseen);
        if more.is_empty() {
            return Ok(());
        }
        Err(NoStack::Foreseen { more }.into())
    }
}

fn lines(id: &str, foreseen: &[Foreseen]) -> Vec<String> {
    let (same, changes): (Vec<_>, Vec<_>) = foreseen.iter().partition(|one| is(one, "noChange"));
    let mut lines = vec![format!(
        "Azure foresees for the stack {id}: {}, {} the same",
        counted(changes.len(), "change"),
        same.len()
    )];
    let listed = changes.iter().take(MOST).map(|one| {
        let potential = if one.potential { " (perhaps)" } else { "" };
        format!("  {} {}{potential}", one.change, one.id)
    });
    lines.extend(listed);
    if let Some(more @ 1..) = changes.len().checked_sub(MOST) {
        lines.push(format!("  and {more} more"));
    }
    lines
}

/// Lists what the stack would let go of and the plan does not delete.
fn beyond(saved: &Saved, foreseen: &[Foreseen]) -> Vec<Shown> {
    let steps = saved.steps();
    let gone = steps.iter().filter(|(_, step)| step.after.is_none());
    let gone: HashSet<String> = gone
        .filter_map(|(_, step)| Some(step.key()?.guid().to_lowercase()))
        .collect();
    let leaves = foreseen
        .iter()
        .filter(|one| is(one, "delete") || is(one, "detach"));
    let beyond = leaves.filter(|one| {
        let guid = one.id.rsplit('/').next().unwrap_or_default();
        !gone.contains(&guid.to_lowercase())
    });
    beyond
        .map(|one| Shown::text(format!("{} {}", one.change, one.id)))
        .collect()
}

fn is(one: &Foreseen, change: &str) -> bool {
    one.change.eq_ignore_ascii_case(change)
}
