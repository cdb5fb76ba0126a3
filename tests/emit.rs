//! Tests of `emit`.

mod conformance;
mod exact;
mod names;
mod templates;
pub(crate) mod world;
