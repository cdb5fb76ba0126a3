//! Steps by running code where an identity is attached.

use super::{Edge, Gains, Given, Site};
use crate::model::Kind;
use crate::model::permission::Plane::{Control, Data};

const JOBS: &str =
    "learn.microsoft.com/azure/machine-learning/how-to-setup-authentication (compute identity)";
const STORAGE: &str =
    "learn.microsoft.com/azure/machine-learning/concept-enterprise-security; Orca, invoker scripts";
const MATRIX: &str = "github.com/microsoft/Azure-Threat-Research-Matrix";
const TESTED: &str = "github.com/emiliensocchi/azure-tiering";

pub(super) static EDGES: &[Edge] = &[
    Edge {
        name: "CanRunCodeOnCompute",
        rows: &[20, 21],
        source: JOBS,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/jobs/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/experiments/runs/submit/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/endpoints/pipelines/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/jobs/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/schedules/write",
            ),
        ],
        at: Site::Kind(Kind::Workspace),
        given: Given::Nothing,
        gains: Gains::Computes,
        says: "run code on its computes, by a job, a pipeline or a schedule",
    },
    Edge {
        name: "CanUseCompute",
        rows: &[19, 23],
        source: JOBS,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/applicationaccess/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/updateDataMounts/action",
            ),
        ],
        at: Site::Kind(Kind::Compute),
        given: Given::Unsaid("the compute has to be running, and open to others than its owner"),
        gains: Gains::Identity,
        says: "open a terminal or a notebook on it, or set its keys",
    },
    Edge {
        name: "CanDeployToEndpoint",
        rows: &[24],
        source: "learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth",
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments/write",
            ),
        ],
        at: Site::Kind(Kind::Endpoint),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "deploy code of its own behind it",
    },
    Edge {
        name: "CanEditWorkspaceStorage",
        rows: &[15],
        source: STORAGE,
        operations: &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
            ),
        ],
        at: Site::Kind(Kind::Storage),
        given: Given::Nothing,
        gains: Gains::CodeOfStorage,
        says: "change the notebooks, scripts and snapshots that a workspace keeps there and its computes run",
    },
    Edge {
        name: "CanEditWorkspaceContainer",
        rows: &[15],
        source: STORAGE,
        operations: &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
            ),
        ],
        at: Site::Kind(Kind::Container),
        given: Given::Nothing,
        gains: Gains::CodeOfStorage,
        says: "change the scripts and snapshots that a workspace keeps there and its computes run",
    },
    Edge {
        name: "CanChangeWorkspace",
        rows: &[18],
        source: "github.com/Cloud-Architekt/AzurePrivilegedIAM",
        operations: &[(
            Control,
            "Microsoft.MachineLearningServices/workspaces/write",
        )],
        at: Site::Kind(Kind::Workspace),
        given: Given::Unsaid("what the workspace trusts has to be changed first"),
        gains: Gains::Workspace,
        says: "change its identities, its network and how it opens its data",
    },
    Edge {
        name: "AZExecuteCommand",
        rows: &[29],
        source: MATRIX,
        operations: &[
            (
                Control,
                "Microsoft.Compute/virtualMachines/runCommand/action",
            ),
            (
                Control,
                "Microsoft.Compute/virtualMachines/extensions/write",
            ),
            (Control, "Microsoft.Compute/virtualMachines/write"),
        ],
        at: Site::Type("microsoft.compute/virtualmachines"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "run commands on it",
    },
    Edge {
        name: "AZVMContributor",
        rows: &[29],
        source: MATRIX,
        operations: &[
            (
                Control,
                "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
            ),
            (Control, "Microsoft.Compute/virtualMachineScaleSets/write"),
        ],
        at: Site::Type("microsoft.compute/virtualmachinescalesets"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "run commands on its machines",
    },
    Edge {
        name: "AZAutomationContributor",
        rows: &[30],
        source: MATRIX,
        operations: &[
            (
                Control,
                "Microsoft.Automation/automationAccounts/runbooks/write",
            ),
            (
                Control,
                "Microsoft.Automation/automationAccounts/jobs/write",
            ),
            (
                Control,
                "Microsoft.Automation/automationAccounts/jobSchedules/write",
            ),
        ],
        at: Site::Type("microsoft.automation/automationaccounts"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "run runbooks of its own in it",
    },
    Edge {
        name: "AZWebsiteContributor",
        rows: &[31],
        source: MATRIX,
        operations: &[
            (Control, "Microsoft.Web/sites/write"),
            (Control, "microsoft.web/sites/functions/write"),
            (Control, "Microsoft.Web/sites/publishxml/Action"),
            (Control, "microsoft.web/sites/host/listkeys/action"),
        ],
        at: Site::Type("microsoft.web/sites"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "deploy code of its own to it",
    },
    Edge {
        name: "AZLogicAppContributor",
        rows: &[31],
        source: MATRIX,
        operations: &[(Control, "Microsoft.Logic/workflows/write")],
        at: Site::Type("microsoft.logic/workflows"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "change what it does",
    },
    Edge {
        name: "AZAKSContributor",
        rows: &[32],
        source: TESTED,
        operations: &[
            (
                Control,
                "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
            ),
            (
                Control,
                "Microsoft.ContainerService/managedClusters/runCommand/action",
            ),
        ],
        at: Site::Type("microsoft.containerservice/managedclusters"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "run anything in the cluster",
    },
    Edge {
        name: "CanRunPipelines",
        rows: &[40],
        source: TESTED,
        operations: &[
            (Control, "Microsoft.DataFactory/factories/pipelines/write"),
            (Control, "Microsoft.DataFactory/factories/write"),
        ],
        at: Site::Type("microsoft.datafactory/factories"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "run pipelines of its own in it",
    },
    Edge {
        name: "CanRunDeploymentScript",
        rows: &[10],
        source: "github.com/Cloud-Architekt/AzurePrivilegedIAM",
        operations: &[(Control, "Microsoft.Resources/deploymentScripts/write")],
        at: Site::Type("microsoft.resources/deploymentscripts"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "change the script that it runs",
    },
    Edge {
        name: "CanChangeRemediation",
        rows: &[6],
        source: TESTED,
        operations: &[
            (Control, "Microsoft.Authorization/policyAssignments/write"),
            (Control, "Microsoft.Authorization/policyDefinitions/write"),
        ],
        at: Site::Type("microsoft.authorization/policyassignments"),
        given: Given::Nothing,
        gains: Gains::Identity,
        says: "change what the policy's identity deploys",
    },
];
