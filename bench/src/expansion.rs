//! All built-in roles expanded to both bounds, against a bare bit-set loop for one bound.

use std::collections::HashMap;
use std::time::Instant;

use fixedbitset::FixedBitSet;
use rolewright::algebra::Builtins;
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::process::median;

const RUNS: usize = 31;
const PLANES: [Plane; 2] = [Plane::Control, Plane::Data];

/// Prints the median times of both and their ratio.
pub(crate) fn measure() {
    let catalog = Catalog::embedded();
    let builtins = Builtins::of(Catalog::embedded());
    let bare = Bare::of(catalog);
    let roles: Vec<Vec<Block>> = catalog.builtin_roles().map(|role| role.blocks()).collect();
    let (mut own, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        let found: usize = builtins.reaches().map(|(_, reach)| reach.lower.len()).sum();
        own.push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        let bare: usize = roles
            .iter()
            .map(|role| bare.expand(role).count_ones(..))
            .sum();
        floor.push(start.elapsed().as_secs_f64() * 1000.0);
        assert!(found > 0 && bare >= found, "{bare} {found}");
    }
    let (own, floor) = (median(&mut own), median(&mut floor));
    println!(
        "{} built-in roles to both bounds, against a bare loop for one: ratio {:.2} (medians of {RUNS}), {own:.1} ms against {floor:.1} ms",
        roles.len(),
        own / floor
    );
}

/// Names in order, and bit sets by plane and last segment: what a loop needs at the least.
struct Bare {
    names: Vec<String>,
    planes: [FixedBitSet; 2],
    last: HashMap<String, FixedBitSet>,
}

impl Bare {
    fn of(catalog: &Catalog) -> Self {
        let count = catalog.len();
        let empty = || FixedBitSet::with_capacity(count);
        let mut bare = Self {
            names: Vec::with_capacity(count),
            planes: [empty(), empty()],
            last: HashMap::new(),
        };
        for (id, operation) in catalog.operations() {
            let name = operation.name.to_ascii_lowercase();
            let last = name.rsplit('/').next().unwrap_or_default().to_owned();
            bare.planes[usize::from(operation.plane == Plane::Data)].insert(id.index());
            bare.last
                .entry(last)
                .or_insert_with(empty)
                .insert(id.index());
            bare.names.push(name);
        }
        bare
    }

    fn expand(&self, blocks: &[Block]) -> FixedBitSet {
        let mut all = FixedBitSet::with_capacity(self.names.len());
        for block in blocks {
            for (at, plane) in PLANES.into_iter().enumerate() {
                let mut reached = self.union(block.granted(plane));
                reached.intersect_with(&self.planes[at]);
                if !block.cut(plane).is_empty() {
                    reached.difference_with(&self.union(block.cut(plane)));
                }
                all.union_with(&reached);
            }
        }
        all
    }

    fn union(&self, patterns: &[Pattern]) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.names.len());
        for pattern in patterns {
            let text = pattern.as_str().trim().to_ascii_lowercase();
            let (prefix, suffix) = text.split_once('*').unwrap_or((&text, ""));
            let start = self.names.partition_point(|name| name.as_str() < prefix);
            let below = |name: &String| name.starts_with(prefix);
            let end = start + self.names[start..].partition_point(below);
            let last = suffix
                .strip_prefix('/')
                .and_then(|word| self.last.get(word));
            for at in start..end {
                let fits = match last {
                    Some(last) => last.contains(at),
                    None if text.contains('*') => self.names[at].ends_with(suffix),
                    None => self.names[at] == text,
                };
                if fits {
                    found.insert(at);
                }
            }
        }
        found
    }
}
