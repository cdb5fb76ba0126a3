//! What the sandbox is told to be like: limits, delays, faults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::wire::Request;

/// What the sandbox is told to be like; every part has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Orders {
    /// How many of what there may be.
    pub limits: Limits,
    /// How many items a page of a list has.
    pub page_size: usize,
    /// How many seconds lists and reads lag behind role definitions and assignments.
    pub lag_seconds: u32,
    /// How many seconds a new object of the directory stays unknown to Resource Manager.
    pub unseen_seconds: u32,
    /// How many seconds a token lives.
    pub token_seconds: u32,
    /// How many seconds a stack is under way after its first answer.
    pub operation_seconds: u32,
    /// Whether a schedule that never ends is refused, as the policy of a role may demand.
    pub schedules_expire: bool,
    /// Whether requests beyond Azure's token bucket are refused with 429.
    pub throttle: bool,
    /// The HTTP status of an error code, where it is to be another than usual.
    pub statuses: BTreeMap<String, u16>,
    /// What goes wrong, in this order.
    pub faults: Vec<Fault>,
}

/// How many of what there may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Role assignments of a subscription.
    pub assignments_of_subscription: usize,
    /// Role assignments of a management group.
    pub assignments_of_management_group: usize,
    /// Custom roles of the tenant.
    pub custom_roles: usize,
    /// Federated credentials of an identity.
    pub federated_credentials: usize,
    /// Locks of a scope.
    pub locks: usize,
}

/// Something that goes wrong with some requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method of the requests, none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A part of their path or query, ignoring case; none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How many such requests pass first.
    #[serde(default)]
    pub after: u32,
    /// How many go wrong then, none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// What goes wrong.
    pub what: What,
    /// How many such requests there were.
    #[serde(skip)]
    seen: u32,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// An error instead of an answer; nothing is done.
    Status {
        /// The HTTP status.
        status: u16,
        /// The error code.
        #[serde(default)]
        code: Option<String>,
        /// The seconds of `Retry-After`.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// The connection ends before anything is done.
    DropBefore,
    /// The connection ends after it was done.
    DropAfter,
    /// The answer is right and comes late.
    Slow {
        /// By how many milliseconds.
        milliseconds: u64,
    },
    /// The answer is right, and what was written is gone.
    LoseWrite,
    /// The answer is right, and right after it somebody locks a scope.
    Lock {
        /// The id of the scope.
        scope: String,
        /// How it is locked.
        level: Level,
    },
    /// The sandbox ends before anything is done.
    ExitBefore,
    /// The sandbox ends after it was done and kept, before the answer.
    ExitAfter,
}

/// How something is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// It may be changed and not deleted.
    CanNotDelete,
    /// It may be read alone.
    ReadOnly,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            page_size: 1000,
            lag_seconds: 0,
            unseen_seconds: 0,
            token_seconds: 3599,
            operation_seconds: 0,
            schedules_expire: false,
            throttle: false,
            statuses: BTreeMap::new(),
            faults: Vec::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            assignments_of_subscription: 5000,
            assignments_of_management_group: 500,
            custom_roles: 5000,
            federated_credentials: 20,
            locks: 20,
        }
    }
}

impl Orders {
    /// Counts a request and finds what goes wrong with it.
    pub(super) fn fault(&mut self, request: &Request) -> Option<What> {
        let target = request.target.to_lowercase();
        let mut found = None;
        for fault in &mut self.faults {
            if !fault.is_about(request, &target) {
                continue;
            }
            fault.seen = fault.seen.saturating_add(1);
            let past = fault.seen > fault.after;
            let over = fault
                .times
                .is_some_and(|times| fault.seen > fault.after.saturating_add(times));
            if past && !over && found.is_none() {
                found = Some(fault.what.clone());
            }
        }
        found
    }
}

impl Fault {
    fn is_about(&self, request: &Request, target: &str) -> bool {
        let word = request.method.word();
        let method = self.method.as_deref();
        let path = self.path.as_deref().map(str::to_lowercase);
        method.is_none_or(|method| method.eq_ignore_ascii_case(word))
            && path.is_none_or(|path| target.contains(&path))
    }
}
