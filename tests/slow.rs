//! The slow, obvious evaluator: Azure's documented algorithm, word by word.
//!
//! It shares nothing with the engine but plain data types; `layers` holds it to that.
