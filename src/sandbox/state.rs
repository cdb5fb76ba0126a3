//! What the sandbox holds, and the one way in which it changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::activity::Event;
use super::directory::{Directory, Object};
use super::rbac::{Assignment, Assignments, Role};

/// Something with an id and no rules of its own: a subscription, a resource, a lock, a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    /// The body as it is shown.
    pub(super) body: Value,
    /// The lower-case id of the management group above it, where the id does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<String>,
}

/// One change: something has a new value under its key, or is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Change {
    Document(String, Option<Document>),
    Role(String, Option<Role>),
    Assignment(String, Option<Assignment>),
    Object(String, Option<Box<Object>>),
    Event(String, Option<Box<Event>>),
}

/// Everything that is kept.
#[derive(Debug, Default)]
pub(super) struct State {
    /// By lower-case id.
    pub(super) documents: BTreeMap<String, Document>,
    /// What hangs below a management group, by its lower-case id.
    pub(super) children: BTreeMap<String, BTreeSet<String>>,
    /// Custom roles by GUID.
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) assignments: Assignments,
    pub(super) directory: Directory,
    /// The activity log, the oldest entry first.
    pub(super) events: BTreeMap<String, Event>,
}

impl State {
    /// Applies a change and returns the one that takes it back.
    pub(super) fn apply(&mut self, change: Change) -> Change {
        match change {
            Change::Document(key, value) => {
                let parent = value.as_ref().and_then(|value| value.parent.clone());
                let before = swap(&mut self.documents, &key, value);
                let left = before.as_ref().and_then(|before| before.parent.as_ref());
                if let Some(children) = left.and_then(|left| self.children.get_mut(left)) {
                    children.remove(&key);
                }
                if let Some(parent) = parent {
                    let children = self.children.entry(parent).or_default();
                    children.insert(key.clone());
                }
                Change::Document(key, before)
            }
            Change::Role(key, value) => {
                let before = swap(&mut self.roles, &key, value);
                Change::Role(key, before)
            }
            Change::Assignment(key, value) => {
                let before = self.assignments.set(&key, value);
                Change::Assignment(key, before)
            }
            Change::Object(key, value) => {
                let before = self.directory.set(&key, value.map(|value| *value));
                Change::Object(key, before.map(Box::new))
            }
            Change::Event(key, value) => {
                let before = swap(&mut self.events, &key, value.map(|value| *value));
                Change::Event(key, before.map(Box::new))
            }
        }
    }

    /// Lists the documents whose id begins with a text.
    pub(super) fn below<'state>(
        &'state self,
        start: &'state str,
    ) -> impl Iterator<Item = (&'state String, &'state Document)> {
        let from = self.documents.range(start.to_owned()..);
        from.take_while(move |(id, _)| id.starts_with(start))
    }

    /// Lists everything as changes, from which the same state can be made again.
    pub(super) fn everything(&self) -> impl Iterator<Item = Change> + '_ {
        let documents = self.documents.iter();
        let documents =
            documents.map(|(key, value)| Change::Document(key.clone(), Some(value.clone())));
        let objects = self.directory.all();
        let objects =
            objects.map(|value| Change::Object(value.id.clone(), Some(Box::new(value.clone()))));
        let roles = self.roles.iter();
        let roles = roles.map(|(key, value)| Change::Role(key.clone(), Some(value.clone())));
        let assignments = self.assignments.all();
        let assignments =
            assignments.map(|value| Change::Assignment(value.name.clone(), Some(value.clone())));
        let events = self.events.iter();
        let events =
            events.map(|(key, value)| Change::Event(key.clone(), Some(Box::new(value.clone()))));
        documents
            .chain(objects)
            .chain(roles)
            .chain(assignments)
            .chain(events)
    }
}

/// Puts a value in a map, or takes it out, and returns what was there.
pub(super) fn swap<T>(map: &mut BTreeMap<String, T>, key: &str, value: Option<T>) -> Option<T> {
    match value {
        Some(value) => map.insert(key.to_owned(), value),
        None => map.remove(key),
    }
}
