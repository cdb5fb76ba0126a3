//! The one test binary; `layers::no_test_file_is_forgotten` keeps this list whole.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    reason = "a test fails loudly and reads the tree it stands in"
)]

mod access;
mod algebra;
mod apply;
mod azure;
mod bounds;
mod catalog;
mod cli;
mod compile;
mod credential;
mod diff;
mod docs;
mod drift;
mod emit;
mod gallery;
mod gather;
mod graph;
mod hostile;
mod import;
mod layers;
mod lint;
mod mutants;
mod net;
mod observed;
mod plan;
mod project;
mod question;
mod reach;
mod report;
mod resolve;
mod sandbox;
mod score;
mod slow;
mod standard;
mod support;
mod syntax;
mod usage;
mod verdict;
