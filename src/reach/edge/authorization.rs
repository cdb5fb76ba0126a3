//! Steps by writing who may do what.

use super::{Edge, Gains, Given, Site};
use crate::model::permission::Plane::Control;

const ROLES: &str = "learn.microsoft.com/azure/role-based-access-control/role-assignments-steps";
const ELEVATE: &str =
    "learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin";
const CLASSIFIED: &str = "github.com/Cloud-Architekt/AzurePrivilegedIAM";

pub(super) static EDGES: &[Edge] = &[
    Edge {
        name: "AZUserAccessAdministrator",
        rows: &[1, 42],
        source: ROLES,
        operations: &[(Control, "Microsoft.Authorization/roleAssignments/write")],
        at: Site::Anywhere,
        given: Given::Nothing,
        gains: Gains::Everything,
        says: "give itself any role there",
    },
    Edge {
        name: "AZRoleEligible",
        rows: &[4],
        source: CLASSIFIED,
        operations: &[
            (
                Control,
                "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
            ),
            (
                Control,
                "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
            ),
        ],
        at: Site::Anywhere,
        given: Given::Unsaid("Privileged Identity Management has to be in use there"),
        gains: Gains::Everything,
        says: "ask for any role there as an active or eligible one",
    },
    Edge {
        name: "AZElevateAccess",
        rows: &[3],
        source: ELEVATE,
        operations: &[(Control, "Microsoft.Authorization/elevateAccess/action")],
        at: Site::Anywhere,
        given: Given::Label("global-administrator"),
        gains: Gains::Tenant,
        says: "make itself User Access Administrator of the whole tenant",
    },
    Edge {
        name: "CanWriteRoleDefinition",
        rows: &[2],
        source: CLASSIFIED,
        operations: &[(Control, "Microsoft.Authorization/roleDefinitions/write")],
        at: Site::Anywhere,
        given: Given::OwnRole,
        gains: Gains::Everything,
        says: "widen a custom role that it holds",
    },
];
