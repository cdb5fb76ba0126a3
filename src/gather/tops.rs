//! Where reading begins: the highest scopes that a policy declares, none below another.

use smol_str::{SmolStr, StrExt as _};

use crate::support::sort;

/// A scope at which lists are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Top {
    /// Its id, as the policy writes it.
    pub(super) id: SmolStr,
    /// What it is.
    pub(super) level: Level,
}

/// What a top is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A management group. Its lists do not say what is in its subscriptions.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
}

/// Returns the tops of scopes. Of a resource its group is read: whether the lists of a resource say
/// what is above it Azure does not document.
pub(super) fn of(scopes: &[SmolStr]) -> Vec<Top> {
    let mut tops: Vec<_> = scopes.iter().filter_map(|id| top(id)).collect();
    sort::by_key(&mut tops, |top| top.id.to_lowercase_smolstr());
    let mut kept: Vec<Top> = Vec::new();
    for top in tops {
        // In this order a scope comes right after what it lies below, or after its siblings there.
        let covered =
            |above: &Top| above.level != Level::ManagementGroup && is_below(&top.id, &above.id);
        if !kept.iter().any(covered) {
            kept.push(top);
        }
    }
    kept
}

fn top(id: &str) -> Option<Top> {
    let parts: Vec<_> = id.strip_prefix('/')?.split('/').collect();
    let is = |at: usize, word: &str| {
        parts
            .get(at)
            .is_some_and(|part| part.eq_ignore_ascii_case(word))
    };
    let first = |count: usize| {
        parts
            .get(..count)
            .map(|parts| format!("/{}", parts.join("/")))
    };
    let (count, level) = if is(0, "subscriptions") && is(2, "resourceGroups") {
        (4, Level::ResourceGroup)
    } else if is(0, "subscriptions") {
        (2, Level::Subscription)
    } else if is(0, "providers") && is(1, "Microsoft.Management") && is(2, "managementGroups") {
        (4, Level::ManagementGroup)
    } else {
        return None;
    };
    let id = first(count)?.into();
    Some(Top { id, level })
}

/// Tells whether a scope is another one or lies below it.
pub(super) fn is_below(id: &str, above: &str) -> bool {
    let Some(rest) = id.get(above.len()..) else {
        return false;
    };
    let same = id
        .get(..above.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(above));
    same && (rest.is_empty() || rest.starts_with('/'))
}

/// Returns the resource group of a scope.
pub(super) fn group(id: &str) -> Option<&str> {
    let above = subscription(id)?;
    let mut parts = id.get(above.len()..)?.split('/').skip(1);
    let (word, name) = (parts.next()?, parts.next()?);
    let is_group = word.eq_ignore_ascii_case("resourceGroups") && !name.is_empty();
    let length = above.len() + word.len() + name.len() + 2;
    id.get(..length).filter(|_| is_group)
}

/// Returns the subscription of a scope.
pub(super) fn subscription(id: &str) -> Option<&str> {
    let rest = id.get(.."/subscriptions/".len())?;
    if !rest.eq_ignore_ascii_case("/subscriptions/") {
        return None;
    }
    let guid = id.get(rest.len()..)?.split('/').next()?;
    id.get(..rest.len() + guid.len())
}
