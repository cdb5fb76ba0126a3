//! Sets of bytes, asked of every byte of a text.

/// A set of bytes of ASCII.
pub(crate) struct Signs([bool; 256]);

impl Signs {
    /// Makes the set of some signs.
    pub(crate) const fn of(signs: &[u8]) -> Self {
        Self([false; 256]).with(signs)
    }

    /// Makes the set of letters and digits.
    pub(crate) const fn alphanumeric() -> Self {
        Self::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// Adds signs.
    #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
    pub(crate) const fn with(mut self, mut signs: &[u8]) -> Self {
        while let [sign, rest @ ..] = signs {
            self.0[*sign as usize] = true;
            signs = rest;
        }
        self
    }

    /// Tells whether a byte is in the set.
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)) == Some(&true)
    }
}
