//! Azure's own words: Resource Manager and Microsoft Graph as typed calls.
//!
//! In: scopes, names, what is to be written. Out: plain values, or the one [`Error`] with what
//! Azure said and what it means. Each call has its version in one place, lists are read to their
//! end, and long lists are kept small. Absent on purpose: sockets and tries (`net`), tokens
//! (`credential`), what the values are for.

mod activity;
mod body;
mod budget;
mod caller;
mod deny_assignments;
mod entries;
mod error;
mod graph;
mod hierarchy;
mod identities;
mod locks;
mod manager;
mod meaning;
mod names;
mod operation;
mod page;
mod provider_operations;
mod resource_graph;
mod resources;
mod role_assignments;
mod role_definitions;
mod schedules;
mod splitter;
mod stacks;
mod versions;
mod weigh;

pub use activity::Activity;
pub use budget::{Budget, Gathering};
pub use caller::Usage;
pub use deny_assignments::{DenyAssignment, Party};
pub use error::{Error, MissingScope};
pub use graph::{Collection, Field, Graph, Object};
pub use hierarchy::{Entity, Subscription};
pub use identities::{FederatedCredential, Identity};
pub use locks::{Lock, LockLevel};
pub use manager::{Manager, Target, Written};
pub use meaning::{Meaning, Retry};
pub use provider_operations::ProviderOperation;
pub use resource_graph::Breadth;
pub use resources::{Resource, version_of};
pub use role_assignments::{Filter, NewRoleAssignment, RoleAssignment};
pub use role_definitions::{NewRoleDefinition, Permission, RoleDefinition, RoleFilter};
pub use schedules::{ScheduleInstance, ScheduleKind};
pub use stacks::{DenySettings, Foreseen, Stack, StackFailure, StackState};
pub use weigh::Weigh;
pub(crate) use weigh::weigh;
