//! Tests of `resolve`, and of what `compile` makes of what it resolves.

mod binding;
mod given;
mod inheritance;
mod names;
mod silence;
mod stability;
mod templates;
mod world;
