//! The catalogue view: what patterns and blocks reach among the operations that are known.
//!
//! A wildcard becomes a range of the sorted names (its prefix) cut with the set of names that share
//! its last segment, so that a name is looked at only for the rare longer suffix.

use std::cmp::Ordering;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::block::{Patterns, ReadyBlock};
use super::matching::{Bound, Glob, Match, canonical};
use super::operations::OperationSet;
use super::set::{PermissionSet, Step};
use crate::catalog::{BuiltinRole, Catalog, OperationId};
use crate::model::permission::{Block, Pattern, Plane};

/// Both bounds of a permission set among the known operations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Reach {
    /// The operations that are surely granted.
    pub lower: OperationSet,
    /// The operations that are possibly granted.
    pub upper: OperationSet,
}

impl Reach {
    /// Returns one of the bounds.
    pub fn at(&self, bound: Bound) -> &OperationSet {
        match bound {
            Bound::Lower => &self.lower,
            Bound::Upper => &self.upper,
        }
    }

    /// Expands blocks to both bounds.
    pub fn of_blocks(catalog: &Catalog, blocks: &[Block]) -> Self {
        if let Some(named) = Self::of_names(catalog, blocks) {
            return named;
        }
        let mut reach = Expanding::new(catalog);
        for block in blocks {
            for plane in Plane::BOTH {
                let mut granted = Gathered::new(catalog, plane);
                granted.add_all(block.granted(plane));
                let mut cut = Gathered::new(catalog, plane);
                cut.add_all(block.cut(plane));
                reach.add(granted, &cut, block.condition.is_none());
            }
        }
        reach.finish()
    }

    /// Expands blocks that do nothing but name operations, as those of most roles, without a bit
    /// for every operation there is.
    fn of_names(catalog: &Catalog, blocks: &[Block]) -> Option<Self> {
        let mut named = OperationSet::empty();
        for block in blocks {
            let cuts = Plane::BOTH
                .iter()
                .any(|plane| !block.cut(*plane).is_empty());
            if cuts || block.condition.is_some() {
                return None;
            }
            for plane in Plane::BOTH {
                for pattern in block.granted(plane) {
                    if pattern.is_wild() {
                        return None;
                    }
                    if let Some(id) = catalog.find(plane, pattern.as_str().trim()) {
                        named.insert(id);
                    }
                }
            }
        }
        Some(Self {
            lower: named.clone(),
            upper: named,
        })
    }

    /// Expands a built-in role to both bounds, without decoding its blocks.
    pub fn of_builtin(catalog: &Catalog, role: BuiltinRole<'_>) -> Self {
        let mut reach = Expanding::new(catalog);
        for block in role.block_views() {
            for plane in Plane::BOTH {
                let mut granted = Gathered::new(catalog, plane);
                for entry in block.granted(plane) {
                    granted.add_entry(entry.text, entry.operation);
                }
                let mut cut = Gathered::new(catalog, plane);
                for entry in block.cut(plane) {
                    cut.add_entry(entry.text, entry.operation);
                }
                reach.add(granted, &cut, block.condition().is_none());
            }
        }
        reach.finish()
    }

    /// Expands a permission set to both bounds.
    pub fn of_set(catalog: &Catalog, set: &PermissionSet) -> Self {
        let mut values: Vec<Self> = Vec::with_capacity(set.steps().len());
        for step in set.steps() {
            let at = |place: &usize| values.get(*place).cloned().unwrap_or_default();
            let value = match step {
                Step::Blocks(blocks) => {
                    let mut reach = Expanding::new(catalog);
                    for block in blocks {
                        reach.add_ready(catalog, block);
                    }
                    reach.finish()
                }
                Step::Union(left, right) => at(left).combined(&at(right), OperationSet::union),
                Step::Intersection(left, right) => {
                    at(left).combined(&at(right), OperationSet::intersection)
                }
                Step::Difference(left, right) => {
                    let (left, right) = (at(left), at(right));
                    Self {
                        lower: left.lower.difference(&right.upper),
                        upper: left.upper.difference(&right.lower),
                    }
                }
            };
            values.push(value);
        }
        values.pop().unwrap_or_default()
    }

    fn combined(
        &self,
        other: &Self,
        step: impl Fn(&OperationSet, &OperationSet) -> OperationSet,
    ) -> Self {
        Self {
            lower: step(&self.lower, &other.lower),
            upper: step(&self.upper, &other.upper),
        }
    }
}

/// Both bounds while blocks are added to them.
struct Expanding {
    lower: FixedBitSet,
    upper: FixedBitSet,
}

impl Expanding {
    fn new(catalog: &Catalog) -> Self {
        Self {
            lower: FixedBitSet::with_capacity(catalog.len()),
            upper: FixedBitSet::with_capacity(catalog.len()),
        }
    }

    fn finish(self) -> Reach {
        Reach {
            lower: OperationSet::from(&self.lower),
            upper: OperationSet::from(&self.upper),
        }
    }

    fn add_ready(&mut self, catalog: &Catalog, block: &ReadyBlock) {
        for plane in Plane::BOTH {
            let mut granted = Gathered::new(catalog, plane);
            granted.add_ready(block.granted(plane));
            let mut cut = Gathered::new(catalog, plane);
            cut.add_ready(block.cut(plane));
            self.add(granted, &cut, block.condition().is_none());
        }
    }

    /// Adds what a block grants less what it cuts, each bound of the cut against the other's.
    fn add(&mut self, granted: Gathered<'_>, cut: &Gathered<'_>, sure: bool) {
        let touched = granted.touched.clone();
        if let Some(mut reached) = granted.sure {
            let plane = granted.catalog.plane_set(granted.plane);
            merge(&mut reached, plane, &touched, |own, plane| own & plane);
            if let Some(sure_cut) = &cut.sure {
                merge(&mut reached, sure_cut, &touched, |own, cut| own & !cut);
            }
            merge(&mut self.upper, &reached, &touched, |own, more| own | more);
            if sure {
                for id in &cut.maybe {
                    reached.set(id.index(), false);
                }
                merge(&mut self.lower, &reached, &touched, |own, more| own | more);
            }
        }
        let surely_cut = |id: &OperationId| {
            cut.sure
                .as_ref()
                .is_some_and(|cut| cut.contains(id.index()))
        };
        for id in granted.maybe.iter().filter(|id| !surely_cut(id)) {
            self.upper.insert(id.index());
        }
    }
}

/// Combines the words of two sets that hold the members of a range.
fn merge(
    into: &mut FixedBitSet,
    from: &FixedBitSet,
    range: &Range<usize>,
    combine: impl Fn(usize, usize) -> usize,
) {
    let words = range.start / BITS..range.end.div_ceil(BITS);
    let target = into
        .as_mut_slice()
        .get_mut(words.clone())
        .into_iter()
        .flatten();
    let source = from.as_slice().get(words).into_iter().flatten();
    for (target, source) in target.zip(source) {
        *target = combine(*target, *source);
    }
}

const BITS: usize = usize::BITS as usize;

/// Lists the known operations of a plane that a bound of a pattern covers.
pub fn covered(catalog: &Catalog, plane: Plane, pattern: &Pattern, bound: Bound) -> OperationSet {
    let block = Block {
        actions: if plane == Plane::Control {
            vec![pattern.clone()]
        } else {
            Vec::new()
        },
        data_actions: if plane == Plane::Data {
            vec![pattern.clone()]
        } else {
            Vec::new()
        },
        ..Block::default()
    };
    let reach = Reach::of_blocks(catalog, &[block]);
    match bound {
        Bound::Lower => reach.lower,
        Bound::Upper => reach.upper,
    }
}

/// What the patterns of one list cover in one plane.
struct Gathered<'a> {
    catalog: &'a Catalog,
    plane: Plane,
    /// What every reading covers; made at first need. Wildcards put the other plane in as well.
    sure: Option<FixedBitSet>,
    /// The positions outside which nothing is sure.
    touched: Range<usize>,
    /// What only a doubtful reading covers, in this plane.
    maybe: Vec<OperationId>,
}

impl<'a> Gathered<'a> {
    fn new(catalog: &'a Catalog, plane: Plane) -> Self {
        Self {
            catalog,
            plane,
            sure: None,
            touched: 0..0,
            maybe: Vec::new(),
        }
    }

    /// Returns the sure set, made for members of a range to be added.
    fn sure(&mut self, range: &Range<usize>) -> &mut FixedBitSet {
        self.touched = match &self.touched {
            touched if touched.is_empty() => range.clone(),
            touched if range.is_empty() => touched.clone(),
            touched => touched.start.min(range.start)..touched.end.max(range.end),
        };
        let length = self.catalog.len();
        self.sure
            .get_or_insert_with(|| FixedBitSet::with_capacity(length))
    }

    fn add_all(&mut self, patterns: &[Pattern]) {
        for pattern in patterns {
            self.add_text(pattern.as_str());
        }
    }

    fn add_ready(&mut self, patterns: &Patterns) {
        for name in &patterns.names {
            self.add_known(self.catalog.find(self.plane, name));
        }
        for glob in &patterns.wild {
            self.add_text(glob.text());
        }
    }

    fn add_entry(&mut self, text: &str, operation: Option<OperationId>) {
        match operation {
            Some(_) => self.add_known(operation),
            None => self.add_text(text),
        }
    }

    fn add_known(&mut self, operation: Option<OperationId>) {
        if let Some(id) = operation {
            self.sure(&(id.index()..id.index() + 1)).insert(id.index());
        }
    }

    fn add_text(&mut self, text: &str) {
        let text = text.trim();
        let Some((prefix, suffix)) = text.split_once('*') else {
            return self.add_known(self.catalog.find(self.plane, text));
        };
        let one_word = suffix
            .strip_prefix('/')
            .filter(|word| !word.contains(['*', '/']));
        let whole_segment = prefix.is_empty() || prefix.ends_with('/');
        match one_word {
            _ if suffix.is_empty() && whole_segment => {
                let below = self.below(prefix);
                self.sure(&below).insert_range(below.clone());
            }
            Some(word) if whole_segment => self.add_verb(prefix, word),
            _ => self.add_searched(&Glob::new(text)),
        }
    }

    fn below(&self, prefix: &str) -> Range<usize> {
        if prefix.is_empty() {
            return 0..self.catalog.len();
        }
        let below = self.catalog.prefix(prefix);
        below.start as usize..below.end as usize
    }

    /// Adds `prefix*/word`: of the names below the prefix, those whose last segment is the word.
    fn add_verb(&mut self, prefix: &str, word: &str) {
        let below = self.below(prefix);
        let Some(ending) = self.catalog.last_segment_set(word) else {
            return;
        };
        // The prefix ends in a slash or is empty, so a name of the range is too short for the
        // strict reading only if it is the prefix followed by the word.
        let shared = self.directly_below(prefix, word, &below);
        let (catalog, plane) = (self.catalog, self.plane);
        let ids = shared
            .clone()
            .filter_map(|at| u32::try_from(at).ok())
            .map(OperationId);
        self.maybe
            .extend(ids.filter(|id| catalog.plane(*id) == plane));
        let sure = self.sure(&below);
        add_range(sure, ending, below.start..shared.start);
        add_range(sure, ending, shared.end..below.end);
    }

    /// Finds the name that is a prefix followed by a word, among the names below the prefix.
    fn directly_below(&self, prefix: &str, word: &str, below: &Range<usize>) -> Range<usize> {
        if prefix.is_empty() {
            return below.end..below.end;
        }
        let order = |at: usize| {
            let name = self
                .catalog
                .name(OperationId(u32::try_from(at).unwrap_or(u32::MAX)));
            let rest = name.as_bytes().get(prefix.len()..).unwrap_or_default();
            let rest = rest.iter().map(u8::to_ascii_lowercase);
            rest.cmp(word.bytes().map(|byte| byte.to_ascii_lowercase()))
        };
        let (mut start, mut end) = (below.start, below.end);
        while start < end {
            let middle = start + (end - start) / 2;
            if order(middle) == Ordering::Less {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        while end < below.end && order(end) == Ordering::Equal {
            end += 1;
        }
        start..end
    }

    /// Adds a pattern of another form by looking at each name below its prefix.
    fn add_searched(&mut self, glob: &Glob) {
        let catalog = self.catalog;
        for id in catalog.prefix(glob.prefix()).map(OperationId) {
            match glob.matching(&canonical(catalog.name(id))) {
                Match::Yes => self.add_known(Some(id)),
                Match::Maybe if catalog.plane(id) == self.plane => self.maybe.push(id),
                Match::No | Match::Maybe => {}
            }
        }
    }
}

/// Adds the members of one set that lie in a range to another, word by word.
fn add_range(into: &mut FixedBitSet, from: &FixedBitSet, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / BITS, (range.end - 1) / BITS);
    let head = usize::MAX << (range.start % BITS);
    let tail = usize::MAX >> (BITS - 1 - (range.end - 1) % BITS);
    let target = into
        .as_mut_slice()
        .get_mut(first..=last)
        .into_iter()
        .flatten();
    let source = from.as_slice().get(first..=last).into_iter().flatten();
    for (place, (target, source)) in (first..).zip(target.zip(source)) {
        let low = if place == first { head } else { usize::MAX };
        let high = if place == last { tail } else { usize::MAX };
        *target |= source & low & high;
    }
}
