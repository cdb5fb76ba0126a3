//! The ways to sign in, and the order in which they are looked for.

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A service principal with a secret.
    Secret,
    /// The token of a GitHub job.
    GitHub,
    /// The token of an Azure DevOps job.
    AzurePipelines,
    /// The token file of a pod.
    WorkloadIdentity,
    /// The identity of compute of Azure Machine Learning.
    AzureMl,
    /// The identity of a machine or of an app service.
    ManagedIdentity,
    /// The login of the Azure command line.
    Az,
    /// The login of the Azure Developer command line.
    Azd,
}

impl Kind {
    /// Every kind, in the order in which they are looked for.
    pub const ALL: [Self; 8] = [
        Self::Secret,
        Self::GitHub,
        Self::AzurePipelines,
        Self::WorkloadIdentity,
        Self::AzureMl,
        Self::ManagedIdentity,
        Self::Az,
        Self::Azd,
    ];

    /// Returns its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::GitHub => "github",
            Self::AzurePipelines => "azure-pipelines",
            Self::WorkloadIdentity => "workload-identity",
            Self::AzureMl => "azure-ml",
            Self::ManagedIdentity => "managed-identity",
            Self::Az => "az",
            Self::Azd => "azd",
        }
    }

    /// Finds the kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Lists the variables that it needs.
    pub fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Secret => &["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"],
            Self::GitHub => &[
                "AZURE_TENANT_ID",
                "AZURE_CLIENT_ID",
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            ],
            Self::AzurePipelines => &[
                "AZURE_TENANT_ID",
                "AZURE_CLIENT_ID",
                "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
                "SYSTEM_ACCESSTOKEN",
                "SYSTEM_OIDCREQUESTURI",
            ],
            Self::WorkloadIdentity => &[
                "AZURE_TENANT_ID",
                "AZURE_CLIENT_ID",
                "AZURE_FEDERATED_TOKEN_FILE",
            ],
            Self::AzureMl => &["MSI_ENDPOINT", "MSI_SECRET"],
            Self::ManagedIdentity | Self::Az | Self::Azd => &[],
        }
    }

    /// Lists the variables that show that it is meant where nobody names it; it is meant where all
    /// of them are set. A machine's own identity is looked for only where an app service names its
    /// address, and never at the metadata address.
    pub(super) fn shown_by(self) -> Option<&'static [&'static str]> {
        match self {
            Self::ManagedIdentity => Some(&["IDENTITY_ENDPOINT", "IDENTITY_HEADER"]),
            Self::Az => Some(&[]),
            Self::Azd => None,
            other => Some(other.needs()),
        }
    }
}
