//! Tests of `algebra`.
