//! Reads `[plan]`.

use super::{Key, Reader, Value};

/// What a plan may be told.
const KNOWN: &[&str] = &[
    "authoritative",
    "delete-unexplained",
    "except-assignments",
    "except-principals",
    "except-roles",
    "max-deletes",
];

/// So many names a list may have.
const NAMES: usize = 1000;

impl Reader<'_> {
    pub(super) fn plan(&mut self, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "max-deletes" => {
                if let Some(count) = self.number(key, value, 0..=1_000_000, "10") {
                    self.config.max_deletes = count;
                }
            }
            "delete-unexplained" => match value.get_ref().as_bool() {
                Some(all) => self.config.delete_unexplained = all,
                None => self.unusable(key, value, "`true` or `false`", Some("false")),
            },
            "authoritative" => self.config.authoritative.scopes = self.names(key, value),
            "except-principals" => self.config.authoritative.principals = self.names(key, value),
            "except-roles" => self.config.authoritative.roles = self.names(key, value),
            "except-assignments" => self.config.authoritative.assignments = self.names(key, value),
            _ => self.unknown("plan.", key, value, KNOWN),
        }
    }

    fn names(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<String> {
        let names = self.texts(key, value, NAMES, "a list of names", |name| {
            !name.is_empty()
        });
        names.unwrap_or_default()
    }
}
