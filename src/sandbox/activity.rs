//! The activity log: who wrote and deleted roles and assignments in a subscription.

use std::str::FromStr as _;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::page::Cut;
use super::rbac::Caller;
use super::refusal::Refusal;
use super::scope::{Path, subscription_of};
use super::state::Change;
use super::tenant::Tenant;
use super::wire::{Request, Response};

/// What reading it needs.
const READ: &str = "Microsoft.Insights/eventtypes/values/read";

/// Azure keeps entries for 90 days.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) time: String,
    pub(super) caller: String,
    pub(super) operation: String,
    pub(super) scope: String,
    pub(super) resource: String,
}

/// Between which times entries are asked for.
struct Between {
    from: Timestamp,
    to: Option<Timestamp>,
}

impl Tenant {
    /// Answers `…/providers/Microsoft.Insights/eventtypes/management/values`.
    pub(super) fn activity(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        self.allow(caller, READ, &path.scope)?;
        let between = between(request.query.get("$filter").unwrap_or_default())?;
        let own = path.scope.subscription();
        let events = self.state.events.iter().filter(|(_, event)| {
            let time = Timestamp::from_str(&event.time).unwrap_or_default();
            let lies = subscription_of(&event.scope.to_lowercase()) == own;
            lies && time >= between.from && between.to.is_none_or(|to| time <= to)
        });
        let events = events.map(|(key, event)| (key.as_str(), (key, event)));
        let cut = Cut::of(request, self.orders.page_size);
        Ok(cut.page(request, events, |(key, event)| event.shown(key)))
    }

    /// Notes what the request at hand did to roles and assignments.
    pub(super) fn note_activity(&mut self) {
        let events: Vec<_> = self.deeds().collect();
        if events.is_empty() {
            return;
        }
        for (at, event) in events.into_iter().enumerate() {
            let key = format!("{} {} {at:03}", event.time, self.request_id());
            self.change(Change::Event(key, Some(Box::new(event))));
        }
        let first = self.clock.checked_sub(KEPT).unwrap_or_default();
        let is_old = |event: &Event| Timestamp::from_str(&event.time).unwrap_or_default() < first;
        let events = self.state.events.iter();
        let old = events.take_while(|(_, event)| is_old(event));
        let old: Vec<_> = old.map(|(key, _)| key.clone()).collect();
        for key in old {
            self.change(Change::Event(key, None));
        }
    }

    /// Lists what the request at hand did, as entries.
    fn deeds(&self) -> impl Iterator<Item = Event> + '_ {
        self.changes().filter_map(|(after, before)| {
            let (kind, name, scope, verb) = match (after, before) {
                (Change::Assignment(name, after), Change::Assignment(_, before)) => {
                    let scope = &after.as_ref().or(before.as_ref())?.scope;
                    ("roleAssignments", name, scope, verb(after.is_some()))
                }
                (Change::Role(name, after), Change::Role(_, before)) => {
                    let role = after.as_ref().or(before.as_ref())?;
                    let scope = role.assignable_scopes.first()?;
                    ("roleDefinitions", name, scope, verb(after.is_some()))
                }
                _ => return None,
            };
            let kind = format!("Microsoft.Authorization/{kind}");
            let above = scope.trim_end_matches('/');
            Some(Event {
                time: self.now(),
                caller: self.actor.clone().unwrap_or_default(),
                operation: format!("{kind}/{verb}"),
                scope: scope.clone(),
                resource: format!("{above}/providers/{kind}/{name}"),
            })
        })
    }
}

fn verb(is_there: bool) -> &'static str {
    if is_there { "write" } else { "delete" }
}

impl Event {
    fn shown(&self, key: &str) -> Value {
        let word = |value: &str| json!({"value": value, "localizedValue": value});
        json!({
            "authorization": {"action": self.operation, "scope": self.resource},
            "caller": self.caller,
            "eventDataId": key,
            "eventTimestamp": self.time,
            "level": "Informational",
            "operationName": word(&self.operation),
            "resourceId": self.resource,
            "resourceProviderName": word("Microsoft.Authorization"),
            "status": word("Succeeded"),
            "subscriptionId": subscription_of(&self.scope.to_lowercase()),
        })
    }
}

/// Reads the filter, of which Azure takes one form; it has to say since when.
fn between(text: &str) -> Result<Between, Refusal> {
    let (mut from, mut to) = (None, None);
    for part in text.split(" and ") {
        let mut words = part.trim().splitn(3, ' ');
        let (name, sign, value) = (words.next(), words.next(), words.next());
        let value = value.unwrap_or_default().trim_matches('\'');
        match (name, sign) {
            (Some("eventTimestamp"), Some("ge")) => from = Timestamp::from_str(value).ok(),
            (Some("eventTimestamp"), Some("le")) => to = Timestamp::from_str(value).ok(),
            // Nothing of other providers is kept.
            (Some("resourceProvider"), Some("eq")) => {}
            _ => return Err(unusable(text)),
        }
    }
    let from = from.ok_or_else(|| unusable(text))?;
    Ok(Between { from, to })
}

fn unusable(text: &str) -> Refusal {
    let text =
        format!("The filter '{text}' is not supported; the start time of the events is needed.");
    Refusal::bad("BadRequest", text)
}
