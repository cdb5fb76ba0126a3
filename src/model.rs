//! Resolved values: what a policy set means once every name is known.
//!
//! Plain data with no lookups. `resolve` makes them from text, `compile` and `lint` read them.

pub mod permission;
