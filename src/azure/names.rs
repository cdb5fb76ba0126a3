//! Names that come again and again, kept once.

use smol_str::{SmolStr, StrExt as _};

use crate::support::hash::HashSet;

/// Names seen so far. A list of assignments names the same scopes, roles and principals over and
/// over; a copy of a name that is kept here costs a counter.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<SmolStr>);

impl Names {
    /// Keeps a name as it is.
    pub(super) fn keep(&mut self, name: &str) -> SmolStr {
        if let Some(known) = self.0.get(name) {
            return known.clone();
        }
        let name = SmolStr::new(name);
        self.0.insert(name.clone());
        name
    }

    /// Keeps a GUID, in lower case.
    pub(super) fn guid(&mut self, guid: &str) -> SmolStr {
        if guid.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.keep(&guid.to_ascii_lowercase_smolstr())
        } else {
            self.keep(guid)
        }
    }
}
