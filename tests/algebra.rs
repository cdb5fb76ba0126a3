//! Tests of `algebra`: the engine against the slow evaluator, and its two views against each other.

mod answers;
mod builtins;
mod composing;
mod containment;
mod membership;
mod operations;
mod pool;
mod reach;
mod views;
