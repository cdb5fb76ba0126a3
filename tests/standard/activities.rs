//! The activities of Microsoft's documented matrix, each with the capabilities that serve it.

use std::collections::BTreeSet;

use rolewright::model::{Kind, Model};

use super::library::{library, operations};

const W: &str = "Microsoft.MachineLearningServices/workspaces/";
const R: &str = "Microsoft.MachineLearningServices/registries/";

/// One activity: who serves it where, and what the documentation says that it takes there.
struct Activity {
    name: &'static str,
    kind: Kind,
    capabilities: &'static [&'static str],
    takes: &'static [&'static str],
}

const fn activity(
    name: &'static str,
    kind: Kind,
    capabilities: &'static [&'static str],
    takes: &'static [&'static str],
) -> Activity {
    Activity {
        name,
        kind,
        capabilities,
        takes,
    }
}

/// After "Manage access to Azure Machine Learning workspaces", its pages on registries, endpoints
/// and feature stores. `W/` and `R/` stand for workspaces and registries. Wildcards of the pages
/// are spelled out; what returns secrets is in the activities that are about secrets.
const ACTIVITIES: &[Activity] = &[
    activity(
        "create a workspace",
        Kind::ResourceGroup,
        &[
            "create-workspaces",
            "create-storage-accounts",
            "create-key-vaults",
            "create-container-registries",
            "create-app-insights",
        ],
        &[
            "W/read",
            "W/write",
            "Microsoft.Storage/storageAccounts/write",
            "Microsoft.KeyVault/vaults/write",
            "Microsoft.ContainerRegistry/registries/write",
            "Microsoft.Insights/Components/Write",
            "Microsoft.Resources/deployments/read",
            "Microsoft.Resources/deployments/write",
            "Microsoft.Resources/deployments/validate/action",
            "Microsoft.Resources/deployments/operations/read",
            "Microsoft.Resources/deployments/operationstatuses/read",
        ],
    ),
    activity(
        "create the first workspace of a subscription",
        Kind::Environment,
        &["register-machine-learning"],
        &["Microsoft.MachineLearningServices/register/action"],
    ),
    activity(
        "give a workspace an existing identity",
        Kind::ManagedIdentity,
        &["use-identity"],
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        ],
    ),
    activity(
        "delete a workspace",
        Kind::Workspace,
        &["delete-workspace"],
        &["W/read", "W/delete"],
    ),
    activity(
        "grant the workspace's identity its roles",
        Kind::Workspace,
        &["assign-roles"],
        &["Microsoft.Authorization/roleAssignments/write"],
    ),
    activity(
        "write custom roles",
        Kind::Environment,
        &["define-roles"],
        &["Microsoft.Authorization/roleDefinitions/write"],
    ),
    activity(
        "change quota",
        Kind::Environment,
        &["change-quota"],
        &["Microsoft.MachineLearningServices/locations/updateQuotas/action"],
    ),
    activity(
        "create, resize and delete compute",
        Kind::Workspace,
        &["create-compute", "delete-compute"],
        &[
            "W/read",
            "W/computes/read",
            "W/computes/write",
            "W/computes/delete",
        ],
    ),
    activity(
        "create compute in a virtual network",
        Kind::ResourceGroup,
        &["join-networks"],
        &[
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/virtualNetworks/subnets/read",
            "Microsoft.Network/virtualNetworks/join/action",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
        ],
    ),
    activity(
        "attach Kubernetes",
        Kind::Resource,
        &["attach-kubernetes"],
        &["Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"],
    ),
    activity(
        "start, stop and restart a compute instance",
        Kind::Workspace,
        &["start-compute"],
        &[
            "W/computes/start/action",
            "W/computes/stop/action",
            "W/computes/restart/action",
        ],
    ),
    activity(
        "open a terminal",
        Kind::Workspace,
        &["open-compute"],
        &["W/computes/read", "W/computes/applicationaccess/action"],
    ),
    activity(
        "use notebooks",
        Kind::Workspace,
        &[
            "use-notebooks",
            "list-workspace-storage-keys",
            "read-notebook-token",
        ],
        &[
            "W/computes/read",
            "W/notebooks/samples/read",
            "W/notebooks/storage/read",
            "W/notebooks/storage/write",
            "W/notebooks/storage/delete",
            "W/notebooks/storage/upload/action",
            "W/notebooks/storage/download/action",
            "W/listStorageAccountKeys/action",
            "W/listNotebookAccessToken/read",
        ],
    ),
    activity(
        "submit a job",
        Kind::Workspace,
        &[
            "submit-jobs",
            "cancel-jobs",
            "delete-jobs",
            "read-environment-secrets",
        ],
        &[
            "W/read",
            "W/jobs/read",
            "W/jobs/write",
            "W/jobs/delete",
            "W/jobs/cancel/action",
            "W/jobs/operationresults/read",
            "W/environments/read",
            "W/environments/write",
            "W/environments/versions/write",
            "W/environments/build/action",
            "W/environments/readSecrets/action",
            "W/metadata/artifacts/read",
            "W/metadata/artifacts/write",
            "W/codes/versions/write",
            "W/computes/read",
            "W/datastores/read",
            "W/data/versions/read",
            "W/models/versions/read",
            "W/components/versions/read",
        ],
    ),
    activity(
        "submit a run of version 1",
        Kind::Workspace,
        &["submit-runs"],
        &[
            "W/read",
            "W/environments/write",
            "W/environments/build/action",
            "W/experiments/runs/read",
            "W/experiments/runs/write",
            "W/experiments/runs/submit/action",
            "W/metadata/artifacts/write",
            "W/metadata/snapshots/write",
            "W/datasets/registered/read",
        ],
    ),
    activity(
        "publish pipelines of version 1",
        Kind::Workspace,
        &["publish-pipelines", "delete-pipeline-drafts"],
        &[
            "W/endpoints/pipelines/read",
            "W/endpoints/pipelines/write",
            "W/pipelinedrafts/read",
            "W/pipelinedrafts/write",
            "W/pipelinedrafts/delete",
            "W/modules/read",
            "W/modules/write",
        ],
    ),
    activity(
        "build pipelines of version 2",
        Kind::Workspace,
        &["register-components", "delete-components", "submit-jobs"],
        &[
            "W/components/read",
            "W/components/write",
            "W/components/delete",
            "W/components/versions/write",
            "W/components/versions/delete",
            "W/jobs/write",
        ],
    ),
    activity(
        "run on a schedule",
        Kind::Workspace,
        &["schedule-jobs", "delete-schedules"],
        &[
            "W/schedules/read",
            "W/schedules/write",
            "W/schedules/delete",
            "W/jobs/write",
        ],
    ),
    activity(
        "register models, data and environments",
        Kind::Workspace,
        &[
            "register-models",
            "delete-models",
            "register-data-assets",
            "delete-data-assets",
            "register-environments",
            "delete-environments",
        ],
        &[
            "W/models/read",
            "W/models/write",
            "W/models/delete",
            "W/models/versions/write",
            "W/models/versions/delete",
            "W/data/read",
            "W/data/write",
            "W/data/delete",
            "W/data/versions/write",
            "W/data/versions/delete",
            "W/environments/read",
            "W/environments/write",
            "W/environments/versions/delete",
            "W/metadata/artifacts/write",
        ],
    ),
    activity(
        "create online endpoints and deployments",
        Kind::Workspace,
        &["deploy-endpoints", "delete-endpoints"],
        &[
            "W/read",
            "W/onlineEndpoints/read",
            "W/onlineEndpoints/write",
            "W/onlineEndpoints/delete",
            "W/onlineEndpoints/deployments/read",
            "W/onlineEndpoints/deployments/write",
            "W/onlineEndpoints/deployments/delete",
            "W/models/versions/read",
            "W/environments/versions/read",
        ],
    ),
    activity(
        "deploy in the studio",
        Kind::ResourceGroup,
        &["deploy-from-studio"],
        &["Microsoft.Resources/deployments/write"],
    ),
    activity(
        "get keys and tokens of an endpoint",
        Kind::Endpoint,
        &[
            "list-endpoint-keys",
            "get-endpoint-tokens",
            "rotate-endpoint-keys",
        ],
        &[
            "W/onlineendpoints/listkeys/action",
            "W/onlineendpoints/token/action",
            "W/onlineendpoints/regeneratekeys/action",
        ],
    ),
    activity(
        "score with an Entra token",
        Kind::Endpoint,
        &["invoke-endpoints"],
        &["W/onlineEndpoints/score/action"],
    ),
    activity(
        "invoke a batch endpoint",
        Kind::Endpoint,
        &["invoke-batch-endpoints"],
        &["W/batchEndpoints/read", "W/batchEndpoints/jobs/write"],
    ),
    activity(
        "deploy and score web services of version 1",
        Kind::Workspace,
        &[
            "deploy-web-services",
            "score-web-services",
            "list-web-service-keys",
        ],
        &[
            "W/services/aks/write",
            "W/services/aci/write",
            "W/services/aks/score/action",
            "W/services/aks/listkeys/action",
        ],
    ),
    activity(
        "read data with a datastore's credentials",
        Kind::Workspace,
        &["read-datastore-credentials"],
        &["W/datastores/read", "W/datastores/listsecrets/action"],
    ),
    activity(
        "read and write data in one's own name",
        Kind::Container,
        &["read-data", "write-data", "delete-data", "move-data"],
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
        ],
    ),
    activity(
        "track with MLflow",
        Kind::Workspace,
        &[
            "track-experiments",
            "delete-experiments",
            "register-models",
            "delete-models",
        ],
        &[
            "W/read",
            "W/experiments/read",
            "W/experiments/write",
            "W/experiments/delete",
            "W/experiments/runs/read",
            "W/experiments/runs/write",
            "W/experiments/runs/delete",
            "W/models/read",
            "W/models/write",
            "W/models/versions/write",
            "W/metadata/artifacts/read",
            "W/metadata/artifacts/write",
        ],
    ),
    activity(
        "use, fill and manage a registry",
        Kind::Registry,
        &[
            "read-registry-assets",
            "publish-registry-assets",
            "delete-registry-assets",
            "update-registry",
            "delete-registry",
        ],
        &[
            "R/read",
            "R/write",
            "R/delete",
            "R/assets/read",
            "R/assets/write",
            "R/assets/delete",
        ],
    ),
    activity(
        "consume features",
        Kind::Workspace,
        &["read-features"],
        &[
            "W/featurestores/read",
            "W/featuresets/read",
            "W/featurestoreentities/read",
            "W/jobs/read",
        ],
    ),
    activity(
        "develop features",
        Kind::Workspace,
        &[
            "define-features",
            "define-feature-entities",
            "materialize-features",
            "delete-features",
        ],
        &[
            "W/featuresets/write",
            "W/featuresets/delete",
            "W/featuresets/action",
            "W/featurestoreentities/write",
            "W/featurestoreentities/delete",
            "W/featurestoreentities/action",
        ],
    ),
    activity(
        "create a feature store",
        Kind::ResourceGroup,
        &[
            "create-feature-stores",
            "create-containers",
            "create-log-workspaces",
            "create-identities",
        ],
        &[
            "W/featurestores/read",
            "W/featurestores/write",
            "Microsoft.Storage/storageAccounts/blobServices/containers/write",
            "Microsoft.OperationalInsights/workspaces/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/write",
        ],
    ),
    activity(
        "run a feature store",
        Kind::Workspace,
        &["manage-feature-store", "delete-feature-store"],
        &["W/featurestores/write", "W/featurestores/delete"],
    ),
    activity(
        "manage the managed network",
        Kind::Workspace,
        &[
            "write-outbound-rules",
            "provision-managed-network",
            "approve-private-endpoints",
        ],
        &[
            "W/managedNetworks/read",
            "W/managedNetworks/write",
            "W/managedNetworks/outboundRules/read",
            "W/managedNetworks/outboundRules/write",
            "W/managedNetworks/outboundRules/delete",
            "W/managedNetworks/batchOutboundRules/action",
            "W/provisionManagedNetwork/action",
            "W/privateEndpointConnectionsApproval/action",
        ],
    ),
    activity(
        "create the stores of a workspace with a customer's key",
        Kind::ResourceGroup,
        &["create-encrypted-stores"],
        &[
            "Microsoft.Storage/storageAccounts/write",
            "Microsoft.Search/searchServices/write",
            "Microsoft.DocumentDB/databaseAccounts/write",
        ],
    ),
    activity(
        "manage the customer's key",
        Kind::KeyVault,
        &["create-keys", "delete-keys", "purge-keys", "wrap-keys"],
        &[
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/create/action",
            "Microsoft.KeyVault/vaults/keys/delete",
            "Microsoft.KeyVault/vaults/keys/purge/action",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
        ],
    ),
    activity(
        "label, review and export",
        Kind::Workspace,
        &[
            "label-data",
            "reject-labels",
            "approve-labels",
            "correct-labels",
            "export-labels",
            "read-runs",
            "read-datasets",
        ],
        &[
            "W/read",
            "W/experiments/runs/read",
            "W/labeling/labels/read",
            "W/labeling/labels/write",
            "W/labeling/labels/reject/action",
            "W/labeling/labels/update/action",
            "W/labeling/labels/approve_unapprove/action",
            "W/labeling/projects/read",
            "W/labeling/projects/summary/read",
            "W/labeling/export/action",
            "W/datasets/registered/read",
        ],
    ),
];

fn given(model: &Model, activity: &Activity) -> BTreeSet<String> {
    let each = activity.capabilities.iter();
    each.flat_map(|name| operations(model, name, activity.kind))
        .map(|(_, operation)| operation)
        .collect()
}

fn spelled(short: &str) -> String {
    match short.split_once('/') {
        Some(("W", rest)) => format!("{W}{rest}"),
        Some(("R", rest)) => format!("{R}{rest}"),
        _ => short.to_owned(),
    }
}

#[test]
fn every_documented_activity_has_what_it_takes() {
    let model = library();
    for activity in ACTIVITIES {
        let given = given(&model, activity);
        for takes in activity.takes {
            let takes = spelled(takes);
            assert!(
                given.contains(&takes),
                "to {}, {takes} is missing",
                activity.name
            );
        }
    }
}

#[test]
fn no_capability_of_an_activity_is_idle() {
    let model = library();
    for activity in ACTIVITIES {
        let takes: BTreeSet<_> = activity.takes.iter().map(|takes| spelled(takes)).collect();
        for name in activity.capabilities {
            let given = operations(&model, name, activity.kind);
            let used = given.iter().any(|(_, operation)| takes.contains(operation));
            assert!(used, "to {}, `{name}` does nothing", activity.name);
        }
    }
}
