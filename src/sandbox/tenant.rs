//! One tenant: what it holds, what it is told to be like, and the way from a request to its answer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer::{Answer, LogLine, fate, mark, ordered};
use super::directory::{Object, ObjectKind};
use super::journal;
use super::late::Late;
use super::orders::{Orders, What};
use super::rbac::Assignment;
use super::scope::MANAGEMENT_GROUPS;
use super::seed::Seed;
use super::state::{Change, Document, State};
use super::throttle::Buckets;
use super::wire::{Request, Response};
use crate::support::guid::guid;

/// The role that the first principal holds at the root.
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// Who an instance is: its tenant, the principal that may do everything, and the key of its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The tenant id.
    pub tenant: String,
    /// The client id of the first principal.
    pub client: String,
    /// Its object id.
    pub object: String,
    /// Its secret.
    pub secret: String,
    /// What tokens are signed with.
    pub key: String,
}

/// One tenant.
#[derive(Debug)]
pub struct Tenant {
    pub(super) identity: Identity,
    pub(super) state: State,
    pub(super) orders: Orders,
    pub(super) clock: Timestamp,
    pub(super) late: Late,
    pub(super) buckets: Buckets,
    /// Who made the request at hand.
    pub(super) actor: Option<String>,
    /// What the request at hand keeps others from until its answer is out.
    pub(super) busy: Option<String>,
    /// What requests whose answers are not out yet keep others from.
    pub(super) under_way: BTreeSet<String>,
    sequence: u64,
    pending: Vec<Change>,
    undo: Vec<Change>,
}

impl Tenant {
    /// Makes a tenant of what was kept, or a new one of nothing; what a new one begins with waits to
    /// be kept in [`Tenant::unkept`].
    pub fn new(identity: Identity, orders: Orders, kept: &[u8], now: Timestamp) -> Self {
        let mut tenant = Self {
            identity,
            state: State::default(),
            orders,
            clock: now,
            late: Late::default(),
            buckets: Buckets::default(),
            actor: None,
            busy: None,
            under_way: BTreeSet::new(),
            sequence: 0,
            pending: Vec::new(),
            undo: Vec::new(),
        };
        let (changes, _) = journal::read(kept);
        if changes.is_empty() {
            tenant.begin();
        }
        for change in changes {
            tenant.state.apply(change);
        }
        tenant
    }

    /// Takes the line that keeps what changed outside of a request.
    pub fn unkept(&mut self) -> Option<Vec<u8>> {
        self.undo.clear();
        let changes = std::mem::take(&mut self.pending);
        (!changes.is_empty()).then(|| journal::line(&changes))
    }

    /// Writes everything anew, in as few lines as it takes.
    pub fn everything(&self) -> Vec<u8> {
        let all: Vec<_> = self.state.everything().collect();
        all.chunks(64).flat_map(journal::line).collect()
    }

    /// Answers a request.
    pub fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.clock = now;
        self.sequence += 1;
        self.actor = None;
        self.busy = None;
        self.late.forget(now);
        self.begin_and_end();
        let fault = self.orders.fault(request);
        let (mut response, code) = self.respond(request, fault.as_ref());
        let kept = self.unkept();
        let request_id = self.request_id();
        let log = LogLine {
            number: self.sequence,
            time: self.now(),
            method: request.method.word(),
            target: request.target.clone(),
            status: response.status,
            code,
            caller: self.actor.clone(),
            client_request_id: request.client_id.clone(),
            request_id: request_id.clone(),
            fault: fault.clone(),
            changed: kept.is_some(),
        };
        mark(&mut response, request, &request_id);
        let holds = self.busy.take();
        self.under_way.extend(holds.clone());
        Answer {
            response,
            kept,
            fate: fate(fault.as_ref()),
            holds,
            log,
        }
    }

    /// Makes the assignments whose time has come, and takes those away whose time is over.
    fn begin_and_end(&mut self) {
        self.begin_schedules();
        let now = self.clock.as_second();
        let ended = |state: &State| state.assignments.ended(now).map(str::to_owned);
        while let Some(name) = ended(&self.state) {
            self.change(Change::Assignment(name, None));
        }
    }

    /// Lets others do what an answer, which is out now, kept them from.
    pub fn release(&mut self, held: &str) {
        self.under_way.remove(held);
    }

    /// Puts a world into the tenant; what is to be kept of it waits in [`Tenant::unkept`].
    pub fn plant(&mut self, seed: Seed) -> Result<(), String> {
        let planted = self.seed(seed);
        if planted.is_err() {
            self.take_back();
        }
        // A world that is planted was there all the time.
        self.late = Late::default();
        planted.map_err(|refusal| refusal.message)
    }

    /// Returns the id of the request at hand.
    pub(super) fn request_id(&self) -> String {
        let (time, number) = (
            self.clock.as_nanosecond().to_string(),
            self.sequence.to_string(),
        );
        guid(&["request", &self.identity.tenant, &time, &number]).to_string()
    }

    /// Makes a GUID that this tenant has not given yet.
    pub(super) fn new_id(&self, what: &str) -> String {
        let time = self.clock.as_nanosecond().to_string();
        let count = format!("{} {}", self.sequence, self.pending.len());
        guid(&[what, &self.identity.tenant, &time, &count]).to_string()
    }

    /// Writes the time of the request at hand as Azure writes times.
    pub(super) fn now(&self) -> String {
        self.clock.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string()
    }

    /// Makes a change, which is kept with the others of its request.
    pub(super) fn change(&mut self, change: Change) {
        let before = self.state.apply(change.clone());
        let orders = &self.orders;
        self.late.note(
            &before,
            self.clock,
            orders.lag_seconds,
            orders.unseen_seconds,
        );
        self.pending.push(change);
        self.undo.push(before);
    }

    /// Lists what the request at hand changed, each with what takes it back.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&Change, &Change)> {
        self.pending.iter().zip(&self.undo)
    }

    /// Takes back what the request at hand changed.
    pub(super) fn take_back(&mut self) {
        while let Some(before) = self.undo.pop() {
            self.state.apply(before);
        }
        self.pending.clear();
    }

    /// Answers as it should, or as a fault wants it.
    fn respond(&mut self, request: &Request, fault: Option<&What>) -> (Response, Option<String>) {
        let response = match fault {
            Some(What::Status {
                status,
                code,
                retry_after,
            }) => ordered(*status, code.as_deref(), *retry_after),
            Some(What::DropBefore | What::ExitBefore) => (Response::empty(503), None),
            _ => self.dispatch(request),
        };
        match fault {
            Some(What::LoseWrite) => self.take_back(),
            Some(What::Lock { scope, level }) => self.lock(scope, *level),
            _ => {}
        }
        response
    }

    /// Makes what a new tenant begins with: its root group, and a principal that may do everything.
    fn begin(&mut self) {
        let identity = self.identity.clone();
        let root = format!("{MANAGEMENT_GROUPS}{}", identity.tenant);
        let body = json!({
            "id": format!("/providers/Microsoft.Management/managementGroups/{}", identity.tenant),
            "type": "Microsoft.Management/managementGroups",
            "name": identity.tenant,
            "properties": {"tenantId": identity.tenant, "displayName": "Tenant Root Group"},
        });
        self.change(Change::Document(
            root,
            Some(Document { body, parent: None }),
        ));
        let principal = Object {
            app_id: Some(identity.client.clone()),
            secrets: vec![identity.secret.clone()],
            ..Object::new(
                &identity.object,
                ObjectKind::ServicePrincipal,
                "sandbox root",
            )
        };
        self.change(Change::Object(
            identity.object.clone(),
            Some(Box::new(principal)),
        ));
        self.begin_held(identity.object);
    }

    /// Lets the first principal do everything.
    fn begin_held(&mut self, principal: String) {
        let now = self.now();
        let held = Assignment {
            name: guid(&["/", &principal, OWNER]).to_string(),
            scope: "/".to_owned(),
            role: OWNER.to_owned(),
            principal: principal.clone(),
            principal_type: "ServicePrincipal".to_owned(),
            description: Some("may do everything in this sandbox".to_owned()),
            condition: None,
            condition_version: None,
            delegated_identity: None,
            created_on: now.clone(),
            updated_on: now,
            created_by: principal.clone(),
            updated_by: principal,
            until: None,
        };
        self.change(Change::Assignment(held.name.clone(), Some(held)));
    }
}
