//! What any room may use and nobody outside sees: quick maps and sets.
//!
//! Absent on purpose: anything that knows what a policy is.

pub(crate) mod hash;
