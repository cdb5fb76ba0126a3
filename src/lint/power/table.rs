//! Which operations give which power.

use crate::model::permission::Plane;

/// Something that a role may let its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Power {
    /// Run code on a workspace's computes.
    Submit,
    /// Change what a workspace's endpoints run.
    Deploy,
    /// Read or renew what opens an endpoint.
    EndpointKeys,
    /// Read the keys of a workspace and of its storage.
    WorkspaceKeys,
    /// Read the credentials that a workspace keeps for its data and its connections.
    StoredSecrets,
    /// Publish assets in a registry.
    PublishAssets,
    /// Push images.
    PushImages,
    /// Write blobs.
    WriteBlobs,
    /// Attach a managed identity to something that runs code.
    AttachIdentity,
    /// Create something that runs code and can have an identity.
    CreateHost,
    /// Leave code behind that runs by itself.
    Schedule,
    /// Read, renew or sign with the account keys of storage.
    AccountKeys,
    /// Change the owners and permissions of files, or skip them.
    OwnFiles,
    /// Receive a token, or sign links, that open no more than one's own rights do.
    OwnTokens,
}

pub(super) const POWERS: [Power; 14] = [
    Power::Submit,
    Power::Deploy,
    Power::EndpointKeys,
    Power::WorkspaceKeys,
    Power::StoredSecrets,
    Power::PublishAssets,
    Power::PushImages,
    Power::WriteBlobs,
    Power::AttachIdentity,
    Power::CreateHost,
    Power::Schedule,
    Power::AccountKeys,
    Power::OwnFiles,
    Power::OwnTokens,
];

/// The operations each of which gives the power.
#[expect(clippy::too_many_lines, reason = "a table of operations")]
pub(super) fn operations(power: Power) -> &'static [(Plane, &'static str)] {
    use Plane::{Control, Data};
    match power {
        Power::Submit => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/jobs/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/experiments/runs/submit/action",
            ),
        ],
        Power::Deploy => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments/write",
            ),
        ],
        Power::EndpointKeys => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/regeneratekeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/endpoints/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/regenerateKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/services/aci/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/services/aks/listkeys/action",
            ),
        ],
        Power::WorkspaceKeys => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listStorageAccountKeys/action",
            ),
        ],
        Power::StoredSecrets => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/metadata/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/environments/readSecrets/action",
            ),
        ],
        Power::PublishAssets => &[
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/stage/write",
            ),
        ],
        Power::PushImages => &[
            (Control, "Microsoft.ContainerRegistry/registries/push/write"),
            (
                Data,
                "Microsoft.ContainerRegistry/registries/repositories/content/write",
            ),
        ],
        Power::WriteBlobs => &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
            ),
        ],
        Power::AttachIdentity => &[(
            Control,
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        )],
        Power::CreateHost => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/write",
            ),
            (Control, "Microsoft.Compute/virtualMachines/write"),
            (Control, "Microsoft.Web/sites/write"),
            (Control, "Microsoft.ContainerInstance/containerGroups/write"),
            (Control, "Microsoft.Resources/deploymentScripts/write"),
        ],
        Power::Schedule => &[(
            Control,
            "Microsoft.MachineLearningServices/workspaces/schedules/write",
        )],
        Power::AccountKeys => &[
            (Control, "Microsoft.Storage/storageAccounts/listKeys/action"),
            (
                Control,
                "Microsoft.Storage/storageAccounts/regeneratekey/action",
            ),
            (
                Control,
                "Microsoft.Storage/storageAccounts/listAccountSas/action",
            ),
            (
                Control,
                "Microsoft.Storage/storageAccounts/listServiceSas/action",
            ),
        ],
        Power::OwnTokens => &[
            (
                Control,
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
            ),
            (Control, "Microsoft.Authorization/acquirePolicyToken/read"),
        ],
        Power::OwnFiles => &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/immutableStorage/runAsSuperUser/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action",
            ),
        ],
    }
}
