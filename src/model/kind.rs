//! Kinds of scopes, their words in the language and their Azure resource types.

/// A kind of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `management-group`
    ManagementGroup,
    /// `environment`: a subscription, or a resource group that stands for one.
    Environment,
    /// `resource-group`
    ResourceGroup,
    /// `workspace`
    Workspace,
    /// `registry` (Azure Machine Learning)
    Registry,
    /// `storage`
    Storage,
    /// `container`
    Container,
    /// `file-share`
    FileShare,
    /// `queue`
    Queue,
    /// `key-vault`
    KeyVault,
    /// `secret`
    Secret,
    /// `container-registry`
    ContainerRegistry,
    /// `log-analytics`
    LogAnalytics,
    /// `app-insights`
    AppInsights,
    /// `subnet`
    Subnet,
    /// `compute`
    Compute,
    /// `endpoint`
    Endpoint,
    /// `managed-identity`
    ManagedIdentity,
    /// `resource`
    Resource,
}

impl Kind {
    /// Every kind, in the order of the reference.
    pub const ALL: [Kind; 19] = [
        Kind::ManagementGroup,
        Kind::Environment,
        Kind::ResourceGroup,
        Kind::Workspace,
        Kind::Registry,
        Kind::Storage,
        Kind::Container,
        Kind::FileShare,
        Kind::Queue,
        Kind::KeyVault,
        Kind::Secret,
        Kind::ContainerRegistry,
        Kind::LogAnalytics,
        Kind::AppInsights,
        Kind::Subnet,
        Kind::Compute,
        Kind::Endpoint,
        Kind::ManagedIdentity,
        Kind::Resource,
    ];

    /// Returns the word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            Kind::ManagementGroup => "management-group",
            Kind::Environment => "environment",
            Kind::ResourceGroup => "resource-group",
            Kind::Workspace => "workspace",
            Kind::Registry => "registry",
            Kind::Storage => "storage",
            Kind::Container => "container",
            Kind::FileShare => "file-share",
            Kind::Queue => "queue",
            Kind::KeyVault => "key-vault",
            Kind::Secret => "secret",
            Kind::ContainerRegistry => "container-registry",
            Kind::LogAnalytics => "log-analytics",
            Kind::AppInsights => "app-insights",
            Kind::Subnet => "subnet",
            Kind::Compute => "compute",
            Kind::Endpoint => "endpoint",
            Kind::ManagedIdentity => "managed-identity",
            Kind::Resource => "resource",
        }
    }

    /// Finds the kind of a word.
    pub fn of(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.keyword() == keyword)
    }

    /// Returns the path below the resource group or the parent, such as
    /// `Microsoft.Storage/storageAccounts`; none where the declaration itself must say it.
    ///
    /// An endpoint is an online endpoint here; batch endpoints have a type of their own.
    pub fn azure_type(self) -> Option<&'static str> {
        Some(match self {
            Kind::Workspace => "Microsoft.MachineLearningServices/workspaces",
            Kind::Registry => "Microsoft.MachineLearningServices/registries",
            Kind::Storage => "Microsoft.Storage/storageAccounts",
            Kind::Container => "blobServices/default/containers",
            Kind::FileShare => "fileServices/default/shares",
            Kind::Queue => "queueServices/default/queues",
            Kind::KeyVault => "Microsoft.KeyVault/vaults",
            Kind::Secret => "secrets",
            Kind::ContainerRegistry => "Microsoft.ContainerRegistry/registries",
            Kind::LogAnalytics => "Microsoft.OperationalInsights/workspaces",
            Kind::AppInsights => "Microsoft.Insights/components",
            Kind::Subnet => "subnets",
            Kind::Compute => "computes",
            Kind::Endpoint => "onlineEndpoints",
            Kind::ManagedIdentity => "Microsoft.ManagedIdentity/userAssignedIdentities",
            Kind::ManagementGroup | Kind::Environment | Kind::ResourceGroup | Kind::Resource => {
                return None;
            }
        })
    }

    /// Returns the kind whose body or `in` declares this one, for children.
    pub fn parent(self) -> Option<Kind> {
        match self {
            Kind::Container | Kind::FileShare | Kind::Queue => Some(Kind::Storage),
            Kind::Secret => Some(Kind::KeyVault),
            Kind::Compute | Kind::Endpoint => Some(Kind::Workspace),
            _ => None,
        }
    }

    /// Tells whether scopes of this kind hold scopes of another.
    pub fn holds(self, below: Kind) -> bool {
        let mut parent = below.parent();
        while let Some(kind) = parent {
            if kind == self {
                return true;
            }
            parent = kind.parent();
        }
        match self {
            Kind::ManagementGroup => below != Kind::ManagementGroup,
            Kind::Environment => !matches!(below, Kind::ManagementGroup | Kind::Environment),
            Kind::ResourceGroup => !matches!(
                below,
                Kind::ManagementGroup | Kind::Environment | Kind::ResourceGroup
            ),
            _ => false,
        }
    }

    /// Tells whether a scope of this kind has an identity of its own.
    pub fn has_identity(self) -> bool {
        matches!(self, Kind::Workspace | Kind::Compute | Kind::Endpoint)
    }
}

/// How high a scope stands in Azure's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A management group.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
    /// A resource or a child of one.
    Resource,
}

/// How much is at stake in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Experiments.
    Development,
    /// Rehearsal.
    Test,
    /// What customers depend on.
    Production,
}

impl Tier {
    /// Every tier, rising.
    pub const ALL: [Tier; 3] = [Tier::Development, Tier::Test, Tier::Production];

    /// Returns the word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            Tier::Development => "development",
            Tier::Test => "test",
            Tier::Production => "production",
        }
    }

    /// Finds the tier of a word.
    pub fn of(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.keyword() == keyword)
    }
}

/// One of Microsoft's clouds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Public,
    /// US Government.
    UsGovernment,
    /// China, run by 21Vianet.
    China,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: [Cloud; 3] = [Cloud::Public, Cloud::UsGovernment, Cloud::China];

    /// Returns the word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            Cloud::Public => "public",
            Cloud::UsGovernment => "us-government",
            Cloud::China => "china",
        }
    }

    /// Finds the cloud of a word.
    pub fn of(keyword: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|cloud| cloud.keyword() == keyword)
    }
}
