//! Permission blocks as plain data, exactly as a role definition holds them.
//!
//! Meaning (matching, bounds, containment) is the business of the `algebra` room.

use smol_str::SmolStr;

/// The two disjoint namespaces of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Plane {
    /// Resource Manager operations: `actions`.
    Control,
    /// Operations of a resource's own service: `dataActions`.
    Data,
}

impl Plane {
    /// Lists both planes, control before data.
    pub const BOTH: [Self; 2] = [Self::Control, Self::Data];
}

/// One entry of a permission list, as written: an operation name or a pattern with `*`.
///
/// Azure compares ignoring letter case; the casing is kept for output.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern(pub SmolStr);

impl Pattern {
    /// Makes a pattern of its text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(SmolStr::new(text))
    }

    /// Returns the text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether it holds a `*`.
    pub fn is_wild(&self) -> bool {
        memchr::memchr(b'*', self.0.as_bytes()).is_some()
    }
}

impl From<SmolStr> for Pattern {
    fn from(text: SmolStr) -> Self {
        Self(text)
    }
}

/// One permission block: (actions − not-actions) and (data actions − not-data-actions).
///
/// Not-patterns cut inside their own block only; they are no deny.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Block {
    /// Granted control-plane patterns.
    pub actions: Vec<Pattern>,
    /// Control-plane patterns cut from `actions`.
    pub not_actions: Vec<Pattern>,
    /// Granted data-plane patterns.
    pub data_actions: Vec<Pattern>,
    /// Data-plane patterns cut from `data_actions`.
    pub not_data_actions: Vec<Pattern>,
    /// A condition of the block itself; only built-in roles have one.
    pub condition: Option<SmolStr>,
}

impl Block {
    /// Returns the granted patterns of a plane.
    pub fn granted(&self, plane: Plane) -> &[Pattern] {
        match plane {
            Plane::Control => &self.actions,
            Plane::Data => &self.data_actions,
        }
    }

    /// Returns the patterns that are cut from a plane.
    pub fn cut(&self, plane: Plane) -> &[Pattern] {
        match plane {
            Plane::Control => &self.not_actions,
            Plane::Data => &self.not_data_actions,
        }
    }

    /// Tells whether the block grants nothing because it names nothing.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.data_actions.is_empty()
    }
}
