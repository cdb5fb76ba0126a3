//! The one test binary; `layers::no_test_file_is_forgotten` keeps this list whole.

#![expect(unreachable_pub, reason = "a test binary has no public face")]

mod algebra;
mod catalog;
mod cli;
mod compile;
mod docs;
mod emit;
mod graph;
mod hostile;
mod import;
mod layers;
mod lint;
mod report;
mod resolve;
mod slow;
mod standard;
mod support;
mod syntax;
