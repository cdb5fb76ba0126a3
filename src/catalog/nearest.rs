//! The known names nearest to an unknown one, with bounded work.

use std::ops::Range;
use std::sync::OnceLock;

use super::letters::{Letters, edits};
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

/// A provider with its operations.
#[derive(Debug)]
pub(super) struct Provider {
    name: &'static str,
    range: Range<u32>,
    /// Those of each name, made at first use.
    letters: OnceLock<Vec<Letters>>,
}

impl Catalog {
    /// Finds up to `count` known names nearest to a name, nearest first, same provider first.
    pub fn nearest(&self, name: &str, count: usize) -> Vec<&'static str> {
        if name.len() > LONGEST || !name.is_ascii() || count == 0 {
            return Vec::new();
        }
        let Some((provider, rest)) = name.split_once('/') else {
            return Vec::new();
        };
        let Some(provider) = self.provider_near(provider) else {
            return Vec::new();
        };
        let wanted = format!("{}/{rest}", provider.name).to_ascii_lowercase();
        let mut near: Vec<(usize, &'static str)> = Vec::new();
        for (least, known) in self.candidates(&wanted, provider) {
            let farthest = match near.get(count - 1) {
                Some((edits, _)) => *edits,
                None => FARTHEST,
            };
            if least > farthest {
                break;
            }
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

    /// Lists the names of a provider that can be near a lower-case one, each with the fewest edits
    /// that its letters allow, the fewest first.
    fn candidates(
        &self,
        wanted: &str,
        provider: &Provider,
    ) -> impl Iterator<Item = (usize, &'static str)> {
        let letters = provider.letters.get_or_init(|| {
            let names = provider.range.clone().map(|id| self.name(OperationId(id)));
            names.map(Letters::of).collect()
        });
        let own = Letters::of(wanted);
        let fewest = provider.range.clone().zip(letters).map(|(id, letters)| {
            let (longer, unlike) = (own.longer(letters), own.unlike(letters));
            // Nothing but a run of segments may be missing.
            let segments = if unlike == longer {
                SEGMENTS
            } else {
                FARTHEST + 1
            };
            (longer.max(unlike.div_ceil(2)).min(segments), id)
        });
        let mut near: Vec<_> = fewest.filter(|(least, _)| *least <= FARTHEST).collect();
        near.sort_unstable();
        let near = near.into_iter();
        near.map(|(least, id)| (least, self.name(OperationId(id))))
    }

    /// Lists the providers in order, each once.
    pub fn providers(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.provider_table().iter().map(|provider| provider.name)
    }

    /// Tells whether any operation of a provider such as `Microsoft.Storage` is known.
    pub fn has_provider(&self, provider: &str) -> bool {
        self.providers()
            .any(|known| known.eq_ignore_ascii_case(provider))
    }

    /// Finds the known provider nearest to a name; itself where it is known.
    pub fn nearest_provider(&self, name: &str) -> Option<&'static str> {
        self.provider_near(name).map(|provider| provider.name)
    }

    fn provider_near(&self, name: &str) -> Option<&Provider> {
        let table = self.provider_table();
        let same = table
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(name));
        let wanted = name.to_ascii_lowercase();
        let near = || {
            let distances = table.iter().filter_map(|known| {
                let name = known.name.as_bytes();
                Some((edits(wanted.as_bytes(), name, FARTHEST_PROVIDER)?, known))
            });
            distances
                .min_by_key(|(edits, known)| (*edits, known.name))
                .map(|(_, known)| known)
        };
        same.or_else(near)
    }

    /// Returns each provider with the range of its operations, made at first use.
    fn provider_table(&self) -> &[Provider] {
        self.providers.get_or_init(|| {
            let mut table: Vec<Provider> = Vec::new();
            for id in self.ids() {
                let name = self.name(id).split('/').next().unwrap_or("");
                match table.last_mut() {
                    Some(last) if last.name.eq_ignore_ascii_case(name) => {
                        last.range.end = id.0 + 1;
                    }
                    _ => table.push(Provider {
                        name,
                        range: id.0..id.0 + 1,
                        letters: OnceLock::new(),
                    }),
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
