//! Tests of `emit`.

mod names;
mod templates;
pub(crate) mod world;
