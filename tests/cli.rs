//! Tests of `cli`: what a person types and sees.

mod against;
mod arguments;
mod build;
mod config;
mod fix;
mod fmt;
mod help;
pub(crate) mod side;
mod test;
mod world;
