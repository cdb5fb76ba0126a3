//! Reads that lag behind: for a while, what was changed still looks as it did before.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::rbac::{Assignment, Role};
use super::state::Change;
use super::tenant::Tenant;

/// What changed of late, with the value before and the time until which it is shown.
#[derive(Debug, Default)]
pub(super) struct Late {
    assignments: BTreeMap<String, (Timestamp, Option<Assignment>)>,
    roles: BTreeMap<String, (Timestamp, Option<Role>)>,
    objects: BTreeMap<String, Timestamp>,
}

impl Late {
    /// Tells whether nothing changed of late.
    pub(super) fn is_empty(&self) -> bool {
        self.assignments.is_empty() && self.roles.is_empty()
    }

    /// Notes what a change takes back; a value that is noted already is the older one and stays.
    pub(super) fn note(&mut self, before: &Change, now: Timestamp, lag: u32, unseen: u32) {
        let until = |seconds: u32| now + SignedDuration::from_secs(i64::from(seconds));
        match before {
            Change::Assignment(key, before) if lag > 0 => {
                let value = (until(lag), before.clone());
                self.assignments.entry(key.clone()).or_insert(value);
            }
            Change::Role(key, before) if lag > 0 => {
                let value = (until(lag), before.clone());
                self.roles.entry(key.clone()).or_insert(value);
            }
            Change::Object(key, None) if unseen > 0 => {
                self.objects.insert(key.clone(), until(unseen));
            }
            _ => {}
        }
    }

    /// Forgets what is no longer late.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.assignments.retain(|_, (until, _)| *until > now);
        self.roles.retain(|_, (until, _)| *until > now);
        self.objects.retain(|_, until| *until > now);
    }
}

impl Tenant {
    /// Finds an assignment as reads show it now.
    pub(super) fn assignment_now(&self, name: &str) -> Option<&Assignment> {
        match self.late.assignments.get(name) {
            Some((_, before)) => before.as_ref(),
            None => self.state.assignments.get(name),
        }
    }

    /// Lists the older versions of assignments that reads still show.
    pub(super) fn assignments_of_late(&self) -> impl Iterator<Item = &Assignment> {
        let late = self.late.assignments.values();
        late.filter_map(|(_, before)| before.as_ref())
    }

    /// Finds a custom role as reads show it now.
    pub(super) fn role_now(&self, name: &str) -> Option<&Role> {
        match self.late.roles.get(name) {
            Some((_, before)) => before.as_ref(),
            None => self.state.roles.get(name),
        }
    }

    /// Lists the custom roles as reads show them now.
    pub(super) fn roles_now(&self) -> Vec<&Role> {
        let settled = self.state.roles.values();
        let settled = settled.filter(|role| !self.late.roles.contains_key(&role.name));
        let late = self
            .late
            .roles
            .values()
            .filter_map(|(_, before)| before.as_ref());
        settled.chain(late).collect()
    }

    /// Tells whether an object of the directory is too new for Resource Manager to know.
    pub(super) fn is_unseen(&self, id: &str) -> bool {
        self.late.objects.contains_key(id)
    }
}
