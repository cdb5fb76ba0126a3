//! Findings to bytes: terminal, one line each, JSON, SARIF, GitHub.
//!
//! In: findings and the sources that they point into. Out: bytes on any `io::Write`, the same from
//! run to run; colour and width are parameters. Absent on purpose: the terminal, the clock, files.

mod safe;

pub use safe::{safe, safe_lines};
