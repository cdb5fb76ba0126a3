//! Tests of `access`: the engine against the slow evaluator, and the world of a real policy.

mod agreement;
mod of_policy;
mod sets;
mod unread;
mod worlds;

pub(crate) use worlds::Dice;
