//! Tests of `cli`: what a person types and sees.

mod arguments;
mod config;
mod world;
