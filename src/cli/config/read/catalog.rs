//! Reads `[catalog]`.

use std::path::{Component, Path};

use super::{Key, Reader, Value};

/// What is wanted.
const WANTED: &str = "the path of a file in the folder of this file or below it";

impl Reader<'_> {
    pub(super) fn catalog(&mut self, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "file" => match value.get_ref().as_str().filter(|path| is_below(path)) {
                Some(path) => self.config.catalog = Some((path.into(), self.span(value.span()))),
                None => self.unusable(key, value, WANTED, Some("\"azure.catalog\"")),
            },
            _ => self.unknown("catalog.", key, value, &["file"]),
        }
    }
}

/// Tells whether a path stays in its folder, on every system alike.
fn is_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    let is_plain = !path.contains(['\\', ':']);
    !path.is_empty() && is_plain && parts.all(|part| matches!(part, Component::Normal(_)))
}
