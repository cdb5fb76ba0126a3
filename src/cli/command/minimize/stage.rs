//! The stage that serves, as it is shown.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;
use smol_str::{SmolStr, format_smolstr};

use super::excess::Excess;
use crate::catalog::Catalog;
use crate::minimize::{Library, Operations, serve};

/// The longest part of a stage's name that comes from the name of an identity.
const LONGEST: usize = 40;

/// The smallest stage that serves.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stage {
    name: String,
    capabilities: Vec<String>,
    without_capability: Vec<String>,
    beyond: Excess,
    least: bool,
    source: String,
}

impl Stage {
    /// Finds the stage for some operations, if there are any.
    pub(super) fn of(
        catalog: &Catalog,
        library: &Library<'_>,
        wanted: &Operations,
        name: SmolStr,
    ) -> Option<Self> {
        let served = serve(catalog, library, wanted, name)?;
        Some(Self {
            name: served.name.into(),
            capabilities: served.capabilities.into_iter().map(String::from).collect(),
            without_capability: served.uncovered.into_iter().map(String::from).collect(),
            beyond: Excess::of(catalog, &served.excess),
            least: served.least,
            source: served.source,
        })
    }

    /// Writes how much the stage gives beyond what is asked for, and the stage.
    pub(super) fn draw(&self, text: &mut String, indent: &str) {
        let beyond = self.beyond.line();
        let hint = if self.least {
            ""
        } else {
            "; the search was cut short, and less may do"
        };
        let _ = write!(
            text,
            "\n{indent}the smallest stage that serves gives {beyond} beyond that{hint}:\n\n{}",
            self.source
        );
    }
}

/// Names that are taken already.
#[derive(Debug, Default)]
pub(super) struct Taken(pub(super) BTreeSet<SmolStr>);

impl Taken {
    /// Makes a name for the stage of somebody.
    pub(super) fn claim(&mut self, who: &str) -> SmolStr {
        let name = format_smolstr!("used-by-{}", slug(who));
        let numbered = (2..).map(|number| format_smolstr!("{name}-{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| !self.0.contains(name)).unwrap_or(name);
        self.0.insert(free.clone());
        free
    }
}

/// Makes a part of a name of any text.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for char in text.chars() {
        if slug.len() >= LONGEST {
            break;
        }
        if char.is_ascii_alphanumeric() {
            slug.push(char.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "somebody" } else { slug }.to_owned()
}
