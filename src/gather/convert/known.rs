//! What the catalogue says of a role too: Azure lists a thousand roles that change once a month.

use smol_str::SmolStr;

use crate::catalog::{BuiltinRole, Catalog, Plane};

/// The texts of a role that stand in the catalogue, which is there anyway.
#[derive(Default)]
pub(super) struct Known(Vec<&'static str>);

impl Known {
    /// Finds a role by its GUID; of one that is not there nothing is known.
    pub(super) fn of(id: &str) -> Self {
        let role = Catalog::embedded().builtin_by_id(id);
        Self(role.map(texts).unwrap_or_default())
    }

    /// Returns a text as it is, and without a copy of it where the catalogue has it.
    pub(super) fn text(&self, text: SmolStr) -> SmolStr {
        let known = self.0.iter().find(|known| **known == text);
        known.map_or(text, |known| SmolStr::new_static(known))
    }
}

fn texts(role: BuiltinRole<'_>) -> Vec<&'static str> {
    let mut texts = vec![role.id(), role.name()];
    for block in role.block_views() {
        for plane in [Plane::Control, Plane::Data] {
            let patterns = block.granted(plane).chain(block.cut(plane));
            texts.extend(patterns.map(|pattern| pattern.text));
        }
    }
    texts
}
