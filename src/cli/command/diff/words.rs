//! Sentences that the drawing and the comment share.

use super::Drawn;
use crate::algebra::OperationSet;
use crate::diff::{Becomes, Beyond, Broken, Chain, Change, Identity, Presence, Stair};
use crate::report::counted;

/// What is said where nothing differs.
pub(super) const EMPTY: &str = "nobody gains or loses anything, and nothing is loosened";

/// Says in one line what differs.
pub(super) fn summary(drawn: &Drawn<'_>) -> String {
    let diff = drawn.diff;
    let identities = |lost: bool| {
        let has = |one: &&Identity| !if lost { &one.lost } else { &one.gained }.is_empty();
        diff.identities.iter().filter(has).count()
    };
    let steps = |lost: bool| diff.becomes.iter().filter(|one| one.lost == lost).count();
    let verb = |count: usize, one: &str, more: &str| {
        (count > 0).then(|| {
            format!(
                "{} {}",
                counted(count, "identity"),
                if count == 1 { one } else { more }
            )
        })
    };
    let part = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}"));
    let parts = [
        verb(identities(false), "gains access", "gain access"),
        verb(identities(true), "loses access", "lose access"),
        part(steps(false), "more by steps"),
        part(steps(true), "less by steps"),
        part(diff.broken.len(), "broken"),
        part(diff.loosened.len(), "loosened"),
        part(diff.unread.len(), "not read"),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return EMPTY.to_owned();
    }
    parts.join(", ").replace("identitys", "identities")
}

/// Names an identity with what it is.
pub(super) fn identity(one: &Identity) -> String {
    let kind = one.kind.keyword();
    match one.presence {
        Presence::Both => format!("{} ({kind})", one.name),
        Presence::New => format!("{} ({kind}, new)", one.name),
        Presence::Removed => format!("{} ({kind}, removed)", one.name),
    }
}

/// Says what has to hold, and how much there is.
pub(super) fn amount(beyond: &Beyond) -> String {
    let count = beyond.new.len() + beyond.surer.len();
    let guard = beyond.guard.to_string();
    let guard = if guard.is_empty() {
        guard
    } else {
        format!(", {guard}")
    };
    if count > 0 {
        return format!("{}{guard}", counted(count, "operation"));
    }
    match &beyond.witness {
        Some(witness) => format!(
            "names that the catalogue does not know, such as `{}`{guard}",
            witness.name
        ),
        None => format!("perhaps something: {}{guard}", reason(beyond)),
    }
}

fn reason(beyond: &Beyond) -> String {
    beyond
        .unknown
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Lists what is there by its two kinds, each with its words.
pub(super) fn kinds(beyond: &Beyond, lost: bool) -> [(&'static str, &OperationSet); 2] {
    let surer = if lost {
        "less surely, or under more conditions, than before:"
    } else {
        "more surely, or under fewer conditions, than before:"
    };
    [("", &beyond.new), (surer, &beyond.surer)]
}

/// Says by which grant something comes about.
pub(super) fn chain(chain: &Chain) -> String {
    let around = chain.groups.get(1..).unwrap_or_default();
    let through = match around {
        [] => String::new(),
        [group] => format!(", through group {group}"),
        groups => format!(", through groups {}", groups.join(", ")),
    };
    format!("by `{}` on {}{through}", chain.role, chain.scope)
}

/// Says who can become whom, or come to what.
pub(super) fn becomes(one: &Becomes) -> String {
    let may = match (one.lost, one.sure, one.surer) {
        (true, ..) => "cannot",
        (false, true, false) => "can",
        (false, true, true) => "can surely",
        (false, false, _) => "can perhaps",
    };
    let become_or_get = if one.identity { "become" } else { "come to" };
    let more = if one.lost { " any more" } else { "" };
    format!("{} {may} {become_or_get} {}{more}", one.who, one.other)
}

/// Says which invariant does not hold any more.
pub(super) fn invariant((_, written, place): &(&Broken, String, Option<String>)) -> String {
    let place = place.as_ref().map(|place| format!("{place}: "));
    format!(
        "{}`{written}` held before and does not hold any more",
        place.unwrap_or_default()
    )
}

/// Says who breaks an invariant, and by what.
pub(super) fn breaker(broken: &Broken) -> String {
    let who = &broken.who;
    let may = if broken.steps.is_empty() {
        "may"
    } else {
        "may come to it"
    };
    let by = match (&broken.chain, &broken.unread) {
        (Some(grant), _) => format!(", {}", chain(grant)),
        (None, Some(what)) => format!(", as far as is known: {what} was not read"),
        (None, None) => String::new(),
    };
    let others = match broken.others {
        0 => String::new(),
        1 => "; one more identity may as well".to_owned(),
        more => format!("; {more} more identities may as well"),
    };
    format!("{who} {may}{by}{others}")
}

/// Says one step, and where it leads.
pub(super) fn stair(stair: &Stair) -> String {
    let who = stair.groups.join(", in ");
    let place = stair
        .place
        .as_ref()
        .map(|place| format!(" on {place}"))
        .unwrap_or_default();
    let may = match &stair.role {
        Some(role) => format!("{who}, by `{role}`{place}, may {}", stair.says),
        None => format!("{who} may{place} {}", stair.says),
    };
    let edge = stair
        .edge
        .map(|edge| format!(" ({edge})"))
        .unwrap_or_default();
    let doubts = stair.doubts.join("; ");
    let doubts = if doubts.is_empty() {
        doubts
    } else {
        format!("; not sure: {doubts}")
    };
    format!("{may}{edge}: {}{doubts}", stair.to)
}

/// Shows in one sentence that something is widened, by what is gravest.
pub(super) fn witness(drawn: &Drawn<'_>) -> Option<String> {
    let diff = drawn.diff;
    let direct = diff
        .identities
        .iter()
        .flat_map(|one| one.gained.iter().map(move |change| (one, change)));
    if let Some((who, change)) = direct.max_by_key(|(_, change)| weight(drawn, change)) {
        return Some(format!("{} may {}", who.name, shown(change)));
    }
    let steps = diff.becomes.iter().filter(|one| !one.lost);
    let steps = steps.flat_map(|one| one.gives.iter().map(move |change| (one, change)));
    if let Some((one, change)) = steps.max_by_key(|(_, change)| weight(drawn, change)) {
        return Some(format!("{}, and so may {}", becomes(one), shown(change)));
    }
    if let Some(one) = drawn.broken.first() {
        return Some(format!("{}; {}", invariant(one), breaker(one.0)));
    }
    let loosened = drawn.loosened.first().map(|(one, place)| match place {
        Some(place) => format!("{place}: {}", one.what),
        None => one.what.clone(),
    });
    loosened.or_else(|| {
        diff.unread
            .first()
            .map(|what| format!("{what} was not read"))
    })
}

fn shown(change: &Change) -> String {
    let by = change
        .chain
        .as_ref()
        .map(|one| format!(", {}", chain(one)))
        .unwrap_or_default();
    let guard = change.beyond.guard.to_string();
    let guard = if guard.is_empty() {
        guard
    } else {
        format!(", {guard}")
    };
    let name = match &change.beyond.witness {
        Some(witness) => format!("`{}`", witness.name),
        None => "perhaps something".to_owned(),
    };
    format!("{name} on {}{by}{guard}", change.scope)
}

/// Weighs what a change gives by its witness, which is the gravest known operation.
fn weight(drawn: &Drawn<'_>, change: &Change) -> u8 {
    let known = change.beyond.witness.as_ref().and_then(|one| one.known);
    known.map_or(0, |id| drawn.diff.catalog.operation(id).risk.weight())
}
