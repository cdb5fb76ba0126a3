//! In what two catalogues differ.

use std::collections::BTreeMap;

use super::operations::Operation;
use super::store::Catalog;
use crate::model::permission::Plane;

/// In what a catalogue differs from an older one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Built-in roles that are new, gone, or not what they were, by name.
    pub roles: Vec<&'static str>,
    /// How many operations are new.
    pub added: usize,
    /// How many operations are gone.
    pub gone: usize,
    /// How many operations have another access level or risk class.
    pub judged: usize,
}

/// Compares two catalogues.
pub fn compare(old: &Catalog, new: &Catalog) -> Compared {
    let (before, after) = (operations(old), operations(new));
    let is_judged = |(key, one): &(&(String, Plane), &Operation)| {
        let was = before.get(*key);
        was.is_some_and(|was| (was.access, was.risk) != (one.access, one.risk))
    };
    Compared {
        roles: roles(old, new),
        added: after
            .keys()
            .filter(|key| !before.contains_key(*key))
            .count(),
        gone: before
            .keys()
            .filter(|key| !after.contains_key(*key))
            .count(),
        judged: after.iter().filter(is_judged).count(),
    }
}

fn operations(catalog: &Catalog) -> BTreeMap<(String, Plane), Operation> {
    let all = catalog.operations().map(|(_, one)| one);
    all.map(|one| ((one.name.to_ascii_lowercase(), one.plane), one))
        .collect()
}

fn roles(old: &Catalog, new: &Catalog) -> Vec<&'static str> {
    let mut names: Vec<_> = new
        .builtin_roles()
        .filter(|one| {
            let was = old.builtin_by_id(one.id());
            was.is_none_or(|was| {
                was.name() != one.name()
                    || was.blocks() != one.blocks()
                    || was.last_seen() != one.last_seen()
            })
        })
        .map(|one| one.name())
        .collect();
    let gone = old.builtin_roles();
    let gone = gone.filter(|one| new.builtin_by_id(one.id()).is_none());
    names.extend(gone.map(|one| one.name()));
    names.sort_unstable();
    names
}
