//! Reads the resource id of a scope.

use smol_str::SmolStr;

use crate::support::sort;

/// Where a resource id points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place<'id> {
    /// A management group.
    ManagementGroup {
        /// Its name.
        name: &'id str,
    },
    /// A subscription.
    Subscription {
        /// Its GUID.
        subscription: &'id str,
    },
    /// A resource group.
    ResourceGroup {
        /// The subscription's GUID.
        subscription: &'id str,
        /// Its name.
        group: &'id str,
    },
    /// A resource in a resource group, or a child of one.
    Resource {
        /// The subscription's GUID.
        subscription: &'id str,
        /// The resource group's name.
        group: &'id str,
        /// The resource.
        resource: ResourceId<'id>,
    },
}

/// A resource below its resource group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceId<'id> {
    /// The provider's namespace, such as `Microsoft.Storage`.
    pub namespace: &'id str,
    /// Types and names, the outermost first.
    pub segments: Vec<(&'id str, &'id str)>,
}

impl<'id> Place<'id> {
    /// Reads an id; none where it is no id of a scope that Azure could assign a role at.
    pub fn of(id: &'id str) -> Option<Self> {
        let trimmed = id.strip_suffix('/').unwrap_or(id);
        let segments: Vec<&str> = trimmed.strip_prefix('/')?.split('/').collect();
        if segments.iter().any(|segment| segment.trim().is_empty()) {
            return None;
        }
        match segments.as_slice() {
            [providers, management, groups, name]
                if is(providers, "providers")
                    && is(management, "Microsoft.Management")
                    && is(groups, "managementGroups") =>
            {
                Some(Place::ManagementGroup { name })
            }
            [subscriptions, subscription, rest @ ..] if is(subscriptions, "subscriptions") => {
                Self::below(subscription, rest)
            }
            _ => None,
        }
    }

    fn below(subscription: &'id str, rest: &[&'id str]) -> Option<Self> {
        match rest {
            [] => Some(Place::Subscription { subscription }),
            [groups, group] if is(groups, "resourceGroups") => Some(Place::ResourceGroup {
                subscription,
                group,
            }),
            [groups, group, providers, namespace, path @ ..]
                if is(groups, "resourceGroups") && is(providers, "providers") =>
            {
                Some(Place::Resource {
                    subscription,
                    group,
                    resource: ResourceId::of(namespace, path)?,
                })
            }
            _ => None,
        }
    }

    /// Returns the GUID of the subscription; none above subscriptions.
    pub fn subscription(&self) -> Option<&'id str> {
        match self {
            Place::ManagementGroup { .. } => None,
            Place::Subscription { subscription }
            | Place::ResourceGroup { subscription, .. }
            | Place::Resource { subscription, .. } => Some(subscription),
        }
    }

    /// Returns the name of the resource group; none above resource groups.
    pub fn group(&self) -> Option<&'id str> {
        match self {
            Place::ManagementGroup { .. } | Place::Subscription { .. } => None,
            Place::ResourceGroup { group, .. } | Place::Resource { group, .. } => Some(group),
        }
    }

    /// Tells whether it is a management group.
    pub fn is_management_group(&self) -> bool {
        matches!(self, Place::ManagementGroup { .. })
    }
}

impl<'id> ResourceId<'id> {
    fn of(namespace: &'id str, path: &[&'id str]) -> Option<Self> {
        let (pairs, rest) = path.as_chunks::<2>();
        let nested = pairs.iter().any(|[kind, _]| is(kind, "providers"));
        (!pairs.is_empty() && rest.is_empty() && !nested).then(|| Self {
            namespace,
            segments: pairs.iter().map(|[kind, name]| (*kind, *name)).collect(),
        })
    }

    /// Returns the full type, such as `Microsoft.Storage/storageAccounts/blobServices`, of the
    /// outermost `depth` segments.
    pub fn kind(&self, depth: usize) -> String {
        let mut kind = self.namespace.to_owned();
        for (segment, _) in self.segments.iter().take(depth) {
            kind.push('/');
            kind.push_str(segment);
        }
        kind
    }
}

fn is(segment: &str, word: &str) -> bool {
    segment.eq_ignore_ascii_case(word)
}

/// Tells whether an id is another one or lies below it; ids compare segment by segment.
pub fn is_at_or_below(below: &str, above: &str) -> bool {
    let (below, above) = (below.trim_end_matches('/'), above.trim_end_matches('/'));
    let (Some(head), rest) = (below.get(..above.len()), below.get(above.len()..)) else {
        return false;
    };
    let same = head.eq_ignore_ascii_case(above) || head.to_lowercase() == above.to_lowercase();
    same && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Lists the scopes that lie below no other of them, each once, sorted.
pub fn highest<'s>(scopes: impl IntoIterator<Item = &'s SmolStr>) -> Vec<SmolStr> {
    let mut all: Vec<_> = scopes.into_iter().collect();
    // In this order a scope comes after all that it may lie below.
    sort::by_key(&mut all, |id| (id.len(), id.to_lowercase()));
    let mut kept: Vec<SmolStr> = Vec::new();
    for one in all {
        if !kept.iter().any(|known| is_at_or_below(one, known)) {
            kept.push(one.clone());
        }
    }
    kept.sort_unstable();
    kept
}
