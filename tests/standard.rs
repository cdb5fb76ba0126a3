//! Tests of `standard`.
