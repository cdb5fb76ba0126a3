//! Sentences that the drawings share.

use super::Drawn;
use crate::cli::command::plan::words;
use crate::drift::{Drift, Item, Kind};
use crate::gather::{Deed, Trace};
use crate::report::counted;

/// Says what was compared.
pub(super) fn head(drawn: &Drawn<'_>) -> String {
    let policy = &drawn.made.analysis.model.policy.name;
    let taken = drawn.made.reading.snapshot.taken;
    format!("drift of policy `{policy}` from what Azure had at {taken}")
}

/// Says in one line what is otherwise.
pub(super) fn summary(drift: &Drift) -> String {
    let kinds = Kind::ALL.iter();
    let kinds = kinds.map(|kind| (drift.count(*kind), kind.word().replace('-', " ")));
    let kinds = kinds.filter(|(count, _)| *count > 0);
    let kinds = kinds.map(|(count, word)| format!("{count} {word}"));
    let more = [
        (
            drift.moved.len(),
            "identity that is another",
            "identities that are others",
        ),
        (
            drift.memberships.len(),
            "group with other members",
            "groups with other members",
        ),
        (drift.untold.len(), "not told", "not told"),
    ];
    let more = more.into_iter().filter(|(count, ..)| *count > 0);
    let more = more.map(|(count, one, many)| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    });
    let parts: Vec<_> = kinds.chain(more).collect();
    match parts.as_slice() {
        [] => "no drift: Azure is as the policy says".to_owned(),
        parts => parts.join(", "),
    }
}

/// Says what one thing is about, and in which way it is otherwise.
pub(super) fn item(one: &Item) -> String {
    format!("{}: {}", one.kind.words(), words::subject(&one.change))
}

/// Says what else is known of one thing, a line each.
pub(super) fn lines(drawn: &Drawn<'_>, at: usize, one: &Item) -> Vec<String> {
    let places = words::places(&drawn.made.session.sources, &one.change.places);
    let places = (!places.is_empty()).then(|| format!("declared at {}", places.join(", ")));
    let traces = drawn.told.traces.get(at);
    let traces = traces.into_iter().flatten().map(trace);
    let refusal = one
        .change
        .refusal
        .iter()
        .flat_map(|one| words::refusal(one));
    let notes = (one.kind == Kind::Blocked).then_some(&one.change.notes);
    let notes = notes.into_iter();
    // What a plan makes of it is told from the side of the policy; here Azure is what differs.
    let differences = words::differences(&one.change).into_iter();
    let differences = differences.map(|line| format!("to be as declared: {line}"));
    let differences = differences.filter(|_| one.kind != Kind::BuiltInChanged);
    places
        .into_iter()
        .chain(traces)
        .chain(differences)
        .chain(refusal)
        .chain(notes.flatten().cloned())
        .chain(changed(one))
        .collect()
}

/// Says what Azure changed of its own role.
fn changed(one: &Item) -> Vec<String> {
    if one.kind == Kind::BuiltInChanged {
        words::differences(&one.change)
    } else {
        Vec::new()
    }
}

fn trace(one: &Trace) -> String {
    let deed = match one.deed {
        Deed::Made => "made",
        Deed::Changed => "changed",
        Deed::Deleted => "deleted",
    };
    let on = one.on.as_ref().map(|on| format!(" at {on}"));
    let by = one.by.as_ref().map(|by| match &one.name {
        Some(name) => format!(" by `{name}` ({by})"),
        None => format!(" by `{by}`"),
    });
    format!("{deed}{}{}", on.unwrap_or_default(), by.unwrap_or_default())
}

/// Lists what was not told, a line each.
pub(super) fn untold(drawn: &Drawn<'_>) -> Vec<String> {
    let drift = drawn.drift;
    let unread = drift.unread.iter();
    let unread = unread.map(|one| format!("{} of `{}`: {}", one.what, one.scope, one.reason));
    let changes = drift.untold.iter().map(|one| {
        let notes = one.notes.join("; ");
        format!("{}: {notes}", words::subject(one))
    });
    let traces = drawn.told.unread.iter().cloned();
    unread.chain(changes).chain(traces).collect()
}

/// Says what was passed over, and what a snapshot cannot tell.
pub(super) fn remarks(drawn: &Drawn<'_>) -> Vec<String> {
    let others = drawn.drift.others;
    let others = (others > 0).then(|| {
        format!("{} of others passed over, above the scopes of the policy, another policy's, or not asked for", counted(others, "assignment"))
    });
    let unasked = (!drawn.live && !drawn.drift.items.is_empty())
        .then(|| "who did it and when is told by Azure alone, and not by a snapshot".to_owned());
    others.into_iter().chain(unasked).collect()
}
