//! Right-sizing: from the operations that somebody uses or needs to the smallest stage that serves.
//!
//! In: events of an activity log and a policy set, or a list of operations. Out: who used what of
//! what is granted, and a [`Served`]: the capabilities that cover the operations with the least
//! excess, as policy text. Excess is weighed by risk class and not counted. Absent on purpose:
//! reading files, and printing.

mod callers;
mod candidates;
mod compare;
mod cover;
mod roles;
mod wanted;
mod write;

pub use callers::{Callers, Usage, Use, Who};
pub use candidates::Library;
pub use compare::{Comparison, compare, granted};
pub use roles::{NearRole, nearest};
pub use wanted::{Operations, is_logged};

use smol_str::SmolStr;

use crate::algebra::OperationSet;
use crate::catalog::Catalog;

/// The smallest stage that would have served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The name of the stage.
    pub name: SmolStr,
    /// The capabilities that cover the operations, by name.
    pub capabilities: Vec<SmolStr>,
    /// The operations that no capability gives without graver rights; the text declares capabilities
    /// of their own for them.
    pub uncovered: Vec<SmolStr>,
    /// The known operations that the capabilities give beyond what is asked for.
    pub excess: OperationSet,
    /// The weight of their risk classes.
    pub weight: u64,
    /// No other choice of capabilities weighs less; else the search was cut short.
    pub least: bool,
    /// The stage and its own capabilities as policy text, in the canonical style.
    pub source: String,
}

/// Finds the smallest stage for some operations; none where there are no operations.
pub fn serve(
    catalog: &Catalog,
    library: &Library<'_>,
    wanted: &Operations,
    name: SmolStr,
) -> Option<Served> {
    if wanted.is_empty() {
        return None;
    }
    let candidates = library.candidates(catalog, wanted);
    let cover = cover::cover(catalog, &candidates, wanted.len());
    let chosen: Vec<_> = cover
        .chosen
        .iter()
        .filter_map(|at| candidates.get(*at))
        .collect();
    let covered = |at: &usize| chosen.iter().any(|one| one.covers.contains(at));
    let uncovered: Vec<_> = wanted
        .list(catalog)
        .enumerate()
        .filter(|(at, _)| !covered(at))
        .map(|(_, operation)| operation)
        .collect();
    let source = write::source(&name, &chosen, &uncovered);
    let mut capabilities: Vec<_> = chosen.iter().map(|one| one.name.clone()).collect();
    capabilities.sort();
    Some(Served {
        name,
        capabilities,
        uncovered: uncovered.into_iter().map(|(_, name)| name).collect(),
        weight: cover.excess.weight(catalog),
        excess: cover.excess,
        least: cover.least,
        source,
    })
}
