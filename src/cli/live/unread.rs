//! What of Azure could not be read, in words.

use crate::cli::{Context, Error};
use crate::observed::Snapshot;
use crate::report;

/// So many parts that could not be read are told.
const LISTED: usize = 10;

/// Tells what of a snapshot could not be read.
pub(in crate::cli) fn tell_unread(
    snapshot: &Snapshot,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    let err = context.console.err();
    let unread = unread(snapshot);
    for line in unread.iter().take(LISTED) {
        writeln!(err, "not read: {}", report::safe(line))?;
    }
    if unread.len() > LISTED {
        writeln!(
            err,
            "not read: {} more, which `rolewright snapshot` lists",
            unread.len() - LISTED
        )?;
    }
    Ok(())
}

/// Lists what of a snapshot could not be read, a line each.
fn unread(snapshot: &Snapshot) -> Vec<String> {
    let missing = snapshot.completeness.missing.iter().map(|gap| {
        let below = if gap.part.below { " and below" } else { "" };
        format!(
            "{} of {}{below}: {}",
            gap.part.what.word(),
            gap.part.of,
            gap.reason
        )
    });
    let groups = &snapshot.completeness.groups;
    let first = groups.first().map(|gap| {
        let count = groups.len();
        match count {
            1 => format!("the members of the group {}: {}", gap.group, gap.reason),
            _ => format!("the members of {count} groups: {}", gap.reason),
        }
    });
    let index = snapshot.index();
    let tops = snapshot.scopes.iter();
    let tops = tops.filter(|id| !index.above(id).whole && index.absent(id).is_none());
    let above = tops.map(|id| format!("which management groups stand above {id}"));
    missing.chain(first).chain(above).collect()
}
