//! Tests of `emit`.

mod names;
mod templates;
mod world;
