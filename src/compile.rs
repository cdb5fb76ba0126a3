//! Model to role definitions and role assignments.
//!
//! In: a [`Model`](crate::model::Model). Out: a [`Compiled`] whose effective access is exactly the
//! declared intent, and the diagnostics of what Azure would refuse. Absent on purpose: the form in
//! which they are written (`emit`), and what is in Azure already.

mod assemble;
pub mod codes;
mod compiled;
pub mod names;
pub mod place;
mod pool;
pub mod refuse;
mod removal;
pub mod stage;

pub use assemble::compile;
pub use compiled::{Assignment, Compiled, CompiledRole, CompiledRoleId, Provenance, Source};
pub use pool::pooled;
pub use removal::without_declared;
