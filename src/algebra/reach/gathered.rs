//! What the patterns of one list cover in one plane.
//!
//! A wildcard becomes a range of the sorted names (its prefix) cut with the set of names that share
//! its last segment, so that a name is looked at only for the rare longer suffix.

use std::cmp::Ordering;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::words::add_range;
use crate::algebra::block::Patterns;
use crate::algebra::matching::{Glob, Match, canonical};
use crate::catalog::{Catalog, OperationId};
use crate::model::permission::{Pattern, Plane};

/// What the patterns of one list cover in one plane.
pub(super) struct Gathered<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) plane: Plane,
    /// What every reading covers; made at first need. Wildcards put the other plane in as well.
    pub(super) sure: Option<FixedBitSet>,
    /// The positions outside which nothing is sure.
    pub(super) touched: Range<usize>,
    /// What only a doubtful reading covers, in this plane.
    pub(super) maybe: Vec<OperationId>,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(catalog: &'a Catalog, plane: Plane) -> Self {
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

    pub(super) fn add_all(&mut self, patterns: &[Pattern]) {
        for pattern in patterns {
            self.add_text(pattern.as_str());
        }
    }

    pub(super) fn add_ready(&mut self, patterns: &Patterns) {
        for name in &patterns.names {
            self.add_known(self.catalog.find(self.plane, name));
        }
        for glob in &patterns.wild {
            self.add_text(glob.text());
        }
    }

    pub(super) fn add_entry(&mut self, text: &str, operation: Option<OperationId>) {
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
