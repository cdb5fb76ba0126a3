//! Sentences that the drawings share.

use super::Drawn;
use crate::plan::{
    Aim, Amount, Change, Difference, Effect, Kind, Membership, Plan, Refusal, Subject, Who,
};
use crate::report::counted;
use crate::source::{Sources, Span};
use crate::support::hash::HashMap;

/// So many values of one property are shown.
const FEW: usize = 6;

/// Says what the plan is.
pub(super) fn head(drawn: &Drawn<'_>) -> String {
    let Drawn {
        policy, snapshot, ..
    } = drawn;
    let what = match drawn.aim {
        Aim::Hold => format!("plan of policy `{policy}`"),
        Aim::Destroy => format!("plan to take away everything of policy `{policy}`"),
        Aim::Revoke(who) => format!("plan to take from `{who}` what policy `{policy}` gives"),
    };
    format!("{what} against what Azure had at {}", snapshot.taken)
}

/// Says that nothing is carried out.
pub(super) const READING: &str = "this plan is for reading: nothing was written to Azure";

/// Says that it is not carried out as a stack.
pub(super) const UNSTACKED: &str = "nothing was saved, and nothing was written to Azure";

/// Says that somebody could carry it out.
pub(super) const UNSAVED: &str =
    "nothing was written to Azure; `--out FILE` saves the plan for `rolewright apply`";

/// Says that there is nothing to carry out.
pub(super) const NOTHING: &str = "Azure is as the policy asks: there is nothing to write";

/// Says that there is nothing to carry out as long as no more is known.
pub(super) const NOTHING_KNOWN: &str =
    "as far as could be read there is nothing to write; nothing was written to Azure";

/// Says in one line what changes.
pub(super) fn summary(plan: &Plan) -> String {
    let part = |kind: Kind, words: &str| (kind, format!("{} {words}", plan.count(kind)));
    let always = [
        part(Kind::Create, "to create"),
        part(Kind::Update, "to update"),
        part(Kind::Adopt, "to adopt"),
        part(Kind::Delete, "to delete"),
    ];
    let more = [
        part(Kind::Unresolved, "unresolved"),
        part(Kind::Unknown, "unknown"),
        part(Kind::Waiting, "waiting"),
        part(Kind::Suspicious, "suspicious"),
        part(Kind::BuiltInChanged, "built-in changed by Azure"),
        part(Kind::Given, "given by Azure"),
        part(Kind::Foreign, "not ours"),
        part(Kind::Same, "the same"),
    ];
    let refused = plan.refused().count();
    let refused = (refused > 0).then(|| counted(refused, "refusal"));
    let more = more
        .into_iter()
        .filter(|(kind, _)| plan.count(*kind) > 0)
        .map(|(_, text)| text);
    let always = always.into_iter().map(|(_, text)| text);
    let parts: Vec<_> = always.chain(refused).chain(more).collect();
    parts.join(", ")
}

/// Says what a change is about, its scope aside.
pub(in crate::cli::command) fn subject(change: &Change) -> String {
    match &change.subject {
        Subject::Role { name, id } => format!("role `{name}` ({id})"),
        Subject::Assignment {
            who, role, name, ..
        } => {
            let name = name.as_ref().map(|name| format!(" ({name})"));
            format!("`{role}` for {}{}", person(who), name.unwrap_or_default())
        }
    }
}

fn person(who: &Who) -> String {
    format!("`{}`", who.name)
}

/// Says what is different, a line for each property.
pub(in crate::cli::command) fn differences(change: &Change) -> Vec<String> {
    change.differences.iter().map(difference).collect()
}

fn difference(one: &Difference) -> String {
    let list = |values: &[String]| {
        let shown = values.iter().take(FEW).map(|value| format!("`{value}`"));
        let more = values.len().saturating_sub(FEW);
        let more = (more > 0).then(|| format!("{more} more"));
        shown.chain(more).collect::<Vec<_>>().join(", ")
    };
    let (old, new) = (list(&one.old), list(&one.new));
    match (one.old.is_empty(), one.new.is_empty()) {
        (false, false) => format!("{}: {old} becomes {new}", one.what),
        (false, true) => format!("{}: without {old}", one.what),
        (true, false) => format!("{}: with {new}", one.what),
        (true, true) => format!("{}: in another order", one.what),
    }
}

/// Says who gains and who loses what.
pub(super) fn effect(change: &Change) -> Option<String> {
    let effect = change.effect.as_deref()?;
    let who = match &change.subject {
        Subject::Role { .. } => format!(
            "whoever holds it ({})",
            counted(effect.holders, "assignment")
        ),
        Subject::Assignment { who, .. } => person(who),
    };
    let parts: Vec<_> = [amount("gains", effect.gained), amount("loses", effect.lost)]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        return Some(unchanged(change, effect, &who));
    }
    let held = (effect.held > 0).then(|| {
        let count = counted(effect.held, "operation");
        format!("; held before and after: {count}")
    });
    Some(format!(
        "{who} {}{}",
        parts.join(" and "),
        held.unwrap_or_default()
    ))
}

fn unchanged(change: &Change, effect: &Effect, who: &str) -> String {
    match change.kind {
        Kind::Create if effect.held > 0 => {
            format!("{who} gains nothing new: all of it is held in another way already")
        }
        Kind::Delete if effect.held > 0 => {
            format!("{who} loses nothing: all of it is held in another way as well")
        }
        _ => format!("{who} gains nothing and loses nothing"),
    }
}

fn amount(verb: &str, amount: Amount) -> Option<String> {
    let risk = amount.risk?;
    let count = counted(amount.operations, "operation");
    Some(format!("{verb} {count} (gravest: {})", risk.word()))
}

/// Says why something is refused, and in a second line what to do.
pub(in crate::cli::command) fn refusal(one: &Refusal) -> [String; 2] {
    [
        format!("{}: {}", one.guard.word(), one.reason),
        format!("help: {}", one.remedy),
    ]
}

/// The title of what the directory says otherwise of groups.
pub(in crate::cli::command) const MEMBERS: &str =
    "Members of groups that are not as declared; a plan writes none";

/// Says what the directory says otherwise of the members of a group.
pub(in crate::cli::command) fn membership(one: &Membership) -> String {
    let list = |names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let absent = (!one.absent.is_empty()).then(|| format!("does not hold {}", list(&one.absent)));
    let more = (!one.more.is_empty()).then(|| format!("also holds {}", list(&one.more)));
    let unknown = one.unknown.iter();
    let unknown = unknown.map(|why| format!("was not compared to the end: {why}"));
    let parts: Vec<_> = absent.into_iter().chain(more).chain(unknown).collect();
    format!("group `{}` {}", one.group, parts.join("; "))
}

/// Says under what a change is listed.
pub(in crate::cli::command) fn title(scopes: &HashMap<&str, String>, change: &Change) -> String {
    let Subject::Assignment { scope, .. } = &change.subject else {
        return "Role definitions".to_owned();
    };
    match scopes.get(scope.as_str()) {
        Some(name) => format!("Assignments at {name} ({scope})"),
        None => format!("Assignments at {scope}"),
    }
}

/// Writes places of the policy as `file:line`.
pub(in crate::cli::command) fn places(sources: &Sources, spans: &[Span]) -> Vec<String> {
    let places = spans.iter().filter_map(|span| {
        let file = sources.get(span.file)?;
        let line = file.place(span.start).line;
        Some(format!("{}:{line}", file.name().display()))
    });
    let mut places: Vec<_> = places.collect();
    places.dedup();
    places
}
