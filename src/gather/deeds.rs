//! Who did something to an assignment or a role, and when, as far as Azure tells.
//!
//! What is there tells who made and who last changed it; what is gone is looked for in the activity
//! log of its subscription, which goes back 90 days.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt as _};
use smol_str::SmolStr;

use super::tops::subscription;
use super::{Failure, Sources, reason, unless_fatal};
use crate::azure::{Activity, Error, Manager, Target};
use crate::model::date::Moment;
use crate::observed::is_guid;

/// So many things are asked about at once.
const AT_ONCE: usize = 8;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Where it is, or one of the places at which a role may be assigned.
    pub scope: SmolStr,
    /// Its GUID.
    pub name: SmolStr,
    /// It is a role definition, and no assignment.
    pub role: bool,
    /// It is not there any more.
    pub gone: bool,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It was made.
    Made,
    /// It was changed.
    Changed,
    /// It was deleted.
    Deleted,
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was done.
    pub deed: Deed,
    /// When, as Azure writes it.
    pub on: Option<SmolStr>,
    /// Who: an object id, an application id or a user principal name.
    pub by: Option<SmolStr>,
    /// What the directory calls who did it.
    pub name: Option<SmolStr>,
}

/// What is known of deeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The traces of each thing that was asked about, in its order.
    pub traces: Vec<Vec<Trace>>,
    /// What could not be read, and why.
    pub unread: Vec<String>,
}

/// Asks who did it; `between` is how far back the activity log is read, and until when.
pub async fn deeds(
    sources: Sources<'_>,
    asked: &[Sought],
    between: (Moment, Moment),
) -> Result<Told, Failure> {
    let manager = sources.manager;
    let mut told = Told::default();
    let logs = logs(manager, asked, between, &mut told).await?;
    let reads = asked.iter().map(|one| async {
        if one.gone {
            Ok(deleted(&logs, one))
        } else {
            there(manager, one).await
        }
    });
    let mut reads = stream::iter(reads).buffered(AT_ONCE);
    while let Some(read) = reads.next().await {
        let traces = match read {
            Ok(traces) => traces,
            Err(error) => {
                told.unread.push(unless_fatal(error)?);
                Vec::new()
            }
        };
        told.traces.push(traces);
    }
    drop(reads);
    names(sources, &mut told).await;
    told.unread.sort();
    told.unread.dedup();
    Ok(told)
}

/// Reads the logs of the subscriptions in which something is gone, by their ids in lower case.
async fn logs(
    manager: &Manager,
    asked: &[Sought],
    (from, to): (Moment, Moment),
    told: &mut Told,
) -> Result<BTreeMap<String, Vec<Activity>>, Error> {
    let gone = asked.iter().filter(|one| one.gone);
    let subscriptions: BTreeSet<_> = gone
        .filter_map(|one| Some(subscription(&one.scope)?.to_ascii_lowercase()))
        .collect();
    let (from, to) = (from.to_string(), to.to_string());
    let mut logs = BTreeMap::new();
    for id in subscriptions {
        match manager.activity(&id, (&from, &to)).await {
            Ok(log) => {
                logs.insert(id, log);
            }
            Err(error) => {
                let why = unless_fatal(error)?;
                told.unread.push(format!("the activity log of {id}: {why}"));
            }
        }
    }
    Ok(logs)
}

/// Finds who deleted something last.
fn deleted(logs: &BTreeMap<String, Vec<Activity>>, asked: &Sought) -> Vec<Trace> {
    let log = subscription(&asked.scope).and_then(|id| logs.get(&id.to_ascii_lowercase()));
    let kind = if asked.role {
        "roledefinitions"
    } else {
        "roleassignments"
    };
    let end = format!("/{kind}/{}", asked.name).to_ascii_lowercase();
    let fits = |one: &&Activity| {
        one.resource.to_ascii_lowercase().ends_with(&end)
            && one.operation.to_ascii_lowercase().ends_with("/delete")
            && one.status.eq_ignore_ascii_case("Succeeded")
    };
    let found = log.into_iter().flatten().filter(fits);
    let last = found.max_by(|one, other| one.time.cmp(&other.time));
    let trace = last.map(|one| Trace {
        deed: Deed::Deleted,
        on: Some(one.time.clone()),
        by: Some(one.caller.clone()).filter(|by| !by.is_empty()),
        name: None,
    });
    trace.into_iter().collect()
}

/// Reads what something that is there says of itself.
async fn there(manager: &Manager, asked: &Sought) -> Result<Vec<Trace>, Error> {
    let target = Target {
        scope: &asked.scope,
        name: &asked.name,
        request: None,
    };
    let said = if asked.role {
        let role = manager.role_definition(target).await?;
        role.map(|one| {
            [
                one.created_on,
                one.created_by,
                one.updated_on,
                one.updated_by,
            ]
        })
    } else {
        let held = manager.role_assignment(target).await?;
        held.map(|one| {
            [
                one.created_on,
                one.created_by,
                one.updated_on,
                one.updated_by,
            ]
        })
    };
    let Some([made_on, made_by, changed_on, changed_by]) = said else {
        return Ok(Vec::new());
    };
    let is_new = made_on == changed_on;
    let made = trace(Deed::Made, made_on, made_by);
    let changed = trace(Deed::Changed, changed_on, changed_by).filter(|_| !is_new);
    Ok(made.into_iter().chain(changed).collect())
}

fn trace(deed: Deed, on: Option<SmolStr>, by: Option<SmolStr>) -> Option<Trace> {
    let by = by.filter(|by| !by.is_empty());
    (on.is_some() || by.is_some()).then_some(Trace {
        deed,
        on,
        by,
        name: None,
    })
}

/// Looks up what the directory calls those who did it; without it they keep their ids.
async fn names(sources: Sources<'_>, told: &mut Told) {
    let traces = told.traces.iter().flatten();
    let ids = traces.filter_map(|one| one.by.as_ref().map(|by| by.to_ascii_lowercase()));
    let ids: BTreeSet<SmolStr> = ids.filter(|id| is_guid(id)).map(SmolStr::from).collect();
    let Some(graph) = sources.graph.filter(|_| !ids.is_empty()) else {
        return;
    };
    match graph.by_ids(&Vec::from_iter(ids)).await {
        Ok(found) => {
            let found: BTreeMap<_, _> = found.into_iter().map(|one| (one.id, one.name)).collect();
            for one in told.traces.iter_mut().flatten() {
                let by = one.by.as_ref().map(|by| by.to_ascii_lowercase());
                one.name = by.and_then(|by| found.get(by.as_str()).cloned().flatten());
            }
        }
        Err(error) => told
            .unread
            .push(format!("the names of who did it: {}", reason(&error))),
    }
}
