//! Whose something is: the marker that ends a description.

/// The marker `[rw:POLICY:DECLARATION]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'text> {
    pub(super) policy: &'text str,
    pub(super) declaration: &'text str,
}

impl<'text> Marker<'text> {
    /// Reads the marker of a description; none where it has none.
    pub(super) fn of(description: Option<&'text str>) -> Option<Self> {
        let inside = description?.trim_end().strip_suffix(']')?;
        let (_, marker) = inside.rsplit_once("[rw:")?;
        let (policy, declaration) = marker.split_once(':')?;
        Some(Self {
            policy,
            declaration,
        })
    }
}

/// Returns the policy whose marker ends a description.
pub fn policy_of(description: &str) -> Option<&str> {
    Marker::of(Some(description)).map(|marker| marker.policy)
}
