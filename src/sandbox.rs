//! A local Azure: Resource Manager, Microsoft Graph and the authority that gives tokens, for people
//! without a subscription at hand and for pipelines that test themselves.
//!
//! In: requests, the time, what was kept of an earlier run, [`Orders`] to be slow or faulty. Out:
//! responses as Azure gives them, lines that keep what changed, lines for a log. Microsoft's own
//! clients work against it unchanged. Absent on purpose: files, sockets and the clock (the `cli` room
//! serves it), and any type of a client of Azure: what rolewright knows of Azure as its client and
//! what it plays here must not come from the same mistake.
//!
//! [`Tenant::answer`] is the whole of it: `desk` finds out for which service a request is and who
//! makes it, `arm` hands it to the file of its kind, and each change goes through `state`.

mod activity;
mod answer;
mod arm;
mod authority;
mod deployment;
mod desk;
mod directory;
mod documents;
mod graph;
mod groups;
mod hierarchy;
mod identities;
mod journal;
mod late;
mod management;
mod orders;
mod page;
mod rbac;
mod refusal;
mod schedules;
mod scope;
mod search;
mod seed;
mod state;
mod tenant;
mod throttle;
mod wire;

pub use answer::{Answer, Fate, LogLine};
pub use directory::{FederatedCredential, Object, ObjectKind};
pub use orders::{Fault, Level, Limits, Orders, What};
pub use seed::{Seed, SeedAssignment, SeedGroup, SeedRole, SeedSubscription};
pub use tenant::{Identity, Tenant};
pub use wire::{BODY_LIMIT, Method, Query, Request, Response};
