//! The catalogue view: what patterns and blocks reach among the operations that are known.
//!
//! A wildcard becomes a range of the sorted names (its prefix) cut with the set of names that share
//! its last segment, so that a name is looked at only for the rare longer suffix.

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
        let mut reach = Self::empty(catalog);
        for block in blocks {
            for plane in PLANES {
                let mut granted = Gathered::new(catalog, plane);
                granted.add_all(block.granted(plane));
                let mut cut = Gathered::new(catalog, plane);
                cut.add_all(block.cut(plane));
                reach.add(granted, &cut, block.condition.is_none());
            }
        }
        reach
    }

    /// Expands a built-in role to both bounds, without decoding its blocks.
    pub fn of_builtin(catalog: &Catalog, role: BuiltinRole<'_>) -> Self {
        let mut reach = Self::empty(catalog);
        for block in role.block_views() {
            for plane in PLANES {
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
        reach
    }

    /// Expands a permission set to both bounds.
    pub fn of_set(catalog: &Catalog, set: &PermissionSet) -> Self {
        let mut values: Vec<Self> = Vec::with_capacity(set.steps().len());
        for step in set.steps() {
            let at = |place: &usize| values.get(*place).cloned().unwrap_or_default();
            let value = match step {
                Step::Blocks(blocks) => {
                    let mut reach = Self::empty(catalog);
                    for block in blocks {
                        reach.add_ready(catalog, block);
                    }
                    reach
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

    fn empty(catalog: &Catalog) -> Self {
        Self {
            lower: OperationSet::empty(catalog),
            upper: OperationSet::empty(catalog),
        }
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

    fn add_ready(&mut self, catalog: &Catalog, block: &ReadyBlock) {
        for plane in PLANES {
            let mut granted = Gathered::new(catalog, plane);
            granted.add_ready(block.granted(plane));
            let mut cut = Gathered::new(catalog, plane);
            cut.add_ready(block.cut(plane));
            self.add(granted, &cut, block.condition().is_none());
        }
    }

    /// Adds what a block grants less what it cuts, each bound of the cut against the other's.
    fn add(&mut self, mut granted: Gathered<'_>, cut: &Gathered<'_>, sure: bool) {
        let Some(mut reached) = granted.sure.take() else {
            return self.add_maybes(&granted.maybe, cut);
        };
        reached.intersect_with(granted.catalog.plane_set(granted.plane));
        if let Some(sure_cut) = &cut.sure {
            reached.difference_with(sure_cut);
        }
        let reached = OperationSet::from(reached);
        self.upper.union_with(&reached);
        self.add_maybes(&granted.maybe, cut);
        if sure {
            let mut reached = FixedBitSet::from(reached);
            for id in &cut.maybe {
                reached.set(id.index(), false);
            }
            self.lower.union_with(&OperationSet::from(reached));
        }
    }

    fn add_maybes(&mut self, maybe: &[OperationId], cut: &Gathered<'_>) {
        let left = maybe.iter().filter(|id| !cut.surely_holds(**id));
        left.for_each(|id| self.upper.insert(*id));
    }
}

const PLANES: [Plane; 2] = [Plane::Control, Plane::Data];

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
    /// What only a doubtful reading covers, in this plane.
    maybe: Vec<OperationId>,
}

impl<'a> Gathered<'a> {
    fn new(catalog: &'a Catalog, plane: Plane) -> Self {
        Self {
            catalog,
            plane,
            sure: None,
            maybe: Vec::new(),
        }
    }

    fn surely_holds(&self, id: OperationId) -> bool {
        self.sure
            .as_ref()
            .is_some_and(|sure| sure.contains(id.index()))
    }

    fn sure(&mut self) -> &mut FixedBitSet {
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
            self.sure().insert(id.index());
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
                let below = self.catalog.prefix(prefix);
                self.sure()
                    .insert_range(below.start as usize..below.end as usize);
            }
            Some(word) if whole_segment => self.add_verb(prefix, word),
            _ => self.add_searched(&Glob::new(text)),
        }
    }

    /// Adds `prefix*/word`: of the names below the prefix, those whose last segment is the word.
    fn add_verb(&mut self, prefix: &str, word: &str) {
        let below = self.catalog.prefix(prefix);
        let Some(ending) = self.catalog.last_segment_set(word) else {
            return;
        };
        // The prefix ends in a slash or is empty, so a name of the range is too short for the
        // strict reading only if it is the prefix followed by the word.
        let shared = match prefix {
            "" => below.end..below.end,
            _ => self.catalog.named(&[prefix, word].concat()),
        };
        let (catalog, plane) = (self.catalog, self.plane);
        let in_plane = shared
            .clone()
            .map(OperationId)
            .filter(|id| catalog.plane(*id) == plane);
        self.maybe.extend(in_plane);
        let sure = self.sure();
        add_range(sure, ending, below.start as usize..shared.start as usize);
        add_range(sure, ending, shared.end as usize..below.end as usize);
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
fn add_range(into: &mut FixedBitSet, from: &FixedBitSet, range: std::ops::Range<usize>) {
    const BITS: usize = usize::BITS as usize;
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / BITS, (range.end - 1) / BITS);
    let (head, tail) = (
        usize::MAX << (range.start % BITS),
        usize::MAX >> (BITS - 1 - (range.end - 1) % BITS),
    );
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
