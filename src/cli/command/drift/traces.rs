//! Who did it, and when.

use crate::cli::command::plan::Made;
use crate::cli::live::Trouble;
use crate::cli::{Context, Error};
use crate::drift::Drift;
use crate::gather::{Sought, Sources, Told, deeds};
use crate::model::date::Moment;

/// The activity log keeps this many days; the first of them may be gone already.
const DAYS: i64 = 89;

/// Asks Azure who did it; without a connection nothing is told.
pub(super) fn told(
    made: &mut Made,
    drift: &Drift,
    context: &mut Context<'_, '_>,
) -> Result<Told, Error> {
    let asked: Vec<_> = drift.items.iter().map(asked).collect();
    // The clock is read to the second, and what was done in this one counts as well.
    let until = context.console.time() + jiff::SignedDuration::from_secs(1);
    let nothing = Told {
        traces: vec![Vec::new(); asked.len()],
        unread: Vec::new(),
    };
    let from = until - jiff::SignedDuration::from_hours(24 * DAYS);
    let between: (Moment, Moment) = (from.into(), until.into());
    let (places, known): (Vec<_>, Vec<_>) = asked
        .iter()
        .enumerate()
        .filter_map(|(at, one)| Some((at, one.clone()?)))
        .unzip();
    let Some(connection) = made
        .reading
        .connection
        .as_mut()
        .filter(|_| !known.is_empty())
    else {
        return Ok(nothing);
    };
    let via = connection.via;
    let read = async |manager: &_, graph: Option<&_>| {
        let sources = Sources {
            manager,
            graph,
            via,
        };
        deeds(sources, &known, between).await
    };
    let read = connection.wait(read, context)?.map_err(Trouble::from)?;
    let mut told = nothing;
    told.unread = read.unread;
    for (at, traces) in places.into_iter().zip(read.traces) {
        if let Some(place) = told.traces.get_mut(at) {
            *place = traces;
        }
    }
    Ok(told)
}

/// Returns what to ask about; a built-in role is Azure's own to change.
fn asked(item: &crate::drift::Item) -> Option<Sought> {
    let place = item.place.as_ref()?;
    let built_in = item.kind == crate::drift::Kind::BuiltInChanged;
    (!built_in).then(|| Sought {
        scope: place.scope.clone(),
        name: place.name.clone(),
        role: place.role,
        gone: item.kind.is_absent(),
    })
}
