//! Tests of `cli`: what a person types and sees.

mod against;
mod arguments;
mod build;
mod config;
mod fix;
mod fmt;
mod help;
mod hostile;
mod live;
pub(crate) mod side;
mod sign_in;
mod test;
mod world;
