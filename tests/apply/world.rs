//! Azure as a remote, with what goes wrong on the way to it; and a disk that a crash tears.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::rc::Rc;

use rolewright::apply::{Answer, Key, Meaning, Remote, Store, Thing, Trouble};
use rolewright::model::permission::Plane;
use rolewright::observed::{RoleAssignment, Snapshot};
use rolewright::plan::Write;
use tokio::sync::Notify;

use crate::access::Dice;
use crate::plan::{azure::Azure, tenant};
use crate::slow;

/// Stops everything at one point of all that a run comes to.
#[derive(Default)]
pub(super) struct Kill {
    pub(super) passed: Cell<usize>,
    at: Cell<Option<usize>>,
    struck: Cell<bool>,
    notify: Notify,
}

impl Kill {
    /// Comes to a point, and no further if it is the last one.
    pub(super) async fn point(&self) {
        let passed = self.passed.get();
        self.passed.set(passed + 1);
        if self.at.get().is_some_and(|at| passed >= at) {
            self.struck.set(true);
            self.notify.notify_one();
            std::future::pending::<()>().await;
        }
        tokio::task::yield_now().await;
    }

    pub(super) async fn struck(&self) {
        while !self.struck.get() {
            self.notify.notified().await;
        }
    }

    /// Lets the next run go on, to another point.
    pub(super) fn revive(&self, at: Option<usize>) {
        self.struck.set(false);
        self.at.set(at);
    }
}

/// How often something goes wrong, in percent.
#[derive(Clone, Copy, Default)]
pub(super) struct Faults {
    /// It is refused for want of quota.
    pub(super) throttled: usize,
    /// The connection breaks before the request arrives, or after it was done.
    pub(super) dropped: usize,
    /// It is answered as done, and not done.
    pub(super) lost: usize,
    /// What is read is what was there before the last write.
    pub(super) stale: usize,
    /// A principal or a role is not known yet.
    pub(super) unknown: usize,
}

/// Who holds which operation where.
pub(super) type Kept = BTreeSet<(String, String, &'static str)>;

/// Lists what is held in both of two worlds.
pub(super) fn kept(from: &Snapshot, to: &Snapshot) -> Rc<Kept> {
    let (from, to) = (held(from, None), held(to, None));
    Rc::new(from.intersection(&to).cloned().collect())
}

/// A role or assignment, and whether there is any, over time.
type History = Vec<Option<Thing>>;

pub(super) struct World {
    pub(super) azure: RefCell<Azure>,
    pub(super) kill: Rc<Kill>,
    pub(super) faults: Cell<Faults>,
    dice: RefCell<Dice>,
    history: RefCell<BTreeMap<String, History>>,
    /// What was sent and did not arrive yet.
    flying: RefCell<Vec<Write>>,
    /// So many writes changed something, by GUID.
    pub(super) effective: RefCell<BTreeMap<String, usize>>,
    /// What has to be held at all times.
    kept: Rc<Kept>,
    pub(super) requests: Cell<usize>,
    /// Codes that are answered first, in their order, by GUID.
    pub(super) scripted: RefCell<BTreeMap<String, Vec<Meaning>>>,
}

pub(super) const OPERATIONS: [&str; 3] = [
    "Microsoft.MachineLearningServices/workspaces/read",
    "Microsoft.MachineLearningServices/workspaces/write",
    "Microsoft.Storage/storageAccounts/read",
];

impl World {
    /// Makes a world in which something has to be held all the time.
    pub(super) fn new(from: &Snapshot, kept: &Rc<Kept>, seed: u64) -> Rc<Self> {
        Rc::new(Self {
            azure: RefCell::new(Azure {
                snapshot: from.clone(),
            }),
            kill: Rc::new(Kill::default()),
            faults: Cell::new(Faults::default()),
            dice: RefCell::new(Dice::new(seed)),
            history: RefCell::default(),
            flying: RefCell::default(),
            effective: RefCell::default(),
            kept: Rc::clone(kept),
            requests: Cell::new(0),
            scripted: RefCell::default(),
        })
    }

    /// Lets what was sent before a crash arrive, or some of it.
    pub(super) fn land(&self) {
        let flying = std::mem::take(&mut *self.flying.borrow_mut());
        for write in flying {
            if self.dice.borrow_mut().chance(50) {
                let _ = self.carry_out(&write);
            }
        }
    }

    pub(super) fn look(&self, guid: &str) -> Option<Thing> {
        let azure = self.azure.borrow();
        let mut roles = azure.snapshot.role_definitions.iter();
        let mut held = azure.snapshot.role_assignments.iter();
        let role = roles.find(|one| one.id == guid).cloned();
        let one = held.find(|one| one.name == guid && !one.is_eligible());
        role.map(Thing::Role)
            .or_else(|| one.cloned().map(Thing::Assignment))
    }

    fn chance(&self, percent: usize) -> bool {
        self.dice.borrow_mut().chance(percent)
    }

    /// Does it as Azure does, and sees that nobody lacks what is kept.
    fn carry_out(&self, write: &Write) -> Result<(), &'static str> {
        let guid = guid(write);
        let before = self.look(&guid);
        let result = self.azure.borrow_mut().write(write);
        let after = self.look(&guid);
        if before != after {
            *self.effective.borrow_mut().entry(guid.clone()).or_default() += 1;
            let mut history = self.history.borrow_mut();
            history.entry(guid).or_default().push(before.clone());
            drop(history);
            self.watch([before, after]);
        }
        match result {
            Err("nothing to delete") => Ok(()),
            result => result,
        }
    }

    /// Asks after a write whether whoever keeps access has it.
    fn watch(&self, touched: [Option<Thing>; 2]) {
        let mut who = None;
        for thing in touched.into_iter().flatten() {
            if let Thing::Assignment(one) = thing {
                who = Some(one.principal.id.to_string());
            }
        }
        let held = held(&self.azure.borrow().snapshot, who.as_deref());
        let mut kept = self.kept.iter();
        let lacks =
            kept.find(|one| who.as_ref().is_none_or(|who| one.0 == *who) && !held.contains(*one));
        assert_eq!(lacks, None, "is kept and was lost on the way");
    }

    async fn send(&self, write: Write) -> Result<Answer, Trouble> {
        self.requests.set(self.requests.get() + 1);
        let faults = self.faults.get();
        let guid = guid(&write);
        let scripted = self.scripted.borrow_mut().get_mut(&guid).and_then(Vec::pop);
        if let Some(meaning) = scripted {
            return Err(trouble(meaning));
        }
        self.flying.borrow_mut().push(write.clone());
        self.kill.point().await;
        self.flying.borrow_mut().retain(|one| *one != write);
        if self.chance(faults.throttled) {
            return Err(trouble(Meaning::Throttled));
        }
        if self.chance(faults.dropped) {
            return Err(trouble(Meaning::Unclear));
        }
        let is_new = matches!(write, Write::PutAssignment(_)) && self.look(&guid).is_none();
        if is_new && self.chance(faults.unknown) {
            let role = self.chance(50);
            return Err(trouble(if role {
                Meaning::NoRole
            } else {
                Meaning::NoPrincipal
            }));
        }
        if self.chance(faults.lost) {
            return Ok(Answer::default());
        }
        let result = self
            .carry_out(&write)
            .map_err(|code| trouble(meaning(code)));
        self.kill.point().await;
        if self.chance(faults.dropped) {
            return Err(trouble(Meaning::Unclear));
        }
        result.map(|()| Answer {
            correlation: Some("c".to_owned()),
        })
    }
}

impl Remote for World {
    async fn read(&self, key: &Key) -> Result<Option<Thing>, Trouble> {
        self.requests.set(self.requests.get() + 1);
        self.kill.point().await;
        let faults = self.faults.get();
        if self.chance(faults.throttled) {
            return Err(trouble(Meaning::Throttled));
        }
        if self.chance(faults.stale) {
            let history = self.history.borrow();
            let past = history.get(key.guid().as_str()).and_then(|one| one.last());
            if let Some(past) = past {
                return Ok(past.clone());
            }
        }
        Ok(self.look(key.guid()))
    }

    async fn put(&self, thing: &Thing, _: &str) -> Result<Answer, Trouble> {
        let write = match thing {
            Thing::Role(role) => Write::PutRole(role.clone()),
            Thing::Assignment(one) => Write::PutAssignment(one.clone()),
        };
        self.send(write).await
    }

    async fn delete(&self, key: &Key, _: &str) -> Result<Answer, Trouble> {
        let write = match key.clone() {
            Key::Role { id, .. } => Write::DeleteRole { id },
            Key::Assignment { scope, name } => Write::DeleteAssignment { scope, name },
        };
        self.send(write).await
    }

    async fn twin(&self, one: &RoleAssignment) -> Result<Option<RoleAssignment>, Trouble> {
        let azure = self.azure.borrow();
        let mut held = azure.snapshot.role_assignments.iter();
        let twin = held.find(|other| {
            other.scope.eq_ignore_ascii_case(&one.scope)
                && other.principal.id == one.principal.id
                && other.role == one.role
        });
        Ok(twin.cloned())
    }
}

pub(super) fn guid(write: &Write) -> String {
    match write {
        Write::PutRole(role) => role.id.to_string(),
        Write::PutAssignment(one) => one.name.to_string(),
        Write::DeleteAssignment { name, .. } => name.to_string(),
        Write::DeleteRole { id } => id.to_string(),
    }
}

fn trouble(meaning: Meaning) -> Trouble {
    Trouble {
        meaning,
        words: "something is wrong",
        help: "look at it",
        code: Some("Code".to_owned()),
        message: "as Azure says".to_owned(),
        correlation: None,
    }
}

fn meaning(code: &str) -> Meaning {
    match code {
        "RoleAssignmentExists" => Meaning::Exists,
        "RoleDefinitionHasAssignments" => Meaning::Held,
        "RoleDefinitionDoesNotExist" => Meaning::NoRole,
        "PrincipalNotFound" => Meaning::NoPrincipal,
        _ => Meaning::Final,
    }
}

/// Lists what each principal, or one, surely may do at each scope.
fn held(snapshot: &Snapshot, only: Option<&str>) -> Kept {
    let held = snapshot.role_assignments.iter();
    let held = held.filter(|one| only.is_none_or(|only| one.principal.id == only));
    let azure = Azure {
        snapshot: Snapshot {
            role_assignments: held.cloned().collect(),
            role_definitions: snapshot.role_definitions.clone(),
            ..tenant()
        },
    };
    let mut each: BTreeMap<String, Vec<slow::Assignment>> = BTreeMap::new();
    for one in azure.tenant().assignments {
        each.entry(one.principal.clone()).or_default().push(one);
    }
    each.into_iter()
        .flat_map(|(who, held)| of_one(&who, held))
        .collect()
}

/// Nobody is in a group, so that what one holds comes from what is theirs alone.
fn of_one(who: &str, assignments: Vec<slow::Assignment>) -> Kept {
    let scopes: BTreeSet<_> = assignments.iter().map(|one| one.scope.clone()).collect();
    let tenant = slow::Tenant {
        assignments,
        ..slow::Tenant::default()
    };
    let mut found = Kept::new();
    for scope in &scopes {
        for operation in OPERATIONS {
            if slow::access(&tenant, who, scope, (Plane::Control, operation)).0 {
                found.insert((who.to_owned(), scope.to_lowercase(), operation));
            }
        }
    }
    found
}

/// A disk: what was synced stays, and a crash in the middle of a write leaves a part of it.
#[derive(Clone)]
pub(super) struct Disk {
    bytes: Rc<RefCell<Vec<u8>>>,
    kill: Rc<Kill>,
    pub(super) syncs: Rc<Cell<usize>>,
    pub(super) full: Rc<Cell<bool>>,
}

impl Disk {
    pub(super) fn new(kill: &Rc<Kill>) -> Self {
        Self {
            bytes: Rc::default(),
            kill: Rc::clone(kill),
            syncs: Rc::default(),
            full: Rc::default(),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.bytes.borrow().clone()
    }

    pub(super) fn cut(&self, length: usize) {
        self.bytes.borrow_mut().truncate(length);
    }
}

impl Store for Disk {
    async fn append(&mut self, lines: Vec<u8>) -> io::Result<()> {
        if self.full.get() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let start = self.bytes.borrow().len();
        let torn = lines.len() * 2 / 3;
        self.bytes.borrow_mut().extend_from_slice(&lines[..torn]);
        self.kill.point().await;
        self.bytes.borrow_mut().truncate(start);
        self.bytes.borrow_mut().extend_from_slice(&lines);
        self.syncs.set(self.syncs.get() + 1);
        self.kill.point().await;
        Ok(())
    }
}
