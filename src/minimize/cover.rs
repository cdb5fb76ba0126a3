//! The choice of capabilities whose excess weighs least.

use super::candidates::Candidate;
use crate::algebra::OperationSet;
use crate::catalog::Catalog;
use crate::support::sort;

/// How many choices are looked at before the best one so far is taken.
const MOST_STEPS: usize = 20_000;

/// What a choice costs: the weight of its excess, how many operations that is, how many
/// capabilities are named. No choice gets cheaper when something is added to it.
type Cost = (u64, usize, usize);

/// A choice of candidates that covers whatever any of them covers.
#[derive(Debug, Clone, Default)]
pub(super) struct Cover {
    /// The positions of the chosen candidates, in order.
    pub(super) chosen: Vec<usize>,
    /// What they possibly grant beyond what is wanted.
    pub(super) excess: OperationSet,
    /// No other choice costs less.
    pub(super) least: bool,
}

/// Chooses among the candidates for `count` operations.
pub(super) fn cover(catalog: &Catalog, candidates: &[Candidate], count: usize) -> Cover {
    let mut fitting: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, candidate) in candidates.iter().enumerate() {
        for covered in &candidate.covers {
            if let Some(list) = fitting.get_mut(*covered) {
                list.push(at);
            }
        }
    }
    let mut search = Search {
        catalog,
        candidates,
        fitting,
        best: None,
        steps: MOST_STEPS,
    };
    let open: Vec<usize> = (0..count)
        .filter(|at| search.fitting.get(*at).is_some_and(|list| !list.is_empty()))
        .collect();
    let quick = search.greedy(&open);
    search.best = Some(quick);
    search.descend(&open, &mut Vec::new(), &OperationSet::empty());
    let (_, mut chosen, excess) = search.best.unwrap_or_default();
    chosen.sort_unstable();
    Cover {
        chosen,
        excess,
        least: search.steps > 0,
    }
}

type Choice = (Cost, Vec<usize>, OperationSet);

struct Search<'a> {
    catalog: &'a Catalog,
    candidates: &'a [Candidate],
    /// For each operation, the candidates that cover it.
    fitting: Vec<Vec<usize>>,
    best: Option<Choice>,
    steps: usize,
}

impl Search<'_> {
    fn cost(&self, excess: &OperationSet, chosen: usize) -> Cost {
        (excess.weight(self.catalog), excess.len(), chosen)
    }

    fn with(&self, excess: &OperationSet, candidate: usize) -> OperationSet {
        let added = self.candidates.get(candidate);
        added.map_or_else(|| excess.clone(), |added| excess.union(&added.excess))
    }

    /// Returns the operations that stay open once a candidate is chosen.
    fn left(&self, open: &[usize], candidate: usize) -> Vec<usize> {
        let covers = self.candidates.get(candidate);
        let covers = covers.map_or(&[][..], |one| &one.covers);
        let is_open = |at: &&usize| covers.binary_search(at).is_err();
        open.iter().filter(is_open).copied().collect()
    }

    /// Takes, again and again, what adds the least for each operation that it covers.
    fn greedy(&self, open: &[usize]) -> Choice {
        let (mut open, mut chosen) = (open.to_vec(), Vec::new());
        let mut excess = OperationSet::empty();
        while !open.is_empty() {
            let before = excess.weight(self.catalog);
            let rated = (0..self.candidates.len()).filter_map(|at| {
                let covered = open.len() - self.left(&open, at).len();
                let after = self.with(&excess, at);
                let added = after.weight(self.catalog) - before;
                let covered = u64::try_from(covered).ok().filter(|covered| *covered > 0)?;
                Some((added * 1_000 / covered, after.len(), at))
            });
            let Some((.., next)) = rated.min() else { break };
            open = self.left(&open, next);
            excess = self.with(&excess, next);
            chosen.push(next);
        }
        (self.cost(&excess, chosen.len()), chosen, excess)
    }

    /// Tries every candidate for the operation that has the fewest; gives up what costs too much.
    fn descend(&mut self, open: &[usize], chosen: &mut Vec<usize>, excess: &OperationSet) {
        let cost = self.cost(excess, chosen.len());
        let is_dear = |best: &Choice| cost >= best.0;
        if self.steps == 0 || self.best.as_ref().is_some_and(is_dear) {
            return;
        }
        self.steps -= 1;
        let choices = |at: &&usize| self.fitting.get(**at).map_or(0, Vec::len);
        let Some(next) = open.iter().min_by_key(choices) else {
            self.best = Some((cost, chosen.clone(), excess.clone()));
            return;
        };
        let fitting = self.fitting.get(*next).cloned().unwrap_or_default();
        let mut tries: Vec<_> = fitting
            .into_iter()
            .map(|at| (at, self.with(excess, at)))
            .collect();
        sort::by_key(&mut tries, |(at, excess)| {
            (excess.weight(self.catalog), excess.len(), *at)
        });
        for (at, excess) in tries {
            chosen.push(at);
            self.descend(&self.left(open, at), chosen, &excess);
            chosen.pop();
        }
    }
}
