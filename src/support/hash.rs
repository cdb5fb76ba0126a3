//! Hash maps and sets with a quick hash, for names and positions that are looked up by the thousand.
//!
//! The hash is seeded anew in each run, so that no policy can be written to make lookups slow.

use foldhash::fast::RandomState;

/// A map whose order means nothing.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set whose order means nothing.
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
