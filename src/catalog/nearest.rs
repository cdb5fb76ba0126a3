//! The known names nearest to an unknown one, with bounded work.

use std::ops::Range;

use super::operations::OperationId;
use super::store::Catalog;

/// Longest name that is compared; longer ones get no suggestion.
const LONGEST: usize = 300;
/// Most edits that still make a name near.
const FARTHEST: usize = 8;
/// Most edits that still make a provider near.
const FARTHEST_PROVIDER: usize = 3;
/// What a run of missing or surplus whole segments counts as.
const SEGMENTS: usize = 2;

impl Catalog {
    /// Finds up to `count` known names nearest to a name, nearest first, same provider first.
    pub fn nearest(&self, name: &str, count: usize) -> Vec<&'static str> {
        if name.len() > LONGEST || !name.is_ascii() || count == 0 {
            return Vec::new();
        }
        let Some((provider, rest)) = name.split_once('/') else {
            return Vec::new();
        };
        let Some((provider, range)) = self.provider_near(provider) else {
            return Vec::new();
        };
        let wanted = format!("{provider}/{rest}").to_ascii_lowercase();
        let mut near: Vec<(usize, &'static str)> = Vec::new();
        for id in range {
            let known = self.name(OperationId(id));
            let farthest = match near.get(count - 1) {
                Some((edits, _)) => *edits,
                None => FARTHEST,
            };
            let Some(edits) = distance(&wanted, known, farthest) else {
                continue;
            };
            if near
                .iter()
                .all(|(_, other)| !other.eq_ignore_ascii_case(known))
            {
                near.push((edits, known));
                near.sort_unstable();
                near.truncate(count);
            }
        }
        near.into_iter().map(|(_, known)| known).collect()
    }

    /// Lists the providers in order, each once.
    pub fn providers(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.provider_table().iter().map(|(provider, _)| *provider)
    }

    /// Tells whether any operation of a provider such as `Microsoft.Storage` is known.
    pub fn has_provider(&self, provider: &str) -> bool {
        self.providers()
            .any(|known| known.eq_ignore_ascii_case(provider))
    }

    /// Finds the known provider nearest to a name; itself where it is known.
    pub fn nearest_provider(&self, name: &str) -> Option<&'static str> {
        self.provider_near(name).map(|(provider, _)| provider)
    }

    fn provider_near(&self, name: &str) -> Option<(&'static str, Range<u32>)> {
        let table = self.provider_table();
        let same = table
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        let wanted = name.to_ascii_lowercase();
        let near = || {
            let distances = table.iter().filter_map(|entry| {
                Some((
                    edits(wanted.as_bytes(), entry.0.as_bytes(), FARTHEST_PROVIDER)?,
                    entry,
                ))
            });
            distances
                .min_by_key(|(edits, (known, _))| (*edits, *known))
                .map(|(_, entry)| entry)
        };
        same.or_else(near).cloned()
    }

    /// Returns each provider with the range of its operations, made at first use.
    fn provider_table(&self) -> &[(&'static str, Range<u32>)] {
        self.providers.get_or_init(|| {
            let mut table: Vec<(&'static str, Range<u32>)> = Vec::new();
            for id in self.ids() {
                let provider = self.name(id).split('/').next().unwrap_or("");
                match table.last_mut() {
                    Some((last, range)) if last.eq_ignore_ascii_case(provider) => {
                        range.end = id.0 + 1;
                    }
                    _ => table.push((provider, id.0..id.0 + 1)),
                }
            }
            table
        })
    }
}

/// Counts the edits between a lower-case name and a known one, unless it is too far away.
fn distance(wanted: &str, known: &str, farthest: usize) -> Option<usize> {
    let (left, right) = differing(wanted.as_bytes(), known.as_bytes());
    let whole = |text: &[u8]| text.first() == Some(&b'/') || text.last() == Some(&b'/');
    if (left.is_empty() && whole(right)) || (right.is_empty() && whole(left)) {
        return Some(SEGMENTS).filter(|edits| *edits <= farthest);
    }
    edits(left, right, farthest)
}

/// Counts the edits between a lower-case text and another, unless they are too many.
fn edits(left: &[u8], right: &[u8], farthest: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > farthest || unlike(left, right) > 2 * farthest {
        return None;
    }
    let lower = right.to_ascii_lowercase();
    let edits = strsim::osa_distance(text(left)?, text(&lower)?);
    Some(edits).filter(|edits| *edits <= farthest)
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Counts the letters that only one of two texts has; each edit changes at most two.
fn unlike(left: &[u8], right: &[u8]) -> usize {
    let mut counts = [0_i16; 32];
    let mut count = |text: &[u8], step: i16| {
        for byte in text {
            if let Some(count) = counts.get_mut(usize::from(byte & 31)) {
                *count = count.saturating_add(step);
            }
        }
    };
    count(left, 1);
    count(right, -1);
    counts
        .iter()
        .map(|count| usize::from(count.unsigned_abs()))
        .sum()
}

/// Cuts off what a lower-case text and another have in common at either end, ignoring case.
fn differing<'text>(left: &'text [u8], right: &'text [u8]) -> (&'text [u8], &'text [u8]) {
    let same = |(one, other): &(&u8, &u8)| **one == other.to_ascii_lowercase();
    let start = left.iter().zip(right).take_while(same).count();
    let left = left.get(start..).unwrap_or(&[]);
    let right = right.get(start..).unwrap_or(&[]);
    let end = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(same)
        .count();
    let cut = |text: &'text [u8]| text.get(..text.len() - end).unwrap_or(&[]);
    (cut(left), cut(right))
}
