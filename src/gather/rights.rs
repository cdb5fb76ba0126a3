//! What whoever reads has to be allowed.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use super::resources;
use super::tops::{self, Level, group, subscription};

/// What the lists of a top ask for.
const LISTS: [&str; 5] = [
    "Microsoft.Authorization/denyAssignments/read",
    "Microsoft.Authorization/roleAssignmentScheduleInstances/read",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
];

/// What is read of the subscription that a top is or lies in.
const SUBSCRIPTION: [&str; 2] = [
    "Microsoft.Authorization/locks/read",
    "Microsoft.Resources/subscriptions/read",
];

/// What shows a management group in the tree.
const MANAGEMENT_GROUP: &str = "Microsoft.Management/managementGroups/read";

/// What tells whom an identity trusts.
const FEDERATED: &str =
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read";

const IDENTITY: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

/// What reading the scopes of a policy asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The operations. Those on resources are written as the ids of the resources are.
    pub operations: BTreeSet<SmolStr>,
    /// Where it is enough to hold them: subscriptions and management groups.
    pub scopes: BTreeSet<SmolStr>,
}

/// Lists what reading some scopes asks for.
pub fn asked(scopes: &[SmolStr]) -> Asked {
    let mut asked = Asked::default();
    let tops = tops::of(scopes);
    for (id, _) in resources::asked(scopes, &tops) {
        if let Some(kind) = kind(&id) {
            if kind.eq_ignore_ascii_case(IDENTITY) {
                asked.operations.insert(FEDERATED.into());
            }
            asked.operations.insert(format_smolstr!("{kind}/read"));
        }
    }
    for top in tops {
        asked.operations.extend(LISTS.map(SmolStr::new_static));
        match subscription(&top.id) {
            Some(id) => {
                asked.scopes.insert(id.into());
                asked
                    .operations
                    .extend(SUBSCRIPTION.map(SmolStr::new_static));
            }
            None => {
                asked.scopes.insert(top.id.clone());
            }
        }
        if top.level == Level::ManagementGroup {
            asked.operations.insert(MANAGEMENT_GROUP.into());
        }
    }
    asked
}

/// Returns the type of a resource as its id spells it, or that of a resource group.
fn kind(id: &str) -> Option<String> {
    if group(id) == Some(id) {
        return Some("Microsoft.Resources/subscriptions/resourceGroups".to_owned());
    }
    let (_, path) = id.rsplit_once("/providers/")?;
    let (provider, path) = path.split_once('/')?;
    let types: Vec<_> = path.split('/').step_by(2).collect();
    Some(format!("{provider}/{}", types.join("/")))
}
