//! One need: an operation, or all that a pattern covers, in one plane at one scope.

use std::sync::OnceLock;

use smol_str::SmolStr;

use super::ground::Ground;
use crate::access::{Asked as Operation, At};
use crate::algebra::{Bound, Measured, PermissionSet, compose};
use crate::model::permission::{Block, Pattern, Plane};

/// One operation, or all that a pattern covers, in one plane at one scope.
#[derive(Debug)]
pub struct Need {
    /// In which plane.
    pub plane: Plane,
    /// The operation or pattern; a known operation in the casing of the catalogue.
    pub name: SmolStr,
    /// Where.
    pub at: At,
    /// It defines the task; else the task needs it.
    pub defines: bool,
    pub(super) form: Form,
}

#[derive(Debug)]
pub(super) enum Form {
    Name(Operation),
    Set {
        set: Measured<'static>,
        /// Whether each role possibly grants any of it, worked out when it is asked for.
        of_role: Box<[OnceLock<bool>]>,
    },
}

impl Need {
    /// Tells whether a set possibly holds any of it.
    pub(super) fn shares(&self, other: &PermissionSet) -> bool {
        match &self.form {
            Form::Name(_) => other.holds(Bound::Upper, self.plane, &self.name),
            Form::Set { set, .. } => {
                let overlap = other.overlaps(Bound::Upper, set.set(), Bound::Upper);
                overlap.is_possible()
            }
        }
    }
}

impl Ground<'_> {
    /// Makes the need of one operation.
    pub(super) fn name(&self, plane: Plane, name: &Pattern, at: At, defines: bool) -> Need {
        let asked = self.access.asked(plane, name.as_str());
        let shown = match &asked {
            Operation::Known(id) => SmolStr::new_static(self.access.catalog().name(*id)),
            Operation::Other(..) => name.0.clone(),
        };
        Need {
            plane,
            name: shown,
            at,
            defines,
            form: Form::Name(asked),
        }
    }

    /// Makes the need of all that a pattern covers, `A/verb` with `A/*/verb`, as in policy text.
    pub(super) fn set(
        &self,
        plane: Plane,
        pattern: &Pattern,
        cuts: &[Pattern],
        at: At,
        defines: bool,
    ) -> Need {
        let (granted, cut) = (vec![pattern.clone()], cuts.to_vec());
        let block = match plane {
            Plane::Control => Block {
                actions: granted,
                not_actions: cut,
                ..Block::default()
            },
            Plane::Data => Block {
                data_actions: granted,
                not_data_actions: cut,
                ..Block::default()
            },
        };
        let catalog = self.access.catalog();
        let roles = self.access.world().roles.iter();
        Need {
            plane,
            name: pattern.0.clone(),
            at,
            defines,
            form: Form::Set {
                set: Measured::of(catalog, &[compose(catalog, &block)]),
                of_role: roles.map(|_| OnceLock::new()).collect(),
            },
        }
    }
}
