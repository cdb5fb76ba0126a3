//! Tests of `emit`.

mod names;
