//! Built-in roles as permission sets: which one equals a set, which ones contain it.

use std::collections::HashMap;
use std::sync::OnceLock;

use smol_str::SmolStr;

use super::answer::Answer;
use super::matching::{Bound, canonical};
use super::measured::Measured;
use super::operations::OperationSet;
use super::reach::Reach;
use super::set::PermissionSet;
use crate::catalog::{BlockView, BuiltinRole, Catalog, OperationId, RoleId, RolePattern};
use crate::model::permission::Plane;

const PLANES: [Plane; 2] = [Plane::Control, Plane::Data];

/// The built-in roles of a catalogue, each made ready when it is first needed.
#[derive(Debug)]
pub struct Builtins<'catalog> {
    catalog: &'catalog Catalog,
    sets: Vec<OnceLock<Ready<'catalog>>>,
    /// For the first segment of a name: the roles that have a granted pattern beginning with it.
    /// The empty word stands for a leading wildcard.
    by_provider: OnceLock<HashMap<SmolStr, Vec<RoleId>>>,
    /// What a set must grant to be equal to a role, by position; easy to look at.
    keys: OnceLock<Vec<Key>>,
}

/// Something that a role possibly grants.
#[derive(Debug)]
enum Key {
    /// A known operation.
    Known(OperationId),
    /// One of the endless names that a wildcard covers.
    Among(Plane, SmolStr),
    /// Nothing that is easy to tell.
    Untold,
}

#[derive(Debug)]
struct Ready<'catalog> {
    measured: Measured<'catalog>,
    /// Operations that it possibly grants: what lacks one of them is not equal.
    samples: Vec<(Plane, SmolStr)>,
}

/// A built-in role that contains a set, and what it gives beyond it.
#[derive(Debug, Clone)]
pub struct Wider<'catalog> {
    /// The role.
    pub role: BuiltinRole<'catalog>,
    /// The known operations that it possibly gives beyond the set.
    pub excess: OperationSet,
    /// The weight of their risk classes.
    pub weight: u64,
}

impl<'catalog> Builtins<'catalog> {
    /// Prepares the built-in roles of a catalogue.
    pub fn new(catalog: &'catalog Catalog) -> Self {
        Self {
            catalog,
            sets: catalog.builtin_roles().map(|_| OnceLock::new()).collect(),
            by_provider: OnceLock::new(),
            keys: OnceLock::new(),
        }
    }

    /// Returns the built-in roles of the embedded catalogue, prepared at the first call.
    pub fn embedded() -> &'static Builtins<'static> {
        static PREPARED: OnceLock<Builtins<'static>> = OnceLock::new();
        PREPARED.get_or_init(|| Builtins::new(Catalog::embedded()))
    }

    /// Returns the permission set of a role.
    pub fn set(&self, role: RoleId) -> Option<&Measured<'catalog>> {
        self.ready(role).map(|ready| &ready.measured)
    }

    fn ready(&self, role: RoleId) -> Option<&Ready<'catalog>> {
        let made = || {
            let measured = Measured::of(self.catalog, &self.catalog.builtin(role).blocks());
            let samples = measured.set().samples();
            Ready { measured, samples }
        };
        self.sets
            .get(role.0 as usize)
            .map(|set| set.get_or_init(made))
    }

    /// Finds the built-in role that grants exactly what a set does, without a block condition.
    ///
    /// Both bounds are equal over every possible name. Of several, the one with the shortest name
    /// (Reader, and not one of the special roles that grant the same), else the first by name.
    /// `reach` is what the set reaches in the same catalogue.
    pub fn equal(&self, set: &PermissionSet, reach: &Reach) -> Option<BuiltinRole<'catalog>> {
        let keys = self
            .keys
            .get_or_init(|| self.catalog.builtin_roles().map(key).collect());
        // Several roles grant nothing; none of them stands for the others.
        if reach.upper.is_empty() && set.is_empty(Bound::Upper) == Answer::Yes {
            return None;
        }
        let is_literal = set.is_literal();
        let fits = |key: &Key| match key {
            Key::Known(id) => reach.upper.contains(*id),
            Key::Among(plane, name) => !is_literal && set.possibly_grants(*plane, name),
            Key::Untold => true,
        };
        let roles = self.catalog.builtin_roles().zip(keys);
        let fitting = roles.filter(|(_, key)| fits(key)).map(|(role, _)| role);
        let unconditional =
            fitting.filter(|role| role.block_views().all(|block| block.condition().is_none()));
        let equal = unconditional.filter(|role| {
            if !may_equal(*role, is_literal, reach) {
                return false;
            }
            let Some(known) = self.ready(role.position()) else {
                return false;
            };
            let mut samples = known.samples.iter();
            samples.all(|(plane, name)| set.possibly_grants(*plane, name))
                && known.measured.set().equals(set) == Answer::Yes
        });
        equal.min_by_key(|role| (role.name().len(), role.position()))
    }

    /// Lists the built-in roles that contain a set, those with the lightest excess first.
    pub fn nearest(&self, set: &Measured<'_>, most: usize) -> Vec<Wider<'catalog>> {
        let own = &set.reach().upper;
        let mut found: Vec<Wider<'catalog>> = Vec::new();
        for role in self.candidates(set.set()) {
            let Some(outer) = self.set(role) else {
                continue;
            };
            outer.reach();
            if outer.contains(set) == Answer::Yes {
                let excess = outer.reach().upper.difference(own);
                let weight = excess.weight(self.catalog);
                found.push(Wider {
                    role: self.catalog.builtin(role),
                    excess,
                    weight,
                });
            }
        }
        found.sort_by_cached_key(|wider| (wider.weight, wider.excess.len(), wider.role.position()));
        found.truncate(most);
        found
    }

    /// Expands every built-in role to both bounds.
    pub fn reaches(&self) -> impl Iterator<Item = (BuiltinRole<'catalog>, Reach)> + '_ {
        self.catalog
            .builtin_roles()
            .map(|role| (role, Reach::of_builtin(self.catalog, role)))
    }

    /// Lists the roles that could contain a set: those with a pattern for each sample of it.
    fn candidates(&self, set: &PermissionSet) -> Vec<RoleId> {
        let mut samples = set.samples();
        if samples.is_empty() {
            let shortest = set.witness(Bound::Upper);
            samples.extend(
                shortest
                    .witness()
                    .map(|found| (found.plane, found.name.clone())),
            );
        }
        let mut providers: Vec<&str> = samples.iter().map(|(_, name)| provider(name)).collect();
        providers.sort_unstable();
        providers.dedup();
        let by_provider = self.by_provider.get_or_init(|| by_provider(self.catalog));
        let listed = |provider: &str| by_provider.get(provider).map_or(&[][..], Vec::as_slice);
        let mut lists: Vec<&[RoleId]> = providers.into_iter().map(listed).collect();
        lists.sort_by_key(|list| list.len());
        let Some((fewest, others)) = lists.split_first() else {
            return Vec::new();
        };
        let everywhere = listed("");
        let has = |list: &[RoleId], role: &RoleId| list.binary_search(role).is_ok();
        let mut all = [fewest, everywhere].concat();
        all.retain(|role| {
            let mut lists = others.iter();
            has(everywhere, role) || lists.all(|list| has(list, role))
        });
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Tells whether a set may grant all that a role grants by blocks that cut nothing; only a no is
/// sure.
fn may_equal(role: BuiltinRole<'_>, is_literal: bool, reach: &Reach) -> bool {
    uncut(role).all(|(_, entry)| match entry.operation {
        Some(id) => reach.upper.contains(id),
        None => !is_literal || !entry.text.contains('*'),
    })
}

/// Lists the patterns of the blocks of a role that cut nothing.
fn uncut(role: BuiltinRole<'_>) -> impl Iterator<Item = (Plane, RolePattern)> {
    let is_uncut = |block: &BlockView<'_>| {
        let mut planes = PLANES.iter();
        planes.all(|plane| block.cut(*plane).next().is_none())
    };
    role.block_views().filter(is_uncut).flat_map(|block| {
        let planes = PLANES.into_iter();
        planes.flat_map(move |plane| block.granted(plane).map(move |entry| (plane, entry)))
    })
}

/// Finds something that a role possibly grants: its first pattern, if nothing is cut beside it.
fn key(role: BuiltinRole<'_>) -> Key {
    match uncut(role).next() {
        Some((_, entry)) if entry.operation.is_some() => {
            entry.operation.map_or(Key::Untold, Key::Known)
        }
        Some((plane, entry)) if entry.text.contains('*') => {
            let sample = canonical(entry.text.trim()).replace('*', "any");
            Key::Among(plane, SmolStr::from(sample))
        }
        _ => Key::Untold,
    }
}

fn by_provider(catalog: &Catalog) -> HashMap<SmolStr, Vec<RoleId>> {
    let mut by_provider: HashMap<SmolStr, Vec<RoleId>> = HashMap::new();
    for role in catalog.builtin_roles() {
        let mut last = None;
        for text in granted_texts(role) {
            let provider = provider(text);
            if last.is_some_and(|last: &str| last.eq_ignore_ascii_case(provider)) {
                continue;
            }
            last = Some(provider);
            let roles = by_provider
                .entry(SmolStr::new(canonical(provider)))
                .or_default();
            if roles.last() != Some(&role.position()) {
                roles.push(role.position());
            }
        }
    }
    by_provider
}

fn granted_texts(role: BuiltinRole<'_>) -> impl Iterator<Item = &'static str> {
    role.block_views().flat_map(|block| {
        PLANES
            .into_iter()
            .flat_map(move |plane| block.granted(plane))
            .map(|entry| entry.text)
    })
}

/// Returns the first segment of a name or pattern; empty where a wildcard stands in it.
fn provider(text: &str) -> &str {
    let first = text.trim().split('/').next().unwrap_or_default();
    if first.contains('*') { "" } else { first }
}
