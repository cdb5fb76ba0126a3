//! Policy-as-code for access to Azure Machine Learning: the rooms, in pipeline order.
//!
//! `ARCHITECTURE.md` is the map. Everything up to the artefacts is offline, pure and
//! deterministic to the byte; only `cli` touches files, environment, clock and terminal, and only
//! `net` the network.

// The parser is generated for pest without `std`, which leaves out a stack measurement at every
// step; `syntax` bounds the nesting before the grammar sees a text.
extern crate alloc;

mod support;

pub mod source;

pub mod diagnostic;

pub mod model;

pub mod catalog;

pub mod algebra;

pub mod syntax;

pub mod import;

pub mod observed;

pub mod resolve;

pub mod compile;

pub mod access;

pub mod reach;

pub mod verdict;

pub mod score;

pub mod question;

pub mod diff;

pub mod plan;

pub mod apply;

pub mod graph;

pub mod lint;

pub mod drift;
pub mod emit;

pub mod usage;

pub mod minimize;

pub mod report;

pub mod project;

pub mod net;

pub mod credential;

pub mod azure;

pub mod gather;

pub mod rights;

pub mod sandbox;

pub mod cli;
