//! Between the plain value and its JSON form.

mod from;
mod to;

pub(super) use from::from_shape;
pub(super) use to::to_shape;

use super::shape::{RoleAssignment as AssignmentForm, RoleDefinition as RoleForm};
use super::snapshot::{RoleAssignment, RoleDefinition};

impl From<&RoleDefinition> for RoleForm {
    fn from(value: &RoleDefinition) -> Self {
        to::role_definition(value)
    }
}

impl From<RoleForm> for RoleDefinition {
    fn from(form: RoleForm) -> Self {
        from::role_definition(form)
    }
}

impl From<&RoleAssignment> for AssignmentForm {
    fn from(value: &RoleAssignment) -> Self {
        to::role_assignment(value)
    }
}

impl From<AssignmentForm> for RoleAssignment {
    fn from(form: AssignmentForm) -> Self {
        from::role_assignment(form)
    }
}
