//! Weighs what is held against what is held elsewhere: what goes beyond it, under which guard.

use std::cmp::Reverse;
use std::rc::Rc;

use super::book::Book;
use super::guard::Guard;
use super::sum::{Piece, Sum, Total, known_beyond};
use crate::algebra::{Finding, OperationSet, Reach, Reason, Witness};
use crate::catalog::{Catalog, OperationId};
use crate::support::hash::HashMap;

/// What goes beyond something else under one guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// What stands before it.
    pub guard: Guard,
    /// The known operations that were not possible at all.
    pub new: OperationSet,
    /// The known operations that were possible, though less surely or under more conditions.
    pub surer: OperationSet,
    /// One operation that shows it: the gravest known one, or else any name.
    pub witness: Option<Witness>,
    /// Why it is not known whether anything goes beyond, where that is so; it counts as if it did.
    pub unknown: Option<Reason>,
}

impl Beyond {
    /// Shows it by an operation of a type of resource, in lower case, where there is one.
    pub(super) fn show_of(&mut self, catalog: &Catalog, kind: &str) {
        let of_kind = |id: &OperationId| {
            let head = catalog.name(*id).get(..kind.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(kind))
        };
        let shown = [&self.new, &self.surer].iter().find_map(|set| {
            let ids = set.ids().filter(of_kind);
            ids.max_by_key(|id| grave(catalog, *id))
        });
        if let Some(id) = shown {
            self.witness = Some(named(catalog, id));
        }
    }
}

/// What is compared, as numbers of a [`Book`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Question {
    /// What is held.
    pub(super) held: Vec<u32>,
    /// What it is held against.
    pub(super) against: Vec<u32>,
    /// What is denied of it.
    pub(super) denied: Vec<u32>,
    /// What is denied of what it is held against.
    pub(super) denied_against: Vec<u32>,
    /// The denials of `denied` are those of the old side.
    pub(super) backwards: bool,
}

/// Answers each question once.
pub(super) struct Weigher<'b> {
    pub(super) book: &'b Book,
    known: HashMap<Question, Rc<[Beyond]>>,
}

impl<'b> Weigher<'b> {
    pub(super) fn new(book: &'b Book) -> Self {
        Self {
            book,
            known: HashMap::default(),
        }
    }

    /// Lists what goes beyond, by guard.
    pub(super) fn weigh(&mut self, mut question: Question) -> Rc<[Beyond]> {
        if question.denied == question.denied_against {
            let against = &question.against;
            question
                .held
                .retain(|code| against.binary_search(code).is_err());
        }
        if question.held.is_empty() {
            return Rc::from([]);
        }
        if let Some(known) = self.known.get(&question) {
            return Rc::clone(known);
        }
        let found: Rc<[Beyond]> = weigh(self.book, &question).into();
        self.known.insert(question, Rc::clone(&found));
        found
    }
}

fn weigh(book: &Book, question: &Question) -> Vec<Beyond> {
    let of_old = |own: &[u32], other: &[u32], is_old: bool| {
        let denied = || book.denied(own, is_old.then_some(other));
        (!own.is_empty()).then(denied)
    };
    let (own, other) = (&question.denied, &question.denied_against);
    let scales = Scales {
        catalog: book.catalog,
        held: book.pieces(&question.held).collect(),
        against: book.pieces(&question.against).collect(),
        denied: of_old(own, other, question.backwards),
        denied_against: of_old(other, own, !question.backwards),
    };
    let any = scales.sum_against(|_| true);
    let mut guards: Vec<&Guard> = scales.held.iter().map(|(_, guard)| guard).collect();
    guards.sort();
    guards.dedup();
    let found = guards.into_iter();
    found
        .filter_map(|guard| scales.beyond(guard, &any))
        .collect()
}

/// What a question is about, with what its numbers stand for.
struct Scales<'b> {
    catalog: &'static Catalog,
    held: Vec<(&'b Piece, Guard)>,
    against: Vec<(&'b Piece, Guard)>,
    denied: Option<Sum>,
    denied_against: Option<Sum>,
}

impl Scales<'_> {
    fn sum_held<T: Total>(&self, under: impl Fn(&Guard) -> bool) -> T {
        total(self.catalog, &self.held, under, self.denied.as_ref())
    }

    fn sum_against<T: Total>(&self, under: impl Fn(&Guard) -> bool) -> T {
        let denied = self.denied_against.as_ref();
        total(self.catalog, &self.against, under, denied)
    }

    /// Sums what is held under a guard, and what it is held against.
    fn sums<T: Total>(&self, guard: &Guard) -> (T, T) {
        let of = self.sum_held(|own| own == guard);
        let below: T = self.sum_against(|own| own.allows(guard));
        // What is held with less before it is told there.
        let freer = self.sum_held(|own| own != guard && own.allows(guard));
        (of, below.or(&freer))
    }

    /// Looks among every name there may be for one that goes beyond.
    fn unnamed(&self, guard: &Guard) -> Finding {
        let (of, below) = self.sums::<Sum>(guard);
        of.beyond(&below)
    }

    fn beyond(&self, guard: &Guard, any: &Reach) -> Option<Beyond> {
        let catalog = self.catalog;
        let (of, below) = self.sums::<Reach>(guard);
        let known = known_beyond(&of, &below);
        let mut unknown = None;
        let witness = match gravest(catalog, &known) {
            Some(id) => Some(named(catalog, id)),
            // Sets of every name are costly, and asked only where no known operation tells.
            None => match self.unnamed(guard) {
                Finding::Nothing => return None,
                Finding::Operation(witness) => Some(witness),
                Finding::Unknown(reason) => {
                    unknown = Some(reason);
                    None
                }
            },
        };
        Some(Beyond {
            guard: guard.clone(),
            new: known.difference(&any.upper),
            surer: known.intersection(&any.upper),
            witness,
            unknown,
        })
    }
}

/// Sums the pieces that stand under some guards, less what is denied.
fn total<T: Total>(
    catalog: &Catalog,
    pieces: &[(&Piece, Guard)],
    under: impl Fn(&Guard) -> bool,
    denied: Option<&Sum>,
) -> T {
    let pieces = pieces.iter().filter(|(_, guard)| under(guard));
    let all = T::of(catalog, pieces.map(|(piece, _)| *piece));
    match denied {
        Some(denied) => all.without(T::part(denied)),
        None => all,
    }
}

/// Finds the known operation of the gravest risk class, the first by name.
fn gravest(catalog: &Catalog, known: &OperationSet) -> Option<OperationId> {
    known.ids().max_by_key(|id| grave(catalog, *id))
}

/// Orders operations by their risk class, and of equals the first by name last.
fn grave(catalog: &Catalog, id: OperationId) -> (u8, Reverse<OperationId>) {
    (catalog.operation(id).risk.weight(), Reverse(id))
}

fn named(catalog: &Catalog, id: OperationId) -> Witness {
    Witness {
        plane: catalog.plane(id),
        name: catalog.name(id).into(),
        known: Some(id),
    }
}
