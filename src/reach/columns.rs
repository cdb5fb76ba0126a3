//! Sets of columns, as runs or as bits: whichever takes less room.
//!
//! Columns are numbered in the order in which their circles are closed, so that what a long chain, a
//! star or a circle comes to is a run or two; of what has neither rhyme nor reason a bit each is
//! kept.

use fixedbitset::FixedBitSet;

/// A run of columns: from the first up to the one behind the last.
type Run = (u32, u32);

/// A set of columns; equal sets are kept alike.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Columns {
    /// Runs that do not touch, in order.
    Runs(Box<[Run]>),
    /// A bit for each column there is.
    Bits(FixedBitSet),
}

impl Columns {
    /// Joins columns and sets of them, where so many columns are in all.
    pub(super) fn union<'c>(
        width: usize,
        own: &[u32],
        sets: impl Iterator<Item = &'c Self> + Clone,
    ) -> Self {
        // So many runs take as much room as a bit for each column.
        let most = width / 64;
        let size = |set: &Self| match set {
            Self::Runs(runs) => runs.len(),
            Self::Bits(_) => most + 1,
        };
        let mut runs: Vec<Run> = own.iter().map(|column| (*column, column + 1)).collect();
        if sets.clone().map(size).sum::<usize>() > most {
            return Self::of_bits(bits(width, &runs, sets), most);
        }
        for set in sets {
            runs.extend(set.runs());
        }
        runs.sort_unstable();
        runs.dedup_by(|later, earlier| {
            let joins = later.0 <= earlier.1;
            if joins {
                earlier.1 = earlier.1.max(later.1);
            }
            joins
        });
        if runs.len() > most {
            return Self::Bits(bits(width, &runs, std::iter::empty()));
        }
        Self::Runs(runs.into())
    }

    fn of_bits(bits: FixedBitSet, most: usize) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for column in bits.ones().filter_map(|column| u32::try_from(column).ok()) {
            if let Some(last) = runs.last_mut().filter(|last| last.1 == column) {
                last.1 += 1;
            } else if runs.len() == most {
                return Self::Bits(bits);
            } else {
                runs.push((column, column + 1));
            }
        }
        Self::Runs(runs.into())
    }

    fn runs(&self) -> &[Run] {
        match self {
            Self::Runs(runs) => runs,
            Self::Bits(_) => &[],
        }
    }

    fn bits(&self) -> Option<&FixedBitSet> {
        match self {
            Self::Runs(_) => None,
            Self::Bits(bits) => Some(bits),
        }
    }

    /// Lists the columns from one on, in order.
    pub(super) fn starting_at(&self, start: u32) -> impl Iterator<Item = u32> + '_ {
        let runs = self.runs();
        let before = runs.partition_point(|(_, to)| *to <= start);
        let runs = runs.get(before..).unwrap_or_default().iter();
        let bits = self.bits().into_iter().flat_map(FixedBitSet::ones);
        let bits = bits.filter_map(|column| u32::try_from(column).ok());
        runs.flat_map(move |(from, to)| start.max(*from)..*to)
            .chain(bits.skip_while(move |column| *column < start))
    }

    /// Counts the columns before one.
    pub(super) fn count_before(&self, end: u32) -> usize {
        match self {
            Self::Runs(runs) => {
                let lengths = runs
                    .iter()
                    .map(|(from, to)| end.min(*to).saturating_sub(*from));
                lengths.map(|length| length as usize).sum()
            }
            Self::Bits(bits) => bits.count_ones(..end as usize),
        }
    }

    /// Tells whether a column is among them.
    pub(super) fn contains(&self, column: u32) -> bool {
        match self {
            Self::Runs(runs) => {
                let before = runs.partition_point(|(from, _)| *from <= column);
                let run = before.checked_sub(1).and_then(|at| runs.get(at));
                run.is_some_and(|(_, to)| column < *to)
            }
            Self::Bits(bits) => bits.contains(column as usize),
        }
    }
}

fn bits<'c>(width: usize, runs: &[Run], sets: impl Iterator<Item = &'c Columns>) -> FixedBitSet {
    let mut all = FixedBitSet::with_capacity(width);
    let insert = |all: &mut FixedBitSet, runs: &[Run]| {
        for (from, to) in runs {
            all.insert_range(*from as usize..*to as usize);
        }
    };
    insert(&mut all, runs);
    for set in sets {
        match set {
            Columns::Runs(runs) => insert(&mut all, runs),
            Columns::Bits(bits) => all.union_with(bits),
        }
    }
    all
}
