//! Steps by putting an identity where one's own code runs.

use super::{Edge, Gains, Given, Site};
use crate::model::Kind;
use crate::model::permission::Plane::Control;

const TESTED: &str = "github.com/emiliensocchi/azure-tiering";

pub(super) static EDGES: &[Edge] = &[
    Edge {
        name: "CanAttachIdentity",
        rows: &[7, 10],
        source: TESTED,
        operations: &[(
            Control,
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        )],
        at: Site::Kind(Kind::ManagedIdentity),
        given: Given::Host,
        gains: Gains::Itself,
        says: "attach the identity to something of its own that runs code",
    },
    Edge {
        name: "CanTrust",
        rows: &[8, 9],
        source: TESTED,
        operations: &[(
            Control,
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
        )],
        at: Site::Kind(Kind::ManagedIdentity),
        given: Given::Nothing,
        gains: Gains::Itself,
        says: "let the identity trust tokens of its own issuer, from anywhere",
    },
    Edge {
        name: "CanCreateHost",
        rows: &[7, 10, 19, 36],
        source: TESTED,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
            ),
            (Control, "Microsoft.Compute/virtualMachines/write"),
            (Control, "Microsoft.Compute/virtualMachineScaleSets/write"),
            (Control, "Microsoft.Web/sites/write"),
            (Control, "Microsoft.ContainerInstance/containerGroups/write"),
            (Control, "Microsoft.Resources/deploymentScripts/write"),
            (Control, "Microsoft.Logic/workflows/write"),
            (Control, "Microsoft.Automation/automationAccounts/write"),
            (Control, "Microsoft.Authorization/policyAssignments/write"),
            (Control, "Microsoft.ContainerService/managedClusters/write"),
            (Control, "Microsoft.DataFactory/factories/write"),
            (Control, "Microsoft.Solutions/applications/write"),
        ],
        at: Site::Anywhere,
        given: Given::Nothing,
        gains: Gains::Host,
        says: "create something that runs code and can have an identity",
    },
];
