//! How much memory of what is read is kept.

use crate::azure::{Weigh, weigh};
use crate::model::permission::{Block, Pattern};
use crate::observed::{RoleAssignment, RoleDefinition};

weigh!(RoleAssignment: scope, condition, condition_version, description);
weigh!(RoleDefinition: id, name, description, permissions, assignable_scopes);
weigh!(Block: actions, not_actions, data_actions, not_data_actions, condition);

impl Weigh for Pattern {
    fn inside(&self) -> usize {
        self.0.inside()
    }
}
