//! Effective access: who may do what where, and the chain that gives it.
//!
//! In: a [`World`], which is a policy set with what it compiles to, what Azure gives by itself and,
//! where one is laid underneath, what was read from Azure. Out: answers about one principal, one
//! operation and one scope; everything that a principal holds at a scope; the chains behind both.
//! Absent on purpose: steps by which one principal becomes another (`reach`), and judging.
//!
//! A principal holds what its own grants and those of every group around it give, at the scope and
//! at every scope above it, less what deny assignments take away: the order in which Azure checks
//! (Microsoft's page on how role assignments and deny assignments apply).

mod answer;
mod chain;
mod decide;
mod effective;
mod engine;
mod index;
mod object_ids;
mod of_policy;
mod under;
mod walk;
mod world;

pub use answer::ACTIVATED;
pub use chain::Chain;
pub use decide::{Asked, Bounds};
pub use effective::{Effective, EffectiveId};
pub use engine::{Access, At};
pub use object_ids::{ObjectId, ObjectIds};
pub(crate) use walk::Key;
pub(crate) use world::azure_type;
pub use world::{
    Denial, Gained, Gap, Grant, Hides, Origin, Party, Place, Role, RoleId, Schedule, World,
};
