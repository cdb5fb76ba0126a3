//! Builds the bytes of a catalogue from its source tables: total, deterministic.

mod encode;
mod refresh;
mod tables;

pub use encode::encode;
pub use refresh::Changes;
pub use tables::{AliasRow, BlockRow, OperationRow, RetiredRow, RoleRow, Tables};

use super::store::Error;

/// The texts of the source tables, as they lie in `src/catalog/data`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'text> {
    /// `operations.tsv`: name, plane, evidence of the plane, origin of the casing.
    pub operations: &'text str,
    /// `operations_retired.tsv`: name, plane, day last seen.
    pub retired: &'text str,
    /// `builtin_roles.json`: id, name, permission blocks.
    pub roles: &'text str,
    /// `role_aliases.tsv`: former name, id, month of the change.
    pub aliases: &'text str,
    /// `rules.tsv`: how operations are judged.
    pub rules: &'text str,
    /// `state.tsv`: the day whose state the tables show.
    pub state: &'text str,
}

/// Names of the files that [`Sources`] stands for, in its order.
pub const FILES: [&str; 6] = [
    "operations.tsv",
    "operations_retired.tsv",
    "builtin_roles.json",
    "role_aliases.tsv",
    "rules.tsv",
    "state.tsv",
];

/// Reads the source tables, judges every operation, and writes the bytes of the catalogue.
pub fn from_tables(sources: &Sources<'_>) -> Result<Vec<u8>, Error> {
    encode(&Tables::read(sources)?)
}

/// Lists the rows of a table with their line numbers, without its head, comments and blank lines.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .lines()
        .enumerate()
        .skip(1)
        .map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}
