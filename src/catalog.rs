//! What Azure knows: operations, retired names and built-in roles, in one compact table.
//!
//! In: the bytes of a built catalogue, embedded or given. Out: operations by name, prefix, last
//! segment and plane, each with its evidence, access level and risk class; retired and nearest
//! names; the built-in roles with their permission blocks. Absent on purpose: wildcard matching
//! and set arithmetic (the `algebra` room), and reading files: [`build`] takes texts.
//!
//! Opening parses nothing: names and blocks are read out of the bytes when they are asked for.

mod access;
pub mod build;
pub mod classify;
mod compared;
mod format;
mod letters;
mod nearest;
mod operations;
mod roles;
mod sound;
mod store;

pub use crate::model::permission::Plane;
pub use access::{Access, Evidence, Risk};
pub use compared::{Compared, compare};
pub use operations::{Operation, OperationId, Retired};
pub use roles::{Alias, BlockView, BuiltinRole, RoleId, RolePattern};
pub use sound::is_plain;
pub use store::{Catalog, Error};
