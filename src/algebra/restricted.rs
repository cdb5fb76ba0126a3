//! A formula among the names that one wildcard covers.
//!
//! Most patterns drop out at once: they cover all those names or none of them. What is left is
//! undecided, and a search reads names byte by byte until it is decided.

use super::automaton::Automaton;
use super::block::{Patterns, ReadyBlock, covers, may_meet};
use super::formula::{Formula, Part};
use super::matching::{Bound, Glob, is_well_formed};
use crate::model::permission::Plane;

/// A truth value that may not be known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    False,
    Open,
    True,
}

impl Value {
    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Open => Self::Open,
            Self::True => Self::False,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Open,
        }
    }

    fn and(self, other: Self) -> Self {
        self.not().or(other.not()).not()
    }
}

/// A pattern that covers some of the names; it speaks for one list of one block.
#[derive(Debug)]
pub(super) struct Atom<'a> {
    pub(super) automaton: Automaton<'a>,
    pub(super) list: usize,
}

#[derive(Debug)]
enum Stage {
    /// The union of blocks; each is a pair of lists: granted, then cut.
    Blocks {
        first_list: usize,
        blocks: usize,
    },
    Either(usize, usize),
    Both(usize, usize),
    Without(usize, usize),
}

#[derive(Debug)]
pub(super) struct Restricted<'a> {
    pub(super) leader: &'a Glob,
    pub(super) bound: Bound,
    pub(super) atoms: Vec<Atom<'a>>,
    stages: Vec<Stage>,
    /// What each list says whatever its atoms do.
    lists: Vec<Value>,
}

/// What one list covers of the leader's names.
struct Covered<'a> {
    all: bool,
    atoms: Vec<Open<'a>>,
}

enum Open<'a> {
    Name(&'a str),
    Wild(&'a Glob),
}

impl<'a> Restricted<'a> {
    /// Restricts a formula to what a wildcard covers; gives nothing if it holds nowhere there.
    pub(super) fn new(
        formula: &Formula<'a>,
        plane: Plane,
        (leader, bound): (&'a Glob, Bound),
    ) -> Option<Self> {
        let (stages, atoms, lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut made = Self {
            leader,
            bound,
            atoms,
            stages,
            lists,
        };
        for part in formula.parts() {
            let stage = match part {
                Part::Blocks(blocks, bound) => {
                    let first_list = made.lists.len();
                    let counting = blocks.iter().filter(|block| block.counts_at(*bound));
                    counting.for_each(|block| made.add_block(block, plane, *bound));
                    Stage::Blocks {
                        first_list,
                        blocks: (made.lists.len() - first_list) / 2,
                    }
                }
                Part::Either(left, right) => Stage::Either(*left, *right),
                Part::Both(left, right) => Stage::Both(*left, *right),
                Part::Without(left, right) => Stage::Without(*left, *right),
            };
            made.stages.push(stage);
        }
        let mut lists = made.lists.clone();
        for atom in &made.atoms {
            lists
                .get_mut(atom.list)
                .into_iter()
                .for_each(|list| *list = list.or(Value::Open));
        }
        match made.value(&lists) {
            Value::False => None,
            Value::Open => Some(made),
            Value::True => {
                made.atoms.clear();
                made.stages.clear();
                Some(made)
            }
        }
    }

    fn add_block(&mut self, block: &'a ReadyBlock, plane: Plane, bound: Bound) {
        let granted = self.covered(block.granted(plane), bound);
        if !granted.all && granted.atoms.is_empty() {
            return;
        }
        let cut = self.covered(block.cut(plane), bound.flipped());
        if cut.all {
            return;
        }
        self.add_list(granted, bound);
        self.add_list(cut, bound.flipped());
    }

    fn add_list(&mut self, covered: Covered<'a>, bound: Bound) {
        let list = self.lists.len();
        self.lists.push(if covered.all {
            Value::True
        } else {
            Value::False
        });
        if covered.all {
            return;
        }
        let automaton = |atom| match atom {
            Open::Name(name) => Automaton::of_name(name),
            Open::Wild(glob) => Automaton::of_glob(glob, bound),
        };
        let atoms = covered.atoms.into_iter().map(|atom| Atom {
            automaton: automaton(atom),
            list,
        });
        self.atoms.extend(atoms);
    }

    fn covered(&self, patterns: &'a Patterns, bound: Bound) -> Covered<'a> {
        let mut atoms = Vec::new();
        let counting = patterns
            .wild
            .iter()
            .filter(|glob| !glob.is_odd() || bound == Bound::Upper);
        for glob in counting {
            if covers(glob, bound, self.leader, self.bound) {
                return Covered {
                    all: true,
                    atoms: Vec::new(),
                };
            }
            if may_meet(glob, self.leader) {
                atoms.push(Open::Wild(glob));
            }
        }
        let below = patterns.names_below(self.leader.prefix()).iter();
        let met =
            below.filter(|name| self.leader.covers_at(self.bound, name) && is_well_formed(name));
        atoms.extend(met.map(|name| Open::Name(name.as_str())));
        Covered { all: false, atoms }
    }

    /// Returns what the lists say whatever the open atoms do.
    pub(super) fn settled_lists(&self) -> &[Value] {
        &self.lists
    }

    /// Judges the formula by what each list covers.
    pub(super) fn value(&self, lists: &[Value]) -> Value {
        let mut values: Vec<Value> = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let at = |place: &usize| values.get(*place).copied().unwrap_or(Value::False);
            values.push(match stage {
                Stage::Blocks { first_list, blocks } => {
                    let own = lists
                        .get(*first_list..first_list + 2 * blocks)
                        .unwrap_or_default();
                    let (pairs, _) = own.as_chunks::<2>();
                    let each = pairs.iter().map(|[granted, cut]| granted.and(cut.not()));
                    each.fold(Value::False, Value::or)
                }
                Stage::Either(left, right) => at(left).or(at(right)),
                Stage::Both(left, right) => at(left).and(at(right)),
                Stage::Without(left, right) => at(left).and(at(right).not()),
            });
        }
        // With every stage gone the formula is settled: it holds for all names.
        values.last().copied().unwrap_or(Value::True)
    }
}
