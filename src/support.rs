//! What any room may use and nobody outside sees: quick maps and sets, digests, the GUIDs that
//! Resource Manager computes, values that are worked out once, and lists in order.
//!
//! Absent on purpose: anything that knows what a policy is.

pub(crate) mod digest;
pub(crate) mod drawer;
pub(crate) mod guid;
pub(crate) mod hash;
pub(crate) mod sort;
