//! Tests of `emit`.

pub(crate) mod conformance;
mod exact;
mod names;
mod templates;
pub(crate) mod world;
