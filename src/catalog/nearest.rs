//! The known names nearest to an unknown one, with bounded work.

use std::ops::Range;

use super::operations::OperationId;
use super::store::Catalog;

/// Longest name that is compared; longer ones get no suggestion.
const LONGEST: usize = 300;
/// Most edits, beside whole segments, that still make a name near.
const FARTHEST: usize = 8;

impl Catalog {
    /// Finds up to `count` known names nearest to a name, nearest first, same provider first.
    pub fn nearest(&self, name: &str, count: usize) -> Vec<&'static str> {
        if name.len() > LONGEST || !name.is_ascii() {
            return Vec::new();
        }
        let name = name.to_ascii_lowercase();
        let Some((provider, rest)) = name.split_once('/') else {
            return Vec::new();
        };
        let Some(provider) = self.nearest_provider(provider) else {
            return Vec::new();
        };
        let wanted = format!("{}/{rest}", provider.to_ascii_lowercase());
        let mut near: Vec<(usize, &'static str)> = self
            .below(&format!("{provider}/"))
            .map(|id| self.name(OperationId(id)))
            .filter_map(|known| Some((distance(&wanted, &known.to_ascii_lowercase())?, known)))
            .collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter()
            .take(count)
            .map(|(_, known)| known)
            .collect()
    }

    /// Lists the providers in order, each once.
    pub fn providers(&self) -> impl Iterator<Item = &'static str> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let name = self.name(OperationId(at));
            let (provider, _) = name.split_once('/')?;
            at = self.below(&format!("{provider}/")).end.max(at + 1);
            Some(provider)
        })
    }

    /// Finds the known provider nearest to a name; itself where it is known.
    pub fn nearest_provider(&self, name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase();
        self.providers()
            .map(|known| {
                (
                    strsim::osa_distance(&name, &known.to_ascii_lowercase()),
                    known,
                )
            })
            .min()
            .filter(|(edits, _)| *edits <= 3)
            .map(|(_, known)| known)
    }

    fn below(&self, prefix: &str) -> Range<u32> {
        self.prefix(prefix)
    }
}

/// Counts the edits between two names; a missing or surplus run of segments counts as two.
fn distance(wanted: &str, known: &str) -> Option<usize> {
    let (left, right) = differing(wanted, known);
    let whole = |text: &str| text.is_empty() || text.ends_with('/') || text.starts_with('/');
    if (left.is_empty() || right.is_empty()) && whole(left) && whole(right) {
        return Some(2);
    }
    if left.len().abs_diff(right.len()) > FARTHEST || left.len().max(right.len()) > 4 * FARTHEST {
        return None;
    }
    Some(strsim::osa_distance(left, right)).filter(|edits| *edits <= FARTHEST)
}

/// Cuts off what two texts have in common at either end.
fn differing<'text>(left: &'text str, right: &'text str) -> (&'text str, &'text str) {
    let start = left
        .bytes()
        .zip(right.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let left = left.get(start..).unwrap_or("");
    let right = right.get(start..).unwrap_or("");
    let back = left.bytes().rev().zip(right.bytes().rev());
    let end = back.take_while(|(one, other)| one == other).count();
    let left = left.get(..left.len() - end).unwrap_or("");
    (left, right.get(..right.len() - end).unwrap_or(""))
}
