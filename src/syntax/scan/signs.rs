//! Sets of bytes, asked of every byte of a text.

/// A set of bytes of ASCII.
pub(super) struct Signs([bool; 256]);

impl Signs {
    /// Makes the set of some signs.
    pub(super) const fn of(signs: &[u8]) -> Self {
        Self([false; 256]).with(signs)
    }

    /// Makes the set of letters and digits.
    pub(super) const fn alphanumeric() -> Self {
        Self::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// Adds signs.
    #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
    pub(super) const fn with(mut self, mut signs: &[u8]) -> Self {
        while let [sign, rest @ ..] = signs {
            self.0[*sign as usize] = true;
            signs = rest;
        }
        self
    }

    /// Tells whether a byte is in the set.
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)) == Some(&true)
    }
}
