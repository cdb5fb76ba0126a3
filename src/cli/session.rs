//! From paths to findings.
