//! Sorting by a key that is worth keeping, by one sort for the lists of all types.
//!
//! The standard library compiles such a sort up to four times for each type of key, twenty kilobytes a place, and
//! a program this size has twenty places: more to page in than what it would save on short lists.

use std::cmp::Ordering;

/// Sorts by a key, which is asked once for each entry. Entries with equal keys keep their order.
pub(crate) fn by_key<T, K: Ord>(list: &mut [T], key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = list.iter().map(key).collect();
    let mut places = sorted(keys.len(), &|one, other| {
        keys.get(one).cmp(&keys.get(other))
    });
    for start in 0..list.len() {
        // Round the circle of those that take each other's places.
        let mut at = start;
        while let Some(from) = places.get_mut(at).map(|from| std::mem::replace(from, at))
            && from != start
        {
            list.swap(at, from);
            at = from;
        }
    }
}

/// Returns which entry comes to each place.
fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}
