//! Tests of `emit`.

mod conformance;
mod names;
mod templates;
pub(crate) mod world;
