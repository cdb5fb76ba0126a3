//! GUIDs as Azure compares them.

use std::fmt;
use std::ops::Deref;

use smol_str::SmolStr;
use uuid::Uuid;

/// A GUID: 16 bytes, where there may be very many; compared ignoring case, and written in lower case.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(Uuid);

impl Guid {
    /// Reads one in the form with hyphens, in whatever case.
    pub fn read(text: &str) -> Option<Self> {
        // The other forms that UUIDs have are no ids in Azure.
        let hyphens = text.len() == 36;
        hyphens.then(|| Uuid::try_parse(text).ok().map(Self))?
    }

    /// Returns its text, without an allocation.
    pub fn text(self) -> GuidText {
        let mut text = [0; 36];
        self.0.hyphenated().encode_lower(&mut text);
        GuidText(text)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl From<Uuid> for Guid {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl From<Guid> for SmolStr {
    fn from(guid: Guid) -> Self {
        Self::new(&*guid.text())
    }
}

impl PartialEq<str> for Guid {
    fn eq(&self, other: &str) -> bool {
        Self::read(other) == Some(*self)
    }
}

impl PartialEq<&str> for Guid {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialEq<SmolStr> for Guid {
    fn eq(&self, other: &SmolStr) -> bool {
        self == other.as_str()
    }
}

/// The text of a GUID.
#[derive(Debug, Clone, Copy)]
pub struct GuidText([u8; 36]);

impl Deref for GuidText {
    type Target = str;

    fn deref(&self) -> &str {
        // It is all digits and hyphens.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}
