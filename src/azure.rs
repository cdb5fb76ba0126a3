//! Azure's own words: Resource Manager and Microsoft Graph as typed calls.
//!
//! In: scopes, names, what is to be written. Out: plain values, or the one [`Error`] with what
//! Azure said and what it means. Each call has its version in one place, lists are read to their
//! end, and long lists are kept small. Absent on purpose: sockets and tries (`net`), tokens
//! (`credential`), what the values are for.

mod body;
mod error;
mod manager;
mod meaning;
mod names;
mod page;
mod role_assignments;
mod role_definitions;
mod versions;

pub use error::Error;
pub use manager::{Manager, Target, Written};
pub use meaning::{Meaning, Retry};
pub use role_assignments::{Filter, NewRoleAssignment, RoleAssignment};
pub use role_definitions::{NewRoleDefinition, Permission, RoleDefinition, RoleFilter};
