//! Which operations of the catalogue a pattern covers, asked of the slow matcher once each.

use std::collections::HashMap;

use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::slow::{Cover, decide, matches};

/// What is given of each operation: (surely, possibly).
pub(super) type Given = Vec<(bool, bool)>;

/// Every operation that Azure knows, in both planes.
pub(super) struct Covered {
    pub(super) operations: Vec<(Plane, &'static str)>,
    known: HashMap<Pattern, Vec<(usize, Cover)>>,
}

impl Covered {
    pub(super) fn new() -> Self {
        let known = Catalog::embedded().operations();
        Self {
            operations: known.map(|(_, one)| (one.plane, one.name)).collect(),
            known: HashMap::new(),
        }
    }

    /// Lists the positions that a pattern covers, in either plane.
    pub(super) fn by(&mut self, pattern: &Pattern) -> &[(usize, Cover)] {
        let names = self.operations.iter().enumerate();
        self.known.entry(pattern.clone()).or_insert_with(|| {
            let covers = names.map(|(at, (_, name))| (at, matches(pattern.as_str(), name)));
            covers.filter(|(_, cover)| *cover != Cover::No).collect()
        })
    }

    /// The widest cover of each operation by the patterns of its own plane.
    pub(super) fn widest<'block>(
        &mut self,
        list: impl Fn(Plane) -> &'block [Pattern],
    ) -> Vec<Cover> {
        let mut all = vec![Cover::No; self.operations.len()];
        for plane in [Plane::Control, Plane::Data] {
            for pattern in list(plane) {
                self.by(pattern);
                for (at, cover) in &self.known[pattern] {
                    if self.operations[*at].0 == plane {
                        all[*at] = all[*at].max(*cover);
                    }
                }
            }
        }
        all
    }

    /// What one block gives, by the rule of the slow evaluator.
    pub(super) fn block(&mut self, block: &Block) -> Given {
        let granted = self.widest(|plane| block.granted(plane));
        let cut = self.widest(|plane| block.cut(plane));
        let both = granted.into_iter().zip(cut);
        both.map(|(granted, cut)| decide(granted, cut, block.condition.is_some()))
            .collect()
    }

    /// What several blocks give together.
    pub(super) fn blocks<'block>(
        &mut self,
        blocks: impl IntoIterator<Item = &'block Block>,
    ) -> Given {
        let mut all = vec![(false, false); self.operations.len()];
        for block in blocks {
            join(&mut all, &self.block(block));
        }
        all
    }
}

pub(super) fn join(all: &mut Given, more: &Given) {
    if all.is_empty() {
        all.resize(more.len(), (false, false));
    }
    for (one, (surely, possibly)) in all.iter_mut().zip(more) {
        *one = (one.0 || *surely, one.1 || *possibly);
    }
}
