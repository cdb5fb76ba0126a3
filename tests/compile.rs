//! Tests of `compile`.

mod refuse;
