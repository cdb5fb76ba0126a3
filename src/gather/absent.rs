//! Which scope an answer says is not there.

use super::tops::{group, subscription};
use crate::azure::{Error, MissingScope};

/// Returns the scope, one that was asked or one above it, of which Azure says that it is not there.
/// What the caller may not see is refused as forbidden, which says nothing about it.
pub(super) fn of<'i>(id: &'i str, error: &Error) -> Option<&'i str> {
    match error.missing()? {
        MissingScope::Subscription => subscription(id),
        MissingScope::ResourceGroup => group(id),
        MissingScope::ManagementGroup => subscription(id).is_none().then_some(id),
        MissingScope::Resource => group(id)
            .filter(|group| group.len() < id.len())
            .and(Some(id)),
    }
}
