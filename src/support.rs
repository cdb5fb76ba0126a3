//! What any room may use and nobody outside sees: quick maps and sets of bytes.
//!
//! Absent on purpose: anything that knows what a policy is.

pub(crate) mod hash;
pub(crate) mod signs;
