//! Built-in roles as permission sets: which one equals a set, which ones contain it.

use std::cell::LazyCell;
use std::sync::OnceLock;

use smol_str::SmolStr;

use super::answer::Answer;
use super::matching::{Bound, Match, canonical, matching};
use super::measured::Measured;
use super::operations::OperationSet;
use super::reach::Reach;
use super::set::PermissionSet;
use crate::catalog::{BlockView, BuiltinRole, Catalog, OperationId, RoleId, RolePattern};
use crate::model::permission::{Block, Pattern, Plane};
use crate::support::hash::HashMap;
use crate::support::sort;

/// The built-in roles of a catalogue, each made ready when it is first needed.
#[derive(Debug)]
pub struct Builtins<'catalog> {
    catalog: &'catalog Catalog,
    sets: Vec<OnceLock<Ready<'catalog>>>,
    /// For the first segment of a name: the roles that have a granted pattern beginning with it.
    /// The empty word stands for a leading wildcard.
    by_provider: OnceLock<HashMap<SmolStr, Vec<RoleId>>>,
    /// What a set must grant to be equal to a role; easy to look at.
    keys: OnceLock<Keys>,
}

/// Something that each role possibly grants; roles without patterns are left out.
#[derive(Debug, Default)]
struct Keys {
    /// The roles that are told by a known operation.
    known: HashMap<OperationId, Vec<RoleId>>,
    /// The operations of `known`.
    operations: OperationSet,
    /// The roles that are told by one of the endless names that a wildcard covers.
    among: Vec<(Plane, SmolStr, RoleId)>,
    /// The roles of which nothing is easy to tell.
    untold: Vec<RoleId>,
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

    /// Returns the built-in roles of a catalogue, prepared at the first call.
    pub fn of(catalog: &'static Catalog) -> &'static Builtins<'static> {
        catalog.kept(|| Builtins::new(catalog))
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
    /// The set is that of blocks, and `reach` what they reach in the same catalogue.
    pub fn equal(&self, blocks: &[Block], reach: &Reach) -> Option<BuiltinRole<'catalog>> {
        let set = LazyCell::new(|| PermissionSet::of(blocks));
        // Several roles grant nothing; none of them stands for the others.
        if reach.upper.is_empty() && set.is_empty(Bound::Upper) == Answer::Yes {
            return None;
        }
        let is_literal = blocks.iter().all(is_literal);
        let keys = self.keys.get_or_init(|| Keys::of(self.catalog));
        let known = keys.operations.intersection(&reach.upper);
        let known = known.ids().filter_map(|id| keys.known.get(&id)).flatten();
        let wild = keys.among.iter().filter(|_| !is_literal);
        let among = wild.filter(|(plane, name, _)| set.possibly_grants(*plane, name));
        let among = among.map(|(_, _, role)| role);
        let fitting = known.chain(among).chain(&keys.untold);
        let fitting = fitting.map(|role| self.catalog.builtin(*role));
        let there = fitting.filter(|role| role.last_seen().is_none());
        let unconditional =
            there.filter(|role| role.block_views().all(|block| block.condition().is_none()));
        let equal = unconditional.filter(|role| {
            if !may_equal(*role, is_literal, reach) {
                return false;
            }
            let Some(known) = self.ready(role.position()) else {
                return false;
            };
            let mut samples = known.samples.iter();
            samples.all(|(plane, name)| set.possibly_grants(*plane, name))
                && known.measured.set().equals(&set) == Answer::Yes
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
        sort::by_key(&mut found, |wider| {
            (wider.weight, wider.excess.len(), wider.role.position())
        });
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
            self.catalog.builtin(*role).last_seen().is_none()
                && (has(everywhere, role) || lists.all(|list| has(list, role)))
        });
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Tells whether a block grants names alone: then it gives no more of them than are written.
fn is_literal(block: &Block) -> bool {
    let mut planes = Plane::BOTH.iter();
    planes.all(|plane| !block.granted(*plane).iter().any(Pattern::is_wild))
}

/// Tells whether a set may grant all that a role grants by blocks that cut nothing; only a no is
/// sure.
fn may_equal(role: BuiltinRole<'_>, is_literal: bool, reach: &Reach) -> bool {
    uncut(role).all(|entry| match entry.operation {
        Some(id) => reach.upper.contains(id),
        None => !is_literal || !entry.text.contains('*'),
    })
}

/// Lists the patterns of the blocks of a role that cut nothing.
fn uncut(role: BuiltinRole<'_>) -> impl Iterator<Item = RolePattern> {
    let is_uncut = |block: &BlockView<'_>| {
        let mut planes = Plane::BOTH.iter();
        planes.all(|plane| block.cut(*plane).next().is_none())
    };
    let blocks = role.block_views().filter(is_uncut);
    blocks.flat_map(|block| {
        Plane::BOTH
            .into_iter()
            .flat_map(move |plane| block.granted(plane))
    })
}

impl Keys {
    fn of(catalog: &Catalog) -> Self {
        let mut keys = Self::default();
        for role in catalog.builtin_roles() {
            keys.add(role);
        }
        keys
    }

    /// Adds something that a role possibly grants: a pattern of which its block cuts nothing.
    fn add(&mut self, role: BuiltinRole<'_>) {
        let entries = role.block_views().flat_map(|block| {
            let planes = Plane::BOTH.into_iter();
            planes
                .flat_map(move |plane| block.granted(plane).map(move |entry| (block, plane, entry)))
        });
        let position = role.position();
        let mut is_empty = true;
        for (block, plane, entry) in entries {
            is_empty = false;
            let is_whole = block.cut(plane).next().is_none();
            if let Some(id) = entry.operation.filter(|_| is_whole) {
                return self.tell(id, position);
            }
            let sample = canonical(entry.text.trim()).replace('*', "any");
            let cuts = |cut: RolePattern| matching(&Pattern::new(cut.text), &sample) != Match::No;
            if block.cut(plane).any(cuts) {
                continue;
            }
            match entry.operation {
                Some(id) => self.tell(id, position),
                None if entry.text.contains('*') => {
                    self.among.push((plane, SmolStr::from(sample), position));
                }
                None => self.untold.push(position),
            }
            return;
        }
        if !is_empty {
            self.untold.push(position);
        }
    }

    fn tell(&mut self, id: OperationId, role: RoleId) {
        self.operations.insert(id);
        self.known.entry(id).or_default().push(role);
    }
}

fn by_provider(catalog: &Catalog) -> HashMap<SmolStr, Vec<RoleId>> {
    let mut by_provider: HashMap<SmolStr, Vec<RoleId>> = HashMap::default();
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
        Plane::BOTH
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
