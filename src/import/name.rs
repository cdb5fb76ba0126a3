//! Names of the language for things that have other names in Azure.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};

/// Words that no declaration may have as its name.
const RESERVED: &[&str] = &[
    "to",
    "on",
    "in",
    "can",
    "cannot",
    "except",
    "extends",
    "every",
    "anyone",
    "tier",
    "reach",
    "where",
    "through",
    "standing",
    "only",
    "if-linked",
    "override",
];

/// How long a name that is made of a text may get.
const LENGTH: usize = 60;

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<SmolStr>,
    /// The number to try next for a wanted name.
    next: BTreeMap<SmolStr, u32>,
}

impl Names {
    /// Marks a name as taken.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(SmolStr::new(name));
    }

    /// Takes a name like the wanted one: itself, or the first free one with a number.
    pub(super) fn claim(&mut self, wanted: &str) -> SmolStr {
        let mut name = SmolStr::new(wanted);
        while RESERVED.contains(&name.as_str()) || self.taken.contains(&name) {
            let number = self.next.entry(SmolStr::new(wanted)).or_insert(2);
            name = format_smolstr!("{wanted}-{number}");
            *number = number.saturating_add(1);
        }
        self.taken.insert(name.clone());
        name
    }
}

/// Makes a name of a text; empty where nothing in it can stand in a name.
pub(super) fn slug(text: &str) -> String {
    let mut name = String::new();
    let mut before = ' ';
    for char in text.chars() {
        let fits = char.is_ascii_alphanumeric();
        if fits && (!name.is_empty() || char.is_ascii_alphabetic()) {
            let hump = char.is_ascii_uppercase() && !before.is_ascii_uppercase();
            let starts_word = hump || !before.is_ascii_alphanumeric();
            if starts_word && !name.is_empty() {
                name.push('-');
            }
            name.push(char.to_ascii_lowercase());
        }
        before = char;
        if name.len() >= LENGTH {
            break;
        }
    }
    name
}

/// Makes a name of a text, or of a word and the beginning of an id.
pub(super) fn slug_or(text: &str, word: &str, id: &str) -> String {
    let (name, short) = (slug(text), short(id));
    match (name.is_empty(), short.is_empty()) {
        (false, _) => name,
        (true, false) => format!("{word}-{short}"),
        (true, true) => word.to_owned(),
    }
}

/// Returns the first eight letters and digits of an id, in lower case.
pub(super) fn short(id: &str) -> String {
    let plain = id.chars().filter(char::is_ascii_alphanumeric);
    plain
        .take(8)
        .map(|char| char.to_ascii_lowercase())
        .collect()
}
