//! Whether a saved plan may still be carried out: everything that has changed since, in words.

use std::collections::BTreeMap;

use super::saved::{Saved, SavedChange, SavedSubject};
use super::stamp::{Source, Stamp, Way};
use super::step::Step;
use crate::model::date::Moment;

/// No plan may be older: a day, in seconds.
const DAY: i64 = 86_400;

/// Clocks differ: a plan may seem to come from so many seconds ahead.
const SKEW: i64 = 300;

/// One thing that is not as the saved plan has it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It was compared with a snapshot.
    #[error("it was made from a snapshot, and such a plan is for reading")]
    FromSnapshot,
    /// It is too old, or its time cannot be read.
    #[error("it was made at {0}, which is more than a day ago")]
    Old(String),
    /// It seems to come from the future.
    #[error("it was made at {0}, which is yet to come: one of the clocks is wrong")]
    Future(String),
    /// Something that it was made from is another one now.
    #[error("{what} was {was} when it was made, and is {is} now")]
    Other {
        /// What.
        what: &'static str,
        /// What it was.
        was: String,
        /// What it is.
        is: String,
    },
    /// It is for another way.
    #[error("{0}")]
    Way(&'static str),
    /// The text of something has changed.
    #[error("{0} since it was made")]
    Changed(&'static str),
    /// Something has to change that is not in the plan.
    #[error("{0}: it has to change now, and the plan does not have it")]
    New(String),
    /// Something in the plan has not to change any more.
    #[error("{0}: the plan changes it, and nothing is to change there now")]
    Gone(String),
    /// A name leads to somebody else.
    #[error(
        "{subject}: the object id of `{who}` was `{was}` and is `{is}` now; who is deleted and made \
         anew is somebody else to Azure"
    )]
    Reborn {
        /// What is changed.
        subject: String,
        /// The name.
        who: String,
        /// The object id in the plan.
        was: String,
        /// The object id now.
        is: String,
    },
    /// A change is another one.
    #[error("{subject}: {how}")]
    Differs {
        /// What is changed.
        subject: String,
        /// What differs.
        how: String,
    },
}

/// Lists what is not as a saved plan has it; `fresh` is the same plan made anew, and `resumed` tells
/// that a part of it was carried out already.
pub fn unfit(saved: &Saved, fresh: &Saved, now: Moment, resumed: bool) -> Vec<Unfit> {
    let mut found = stamps(&saved.stamp, &fresh.stamp);
    found.extend(age(&saved.stamp, now).filter(|_| !resumed));
    // Another policy or tenant differs in every change; that says nothing more.
    if found.is_empty() && resumed {
        found.extend(beyond(saved, fresh));
    } else if found.is_empty() {
        found.extend(changes(saved, fresh));
    }
    found
}

fn age(stamp: &Stamp, now: Moment) -> Option<Unfit> {
    let made = stamp.made.to_string();
    let seconds = Moment::parse(&made).map(|made| made.seconds_until(now));
    match seconds {
        Some(seconds) if seconds < -SKEW => Some(Unfit::Future(made)),
        Some(seconds) if seconds <= DAY => None,
        _ => Some(Unfit::Old(made)),
    }
}

fn stamps(saved: &Stamp, fresh: &Stamp) -> Vec<Unfit> {
    let other = |what, was: &dyn ToString, is: &dyn ToString| {
        let (was, is) = (was.to_string(), is.to_string());
        (was != is).then(|| Unfit::Other {
            what,
            was: format!("`{was}`"),
            is: format!("`{is}`"),
        })
    };
    let changed = |same: bool, what| (!same).then_some(Unfit::Changed(what));
    let snapshot = (saved.source == Source::Snapshot).then_some(Unfit::FromSnapshot);
    [
        snapshot,
        other("the tenant", &saved.tenant, &fresh.tenant),
        other("the cloud", &saved.cloud, &fresh.cloud),
        other(
            "who answers",
            &saved.endpoint.word(),
            &fresh.endpoint.word(),
        ),
        other("the policy", &saved.policy, &fresh.policy),
        other("the version of rolewright", &saved.tool, &fresh.tool),
        changed(
            saved.texts == fresh.texts,
            "the policy or its settings were changed",
        ),
        changed(saved.lock == fresh.lock, "rolewright.lock was changed"),
        changed(saved.catalog == fresh.catalog, "the catalogue was changed"),
        way(saved.way, fresh.way),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn way(saved: Way, fresh: Way) -> Option<Unfit> {
    (saved != fresh).then_some(Unfit::Way(match saved {
        Way::Direct => "it is to be carried out write by write, and `--via stack` says otherwise",
        Way::Stack => "it is to be carried out as a stack, with `--via stack`",
    }))
}

/// Lists what a plan that was carried out in part does not have: what is left of it is in it.
fn beyond(saved: &Saved, fresh: &Saved) -> Vec<Unfit> {
    let known = saved.steps();
    let left = fresh.steps();
    let unknown = left.into_iter().filter(|(_, step)| {
        let mut known = known.iter();
        !known.any(|(_, one)| one.ends_like(step))
    });
    let mut found: Vec<_> = unknown
        .map(|(change, _)| Unfit::New(change.subject.to_string()))
        .collect();
    found.dedup();
    found
}

/// What a change is about without the ids that Azure gives.
fn name(change: &SavedChange) -> String {
    change.subject.to_string()
}

fn changes(saved: &Saved, fresh: &Saved) -> Vec<Unfit> {
    let mut now: BTreeMap<String, Vec<&SavedChange>> = BTreeMap::new();
    for change in &fresh.changes {
        now.entry(name(change)).or_default().push(change);
    }
    let mut found = Vec::new();
    for was in &saved.changes {
        let name = name(was);
        match now.get_mut(&name).and_then(|alike| take(was, alike)) {
            None => found.push(Unfit::Gone(name)),
            Some(is) => found.extend(differs(was, is)),
        }
    }
    let left = now.into_iter();
    let left = left.flat_map(|(name, left)| left.into_iter().map(move |_| name.clone()));
    found.extend(left.map(Unfit::New));
    found
}

/// Takes out of a list the change that is like one, else the first.
fn take<'c>(was: &SavedChange, alike: &mut Vec<&'c SavedChange>) -> Option<&'c SavedChange> {
    let same = alike.iter().position(|is| differs(was, is).is_none());
    let at = same.or((!alike.is_empty()).then_some(0))?;
    Some(alike.remove(at))
}

/// Says how a change differs from the one that was saved.
fn differs(was: &SavedChange, is: &SavedChange) -> Option<Unfit> {
    let subject = name(was);
    if let (
        SavedSubject::Assignment {
            who, who_id: old, ..
        },
        SavedSubject::Assignment { who_id: new, .. },
    ) = (&was.subject, &is.subject)
        && old != new
    {
        let id = |id: &Option<smol_str::SmolStr>| id.as_deref().unwrap_or("not known").to_owned();
        return Some(Unfit::Reborn {
            subject,
            who: who.to_string(),
            was: id(old),
            is: id(new),
        });
    }
    let how = if was.kind != is.kind {
        format!(
            "the plan has `{}` there, and now it is `{}`",
            was.kind, is.kind
        )
    } else if !same_steps(&was.steps, &is.steps) {
        "what Azure has there is not what the plan saw, or something else is to be written"
            .to_owned()
    } else if was.effect != is.effect {
        "who gains and who loses what by it is not what the plan says".to_owned()
    } else {
        return None;
    };
    Some(Unfit::Differs { subject, how })
}

fn same_steps(was: &[Step], is: &[Step]) -> bool {
    was.len() == is.len() && was.iter().zip(is).all(|(was, is)| was.is_like(is))
}
