//! What any room may use and nobody outside sees: quick maps and sets, digests, and the
//! GUIDs that Resource Manager computes.
//!
//! Absent on purpose: anything that knows what a policy is.

pub(crate) mod digest;
pub(crate) mod guid;
pub(crate) mod hash;
