//! Operations by position, name, prefix, last segment and plane; retired names.

use std::cmp::Ordering;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::access::{Access, Evidence, Risk};
use super::format::{
    INDEX, NONE, OPERATION_RECORD, REFERENCE, RETIRED_RECORD, byte_at, slot, u32_at,
};
use super::store::Catalog;
use crate::model::permission::Plane;

/// The position of an operation in its catalogue, ordered by lower-case name, then plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId(pub u32);

impl OperationId {
    /// Returns the position as an index into bit sets.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One operation in one plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The name in display casing.
    pub name: &'static str,
    /// The plane.
    pub plane: Plane,
    /// How the plane is known.
    pub evidence: Evidence,
    /// Whether the casing is the provider's own; else it was seen in built-in roles.
    pub registered_casing: bool,
    /// What it lets somebody do.
    pub access: Access,
    /// The chief harm it can do.
    pub risk: Risk,
}

/// A name that was valid once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// The name in display casing.
    pub name: &'static str,
    /// The plane it was on.
    pub plane: Plane,
    /// The last day on which it was seen, where known.
    pub last_seen: Option<&'static str>,
}

/// Bit sets over the operations, made at first use.
#[derive(Debug)]
pub(super) struct Index {
    control: FixedBitSet,
    data: FixedBitSet,
    last: Vec<(&'static str, FixedBitSet)>,
}

impl Catalog {
    /// Counts the operations; a name that exists on both planes counts twice.
    pub fn len(&self) -> usize {
        self.operations.len() / OPERATION_RECORD
    }

    /// Tells whether no operation is known.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Lists the ids of all operations in order.
    pub fn ids(&self) -> impl Iterator<Item = OperationId> + use<> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(OperationId)
    }

    /// Lists all operations in order.
    pub fn operations(&self) -> impl Iterator<Item = (OperationId, Operation)> + '_ {
        self.ids().map(|id| (id, self.operation(id)))
    }

    /// Reads one operation; a position past the end gives an empty name.
    pub fn operation(&self, id: OperationId) -> Operation {
        let at = id.index().saturating_mul(OPERATION_RECORD);
        let flags = byte_at(self.operations, at + REFERENCE);
        let evidence = Evidence::ALL.get(usize::from(flags >> 1 & 7));
        let access = Access::ALL.get(usize::from(byte_at(self.operations, at + REFERENCE + 2)));
        let risk = Risk::ALL.get(usize::from(byte_at(self.operations, at + REFERENCE + 3)));
        Operation {
            name: self.name(id),
            plane: plane_of(flags),
            evidence: evidence.copied().unwrap_or(Evidence::Default),
            registered_casing: flags & 16 == 0,
            access: access.copied().unwrap_or(Access::Action),
            risk: risk.copied().unwrap_or(Risk::Operate),
        }
    }

    /// Reads the name of an operation in display casing.
    pub fn name(&self, id: OperationId) -> &'static str {
        self.reference(self.operations, id.index().saturating_mul(OPERATION_RECORD))
    }

    /// Reads the plane of an operation.
    pub fn plane(&self, id: OperationId) -> Plane {
        let at = id.index().saturating_mul(OPERATION_RECORD);
        plane_of(byte_at(self.operations, at + REFERENCE))
    }

    /// Finds an operation of a plane by its name, ignoring case.
    pub fn find(&self, plane: Plane, name: &str) -> Option<OperationId> {
        self.named(name)
            .map(OperationId)
            .find(|id| self.plane(*id) == plane)
    }

    /// Finds an operation in the plane that is not the given one.
    pub fn known_in_other_plane(&self, plane: Plane, name: &str) -> Option<OperationId> {
        self.named(name)
            .map(OperationId)
            .find(|id| self.plane(*id) != plane)
    }

    /// Finds the one or two operations of a name, ignoring case.
    pub fn named(&self, name: &str) -> Range<u32> {
        // Most names are written as registered, and comparing bytes is quicker.
        let is_same = |known: &str| known == name || known.eq_ignore_ascii_case(name);
        let is_it = |at: u32| (at as usize) < self.len() && is_same(self.name(OperationId(at)));
        let slots = self.names.len() / INDEX;
        let first = slot(name, slots);
        let probes = (first..slots).chain(0..first);
        let filled = probes
            .map(|slot| u32_at(self.names, slot * INDEX))
            .take_while(|at| *at != NONE);
        match filled.into_iter().find(|at| is_it(*at)) {
            Some(start) if is_it(start + 1) => start..start + 2,
            Some(start) => start..start + 1,
            None => 0..0,
        }
    }

    /// Finds the operations of both planes whose name begins with a text, ignoring case.
    pub fn prefix(&self, prefix: &str) -> Range<u32> {
        let start = self.partition(|known| compare_start(known, prefix) == Ordering::Less);
        let end = self.partition(|known| compare_start(known, prefix) != Ordering::Greater);
        start..end.max(start)
    }

    /// Returns the set of the operations of a plane.
    pub fn plane_set(&self, plane: Plane) -> &FixedBitSet {
        match plane {
            Plane::Control => &self.index().control,
            Plane::Data => &self.index().data,
        }
    }

    /// Returns the set of the operations whose last segment is a word, ignoring case.
    pub fn last_segment_set(&self, word: &str) -> Option<&FixedBitSet> {
        let mut sets = self.index().last.iter();
        sets.find(|(last, _)| last.eq_ignore_ascii_case(word))
            .map(|(_, set)| set)
    }

    /// Finds a name that was valid once, ignoring case.
    pub fn retired(&self, name: &str) -> Option<Retired> {
        let count = self.retired.len() / RETIRED_RECORD;
        let at = partition(count, |at| {
            compare(self.retired_name(at), name) == Ordering::Less
        });
        let found = self.read_retired(at);
        found
            .name
            .eq_ignore_ascii_case(name)
            .then_some(found)
            .filter(|_| at < count)
    }

    /// Lists all retired names in order.
    pub fn all_retired(&self) -> impl Iterator<Item = Retired> + '_ {
        (0..self.retired.len() / RETIRED_RECORD).map(|at| self.read_retired(at))
    }

    fn retired_name(&self, at: usize) -> &'static str {
        self.reference(self.retired, at.saturating_mul(RETIRED_RECORD))
    }

    fn read_retired(&self, at: usize) -> Retired {
        let start = at.saturating_mul(RETIRED_RECORD);
        let day = self.reference(self.retired, start + REFERENCE + 1);
        Retired {
            name: self.retired_name(at),
            plane: plane_of(byte_at(self.retired, start + REFERENCE)),
            last_seen: (!day.is_empty()).then_some(day),
        }
    }

    fn partition(&self, before: impl Fn(&str) -> bool) -> u32 {
        let at = partition(self.len(), |at| {
            before(self.reference(self.operations, at.saturating_mul(OPERATION_RECORD)))
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index {
                control: FixedBitSet::with_capacity(self.len()),
                data: FixedBitSet::with_capacity(self.len()),
                last: (0..self.last_segments.len() / REFERENCE)
                    .map(|at| self.reference(self.last_segments, at * REFERENCE))
                    .map(|word| (word, FixedBitSet::with_capacity(self.len())))
                    .collect(),
            };
            let (records, _) = self.operations.as_chunks::<OPERATION_RECORD>();
            for (at, record) in records.iter().enumerate() {
                match plane_of(byte_at(record, REFERENCE)) {
                    Plane::Control => index.control.insert(at),
                    Plane::Data => index.data.insert(at),
                }
                let last = usize::from(byte_at(record, REFERENCE + 1));
                if let Some((_, set)) = index.last.get_mut(last) {
                    set.insert(at);
                }
            }
            index
        })
    }
}

fn plane_of(flags: u8) -> Plane {
    if flags & 1 == 0 {
        Plane::Control
    } else {
        Plane::Data
    }
}

/// Finds the first position for which `before` no longer holds.
pub(super) fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Compares two names as if both were lower-case.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    compare_bytes(left.as_bytes(), right.as_bytes())
}

/// Compares the beginning of a name with a prefix as if both were lower-case.
fn compare_start(name: &str, prefix: &str) -> Ordering {
    let start = name
        .as_bytes()
        .get(..prefix.len())
        .unwrap_or(name.as_bytes());
    compare_bytes(start, prefix.as_bytes())
}

fn compare_bytes(left: &[u8], right: &[u8]) -> Ordering {
    // Most names are written as registered, so eight equal bytes at once are the common case.
    let chunks = left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0);
    let same = 8 * chunks.take_while(|(one, other)| one == other).count();
    let left = left.get(same..).unwrap_or(&[]);
    let right = right.get(same..).unwrap_or(&[]);
    for (one, other) in left.iter().zip(right) {
        let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len())
}
