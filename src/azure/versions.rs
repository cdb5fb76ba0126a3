//! The version of each interface that is asked; the newest is not needed, and one is enough.

/// Role assignments, role definitions, deny assignments, permissions, operations.
pub(super) const AUTHORIZATION: &str = "2022-04-01";
