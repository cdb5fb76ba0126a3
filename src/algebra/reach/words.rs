//! Sets of operations, combined word by word.

use std::ops::Range;

use fixedbitset::FixedBitSet;

/// Combines the words of two sets that hold the members of a range.
pub(super) fn merge(
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

/// Adds the members of one set that lie in a range to another, word by word.
pub(super) fn add_range(into: &mut FixedBitSet, from: &FixedBitSet, range: Range<usize>) {
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
