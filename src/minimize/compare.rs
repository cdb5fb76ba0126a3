//! What somebody used beside what somebody is granted.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::callers::Use;
use super::wanted::{Operations, is_logged};
use crate::access::Effective;
use crate::algebra::{OperationSet, Reach};
use crate::catalog::Catalog;
use crate::model::PrincipalId;
use crate::model::permission::Plane;

/// What one identity used of what it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The operations that it had access to and used.
    pub used: Operations,
    /// What it may do.
    pub granted: Reach,
    /// What is granted, would be in the log, and is not.
    pub never_used: OperationSet,
    /// What is granted and never in a log: reads and the data plane.
    pub unseen: OperationSet,
}

/// Joins what a principal may do at any scope.
pub fn granted(effective: &Effective, who: PrincipalId) -> Reach {
    let mut all = Reach::default();
    let sets = effective.of(who).iter();
    for reach in sets.filter_map(|(_, id)| effective.set(*id)) {
        all.lower.union_with(&reach.lower);
        all.upper.union_with(&reach.upper);
    }
    all
}

/// Compares what a log has of an identity with what the identity may do.
pub fn compare(catalog: &Catalog, uses: &BTreeMap<SmolStr, Use>, granted: Reach) -> Comparison {
    let mut used = Operations::default();
    for one in uses.values().filter(|one| one.is_used()) {
        used.add(catalog, Some(Plane::Control), &one.name);
    }
    let (mut never_used, mut unseen) = (OperationSet::empty(), OperationSet::empty());
    for id in granted.upper.difference(&used.known).ids() {
        if is_logged(catalog, id) {
            never_used.insert(id);
        } else {
            unseen.insert(id);
        }
    }
    Comparison {
        used,
        granted,
        never_used,
        unseen,
    }
}
