//! What was read so far, each thing once.

use std::cmp::Ordering;
use std::hash::Hash;

use smol_str::{SmolStr, StrExt as _};

use crate::model::Guid;
use crate::model::date::Moment;
use crate::observed::{
    Aspect, Completeness, DenyAssignment, FederatedCredential, Gap, GroupGap, Lock, Part,
    Principal, RoleAssignment, RoleDefinition, Schedule, Scope, Snapshot,
};
use crate::support::hash::{HashMap, HashSet};

/// What was read so far. Lists overlap: each says what is above its scope as well.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) completeness: Completeness,
    absent: Once<SmolStr, SmolStr>,
    principals: HashMap<SmolStr, Principal>,
    tree: Once<SmolStr, Scope>,
    role_definitions: Once<SmolStr, RoleDefinition>,
    /// As they came: there may be very many, and they are told apart at the end.
    role_assignments: Vec<RoleAssignment>,
    deny_assignments: Once<(SmolStr, SmolStr), DenyAssignment>,
    locks: Once<(SmolStr, SmolStr), Lock>,
    federated_credentials: Vec<FederatedCredential>,
    /// When assignments end that have a schedule, by their names.
    ends: HashMap<Guid, Moment>,
}

/// A list in which each thing stands once; the first one stays.
#[derive(Debug)]
struct Once<K, T> {
    seen: HashSet<K>,
    list: Vec<T>,
}

impl<K, T> Default for Once<K, T> {
    fn default() -> Self {
        Self {
            seen: HashSet::default(),
            list: Vec::new(),
        }
    }
}

impl<K: Hash + Eq, T> Once<K, T> {
    fn add(&mut self, key: K, one: T) {
        if self.seen.insert(key) {
            self.list.push(one);
        }
    }
}

impl Collected {
    /// Notes that something was read to the end.
    pub(super) fn full(&mut self, what: Aspect, of: &str, below: bool) {
        let part = part(what, of, below);
        if !self.completeness.full.contains(&part) {
            self.completeness.full.push(part);
        }
    }

    /// Notes that something could not be read.
    pub(super) fn missing(&mut self, what: Aspect, of: &str, below: bool, reason: String) {
        let part = part(what, of, below);
        let missing = &mut self.completeness.missing;
        // One reason is enough; two lists of one aspect mostly fail in the same way.
        if !missing.iter().any(|gap| gap.part == part) {
            missing.push(Gap { part, reason });
        }
    }

    /// Notes that a scope is not there.
    pub(super) fn absent(&mut self, id: &str) {
        self.absent.add(id.to_lowercase_smolstr(), id.into());
    }

    /// Tells whether a scope is known not to be there.
    pub(super) fn is_absent(&self, id: &str) -> bool {
        self.absent.seen.contains(&id.to_lowercase_smolstr())
    }

    /// Notes that the members of a group could not all be read.
    pub(super) fn open_group(&mut self, group: SmolStr, reason: String) {
        self.completeness.groups.push(GroupGap { group, reason });
    }

    pub(super) fn scope(&mut self, one: Scope) {
        self.tree.add(one.id.to_lowercase_smolstr(), one);
    }

    pub(super) fn role_definition(&mut self, one: RoleDefinition) {
        self.role_definitions.add(one.id.clone(), one);
    }

    pub(super) fn role_assignment(&mut self, one: RoleAssignment) {
        self.role_assignments.push(one);
    }

    /// Takes many over, before any other.
    pub(super) fn role_assignments(&mut self, many: Vec<RoleAssignment>) {
        let first = std::mem::replace(&mut self.role_assignments, many);
        self.role_assignments.extend(first);
    }

    pub(super) fn deny_assignment(&mut self, one: DenyAssignment) {
        let key = (one.scope.to_lowercase_smolstr(), one.id.clone());
        self.deny_assignments.add(key, one);
    }

    pub(super) fn lock(&mut self, one: Lock) {
        let key = (
            one.scope.to_lowercase_smolstr(),
            one.name.to_lowercase_smolstr(),
        );
        self.locks.add(key, one);
    }

    /// Notes when an assignment ends.
    pub(super) fn ends(&mut self, assignment: Guid, until: Moment) {
        self.ends.insert(assignment, until);
    }

    pub(super) fn federated_credentials(&mut self, many: Vec<FederatedCredential>) {
        self.federated_credentials.extend(many);
    }

    /// Adds somebody; what is known of the same one already stays, but for what it lacks.
    pub(super) fn principal(&mut self, one: Principal) {
        let Some(known) = self.principals.get_mut(&one.id) else {
            self.principals.insert(one.id.clone(), one);
            return;
        };
        known.name = known.name.take().or(one.name);
        known.upn = known.upn.take().or(one.upn);
        known.app_id = known.app_id.take().or(one.app_id);
        known.members = known.members.take().or(one.members);
    }

    pub(super) fn knows(&self, principal: &str) -> bool {
        self.principals.contains_key(principal)
    }

    pub(super) fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.principals.values()
    }

    pub(super) fn principal_mut(&mut self, id: &str) -> Option<&mut Principal> {
        self.principals.get_mut(id)
    }

    pub(super) fn assignments(&self) -> impl Iterator<Item = &RoleAssignment> {
        self.role_assignments.iter()
    }

    pub(super) fn denials(&self) -> &[DenyAssignment] {
        &self.deny_assignments.list
    }

    /// Lists the scopes above one, nearest first, as far as the tree says.
    pub(super) fn above(&self, id: &str) -> Vec<SmolStr> {
        let mut above: Vec<SmolStr> = Vec::new();
        let parent = |id: &str| {
            let mut tree = self.tree.list.iter();
            let found = tree.find(|one| one.id.eq_ignore_ascii_case(id))?;
            found.parent.clone()
        };
        let mut next = parent(id);
        // Azure's tree is no higher; a circle ends here as well.
        while let Some(one) = next.filter(|_| above.len() < 16) {
            next = parent(&one);
            above.push(one);
        }
        above
    }

    /// Fills a snapshot, every list in an order of its own.
    pub(super) fn snapshot(mut self, empty: Snapshot) -> Snapshot {
        // Scopes stand in the tree for what is above them before they are known not to be there.
        let mut absent = std::mem::take(&mut self.absent);
        absent.list.sort_unstable();
        let key = |one: &Scope| one.id.to_lowercase_smolstr();
        self.tree
            .list
            .retain(|one| !absent.seen.contains(&key(one)));
        let mut role_assignments = once(self.role_assignments);
        if !self.ends.is_empty() {
            for one in role_assignments.iter_mut().filter(|one| !one.is_eligible()) {
                let until = self.ends.get(&one.name).copied();
                one.schedule = Schedule {
                    until,
                    ..one.schedule()
                }
                .kept();
            }
        }
        let mut principals: Vec<_> = self.principals.into_values().collect();
        principals.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        Snapshot {
            completeness: self.completeness,
            absent: absent.list,
            principals,
            tree: self.tree.list,
            role_definitions: self.role_definitions.list,
            role_assignments,
            deny_assignments: self.deny_assignments.list,
            locks: self.locks.list,
            federated_credentials: self.federated_credentials,
            ..empty
        }
    }
}

/// Leaves each assignment of a list once: names are told apart by their scopes, and an eligible one may
/// go by the name of the one that it became.
fn once(mut all: Vec<RoleAssignment>) -> Vec<RoleAssignment> {
    all.sort_unstable_by(order);
    all.dedup_by(|one, other| order(one, other) == Ordering::Equal);
    all
}

fn order(one: &RoleAssignment, other: &RoleAssignment) -> Ordering {
    let names = one.name.cmp(&other.name);
    names
        .then_with(|| one.is_eligible().cmp(&other.is_eligible()))
        .then_with(|| folded(&one.scope).cmp(folded(&other.scope)))
}

fn folded(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn part(what: Aspect, of: &str, below: bool) -> Part {
    Part {
        what,
        of: of.into(),
        below,
    }
}
