//! Policy-as-code for access to Azure Machine Learning: the rooms, in pipeline order.
//!
//! `ARCHITECTURE.md` is the map. Everything up to the artefacts is offline, pure and
//! deterministic to the byte; only `cli` touches files, environment, clock and terminal.

pub mod source;

pub mod diagnostic;

pub mod model;

pub mod catalog;

pub mod algebra;

pub mod syntax;

pub mod import;

pub mod resolve;

pub mod compile;

pub mod graph;

pub mod lint;

pub mod emit;

pub mod report;

pub mod cli;
