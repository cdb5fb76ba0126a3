//! Resource ids: which thing of Azure a scope is.

use smol_str::{SmolStr, ToSmolStr};

/// What the id of a scope stands for; names keep their letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// `/`
    Root,
    /// `/providers/Microsoft.Management/managementGroups/{id}`
    ManagementGroup(SmolStr),
    /// `/subscriptions/{id}`
    Subscription(SmolStr),
    /// `/subscriptions/{id}/resourceGroups/{name}`
    ResourceGroup {
        subscription: SmolStr,
        group: SmolStr,
    },
    /// Anything below a resource group or a subscription.
    Resource(Resource),
}

/// A resource by the parts of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) subscription: SmolStr,
    /// Absent for a resource of the subscription itself.
    pub(super) group: Option<SmolStr>,
    /// The provider and the types, such as `Microsoft.Storage/storageAccounts`.
    pub(super) kind: SmolStr,
    /// One name for each type.
    pub(super) names: Vec<SmolStr>,
    /// The id belongs to another resource: `…/providers/A/b/c/providers/D/e/f`.
    pub(super) extends: bool,
}

impl Scope {
    /// Reads an id; `None` where it is none.
    pub(super) fn parse(id: &str) -> Option<Scope> {
        let trimmed = id.trim_end_matches('/');
        if trimmed.is_empty() {
            return (!id.is_empty()).then_some(Scope::Root);
        }
        let segments: Vec<&str> = trimmed.strip_prefix('/')?.split('/').collect();
        if segments.iter().any(|segment| segment.is_empty()) {
            return None;
        }
        match segments.as_slice() {
            [first, provider, kind, group]
                if is(first, "providers")
                    && is(provider, "Microsoft.Management")
                    && is(kind, "managementGroups") =>
            {
                Some(Scope::ManagementGroup(group.to_smolstr()))
            }
            [first, subscription, rest @ ..] if is(first, "subscriptions") => {
                below_subscription(subscription, rest)
            }
            _ => None,
        }
    }

    /// Returns the subscription that it is or is part of.
    pub(super) fn subscription(&self) -> Option<&SmolStr> {
        match self {
            Scope::Root | Scope::ManagementGroup(_) => None,
            Scope::Subscription(subscription)
            | Scope::ResourceGroup { subscription, .. }
            | Scope::Resource(Resource { subscription, .. }) => Some(subscription),
        }
    }
}

fn below_subscription(subscription: &str, rest: &[&str]) -> Option<Scope> {
    let subscription = subscription.to_smolstr();
    match rest {
        [] => Some(Scope::Subscription(subscription)),
        [first, group] if is(first, "resourceGroups") => {
            let group = group.to_smolstr();
            Some(Scope::ResourceGroup {
                subscription,
                group,
            })
        }
        [first, group, rest @ ..] if is(first, "resourceGroups") => {
            resource(subscription, Some(group.to_smolstr()), rest)
        }
        _ => resource(subscription, None, rest),
    }
}

fn resource(subscription: SmolStr, group: Option<SmolStr>, rest: &[&str]) -> Option<Scope> {
    let last = rest.iter().rposition(|segment| is(segment, "providers"))?;
    let extends = last > 0;
    let [_, provider, pairs @ ..] = rest.get(last..)? else {
        return None;
    };
    let (pairs, odd) = pairs.as_chunks::<2>();
    if pairs.is_empty() || !odd.is_empty() {
        return None;
    }
    let types: Vec<&str> = pairs.iter().map(|[kind, _]| *kind).collect();
    Some(Scope::Resource(Resource {
        subscription,
        group,
        kind: format!("{provider}/{}", types.join("/")).into(),
        names: pairs.iter().map(|[_, name]| name.to_smolstr()).collect(),
        extends,
    }))
}

fn is(segment: &str, word: &str) -> bool {
    segment.eq_ignore_ascii_case(word)
}

/// Tells whether a text is a GUID in its common form.
pub(super) fn is_guid(text: &str) -> bool {
    let dash = |at| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, byte): (usize, u8)| {
        if dash(at) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

/// Returns what stands after the last slash.
pub(super) fn last_segment(id: &str) -> &str {
    let id = id.trim_end_matches('/');
    id.rsplit_once('/').map_or(id, |(_, last)| last)
}
