//! Weighs what is held against what is held elsewhere: what goes beyond it, under which guard.

use std::cmp::Reverse;
use std::rc::Rc;

use super::book::Book;
use super::guard::Guard;
use super::sum::Sum;
use crate::algebra::{Finding, OperationSet, Reason, Witness};
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
    let catalog = book.catalog;
    let of_old =
        |own: &[u32], other: &[u32], is_old: bool| book.denied(own, is_old.then_some(other));
    let (own, other) = (&question.denied, &question.denied_against);
    let denied = of_old(own, other, question.backwards);
    let denied_against = of_old(other, own, !question.backwards);
    let cut = |sum: Sum, by: &Sum, codes: &[u32]| {
        if codes.is_empty() {
            sum
        } else {
            sum.without(by)
        }
    };
    let held: Vec<_> = book.pieces(&question.held).collect();
    let against: Vec<_> = book.pieces(&question.against).collect();
    let any = Sum::of(catalog, against.iter().map(|(piece, _)| *piece));
    let any = cut(any, &denied_against, other);
    let mut guards: Vec<&Guard> = held.iter().map(|(_, guard)| guard).collect();
    guards.sort();
    guards.dedup();
    let mut found = Vec::new();
    for guard in guards {
        let of = held.iter().filter(|(_, own)| own == guard);
        let of = cut(Sum::of(catalog, of.map(|(piece, _)| *piece)), &denied, own);
        let below = against.iter().filter(|(_, own)| own.allows(guard));
        let below = Sum::of(catalog, below.map(|(piece, _)| *piece));
        // What is held with less before it is told there.
        let freer = held
            .iter()
            .filter(|(_, own)| own != guard && own.allows(guard));
        let freer = Sum::of(catalog, freer.map(|(piece, _)| *piece));
        let below = cut(below, &denied_against, other).or(&cut(freer, &denied, own));
        found.extend(beyond(catalog, guard, &of, &below, &any));
    }
    found
}

fn beyond(catalog: &Catalog, guard: &Guard, of: &Sum, below: &Sum, any: &Sum) -> Option<Beyond> {
    let known = of.known_beyond(below);
    let mut unknown = None;
    let witness = match gravest(catalog, &known) {
        Some(id) => Some(named(catalog, id)),
        None => match of.beyond(below) {
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
        new: known.difference(&any.reach.upper),
        surer: known.intersection(&any.reach.upper),
        witness,
        unknown,
    })
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
