//! Operations as a log or a list names them, matched with the catalogue.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::algebra::OperationSet;
use crate::catalog::{Catalog, OperationId};
use crate::model::permission::Plane;

/// Operations that somebody uses or needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operations {
    /// Those that the catalogue knows.
    pub known: OperationSet,
    /// The others, as written first.
    pub unknown: BTreeSet<(Plane, SmolStr)>,
}

impl Operations {
    /// Adds an operation. Where nobody says its plane the catalogue does, the control plane first.
    pub fn add(&mut self, catalog: &Catalog, plane: Option<Plane>, name: &str) {
        let planes: &[Plane] = match plane {
            Some(Plane::Control) => &[Plane::Control],
            Some(Plane::Data) => &[Plane::Data],
            None => &Plane::BOTH,
        };
        let mut found = planes.iter().filter_map(|plane| catalog.find(*plane, name));
        if let Some(id) = found.next() {
            return self.known.insert(id);
        }
        let plane = plane.unwrap_or(Plane::Control);
        let same =
            |(at, other): &(Plane, SmolStr)| *at == plane && other.eq_ignore_ascii_case(name);
        if !self.unknown.iter().any(same) {
            self.unknown.insert((plane, SmolStr::new(name)));
        }
    }

    /// Counts the operations.
    pub fn len(&self) -> usize {
        self.known.len() + self.unknown.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.unknown.is_empty()
    }

    /// Lists the operations with their planes, the known ones first, in the catalogue's casing.
    pub fn list<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = (Plane, SmolStr)> + 'a {
        let known = self.known.ids();
        let known = known.map(|id| (catalog.plane(id), SmolStr::new_static(catalog.name(id))));
        known.chain(self.unknown.iter().cloned())
    }
}

/// Tells whether the activity log has entries of an operation: it has what changes resources, not
/// reads, and nothing of the data plane.
pub fn is_logged(catalog: &Catalog, id: OperationId) -> bool {
    let operation = catalog.operation(id);
    let last = operation.name.rsplit('/').next().unwrap_or_default();
    operation.plane == Plane::Control && !last.eq_ignore_ascii_case("read")
}
