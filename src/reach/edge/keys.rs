//! Steps by reading or renewing keys, secrets and tokens: they open what the keys open.

use super::{Edge, Gains, Given, Site};
use crate::model::Kind;
use crate::model::permission::Plane::Control;

const STORAGE: &str = "learn.microsoft.com/azure/storage/common/storage-account-keys-manage";
const MATRIX: &str = "github.com/microsoft/Azure-Threat-Research-Matrix";
const VAULT: &str = "learn.microsoft.com/azure/key-vault/general/rbac-access-policy";
const STORES: &str =
    "learn.microsoft.com/azure/machine-learning/concept-data-privacy (credential-based datastores)";
const CLASSIFIED: &str = "github.com/Cloud-Architekt/AzurePrivilegedIAM";

pub(super) static EDGES: &[Edge] = &[
    Edge {
        name: "CanReadKeys",
        rows: &[13],
        source: STORAGE,
        operations: &[
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
        at: Site::Kind(Kind::Storage),
        given: Given::Unless("shared-keys", "off"),
        gains: Gains::Data,
        says: "read its account keys, which skip every role",
    },
    Edge {
        name: "CanTurnOnSharedKeys",
        rows: &[14],
        source: STORAGE,
        operations: &[(Control, "Microsoft.Storage/storageAccounts/write")],
        at: Site::Kind(Kind::Storage),
        given: Given::Unsaid("its account keys have to be turned on, and to be read as well"),
        gains: Gains::Data,
        says: "turn its account keys on and open its network",
    },
    Edge {
        name: "CanReadWorkspaceKeys",
        rows: &[22],
        source: STORES,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listStorageAccountKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action",
            ),
        ],
        at: Site::Kind(Kind::Workspace),
        given: Given::Unless("identity-based-data-access", "on"),
        gains: Gains::LinkedData,
        says: "read the keys that it keeps for its storage and its registry",
    },
    Edge {
        name: "CanReadEndpointKeys",
        rows: &[25],
        source: "learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint",
        operations: &[
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
        ],
        at: Site::Kind(Kind::Endpoint),
        given: Given::Unless("auth", "entra"),
        gains: Gains::Data,
        says: "read the keys and tokens that call it",
    },
    Edge {
        name: "CanReadRegistryPassword",
        rows: &[28],
        source: CLASSIFIED,
        operations: &[
            (
                Control,
                "Microsoft.ContainerRegistry/registries/listCredentials/action",
            ),
            (
                Control,
                "Microsoft.ContainerRegistry/registries/regenerateCredential/action",
            ),
        ],
        at: Site::Kind(Kind::ContainerRegistry),
        given: Given::Unless("admin-user", "off"),
        gains: Gains::Data,
        says: "read the password of its admin user",
    },
    Edge {
        name: "AZKeyVaultContributor",
        rows: &[16],
        source: VAULT,
        operations: &[
            (Control, "Microsoft.KeyVault/vaults/accessPolicies/write"),
            (Control, "Microsoft.KeyVault/vaults/write"),
        ],
        at: Site::Kind(Kind::KeyVault),
        given: Given::Only("access", "policies"),
        gains: Gains::Data,
        says: "write itself an access policy for all its secrets and keys",
    },
    Edge {
        name: "CanReadResourceKeys",
        rows: &[33],
        source: CLASSIFIED,
        operations: &[
            (
                Control,
                "Microsoft.CognitiveServices/accounts/listKeys/action",
            ),
            (
                Control,
                "Microsoft.Search/searchServices/listAdminKeys/action",
            ),
            (
                Control,
                "Microsoft.DocumentDB/databaseAccounts/listKeys/action",
            ),
            (
                Control,
                "Microsoft.AppConfiguration/configurationStores/ListKeys/action",
            ),
            (
                Control,
                "Microsoft.EventHub/namespaces/authorizationRules/listkeys/action",
            ),
            (
                Control,
                "Microsoft.ServiceBus/namespaces/authorizationRules/listkeys/action",
            ),
        ],
        at: Site::Kind(Kind::Resource),
        given: Given::Unsaid("it has to take keys, and the operation has to be that of its type"),
        gains: Gains::Data,
        says: "read its keys, which skip every role",
    },
    Edge {
        name: "CanReadWorkspaceSecrets",
        rows: &[22],
        source: MATRIX,
        operations: &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/metadata/secrets/read",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/environments/readSecrets/action",
            ),
        ],
        at: Site::Kind(Kind::Workspace),
        given: Given::Unsaid("what its stored secrets open is not known"),
        gains: Gains::LinkedData,
        says: "read the secrets that it stores for its connections and environments",
    },
];
