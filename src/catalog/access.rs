//! The three judgements about an operation: access level, risk class, evidence of its plane.

/// What holding an operation lets somebody do, from harmless to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// Sees state without changing it.
    Read,
    /// Makes something happen that is neither a plain write nor a delete.
    Action,
    /// Creates or changes something.
    Write,
    /// Removes something.
    Delete,
    /// Receives or renews a key, password, token, signature or connection string.
    Secrets,
    /// Changes who may do what.
    Permissions,
}

impl Access {
    /// Every level, in order.
    pub const ALL: [Self; 6] = [
        Self::Read,
        Self::Action,
        Self::Write,
        Self::Delete,
        Self::Secrets,
        Self::Permissions,
    ];

    /// Returns the word used in tables and policies.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Action => "action",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Secrets => "secrets",
            Self::Permissions => "permissions",
        }
    }

    /// Finds the level of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.word() == word)
    }
}

/// The chief harm that an operation in the wrong hands can do; the one place where it is weighed.
///
/// An operation has exactly one class, the gravest that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Risk {
    /// Weight 0: sees configuration and state only.
    Observe,
    /// Weight 1: changes or runs a resource within its own bounds.
    Operate,
    /// Weight 2: reads the content that a service keeps: blobs, rows, messages, logs.
    ReadContent,
    /// Weight 3: changes or removes that content.
    ChangeContent,
    /// Weight 3: opens or redirects a network path.
    Network,
    /// Weight 4: removes a resource, or data past recovery.
    Destroy,
    /// Weight 5: plants something that others run or trust later: images, models, environments.
    SupplyChain,
    /// Weight 6: weakens a control: locks, policies, diagnostic settings, deny settings.
    GuardRails,
    /// Weight 7: runs code with the rights of a host or of its identity.
    RunCode,
    /// Weight 8: yields secrets that open something else.
    Secrets,
    /// Weight 9: acts as another identity, or lets somebody outside do so.
    Identity,
    /// Weight 10: changes who may do what.
    AccessControl,
}

impl Risk {
    /// Every class, lightest first.
    pub const ALL: [Self; 12] = [
        Self::Observe,
        Self::Operate,
        Self::ReadContent,
        Self::ChangeContent,
        Self::Network,
        Self::Destroy,
        Self::SupplyChain,
        Self::GuardRails,
        Self::RunCode,
        Self::Secrets,
        Self::Identity,
        Self::AccessControl,
    ];

    /// Returns the word used in tables and in the rule file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Operate => "operate",
            Self::ReadContent => "read-content",
            Self::ChangeContent => "change-content",
            Self::Network => "network",
            Self::Destroy => "destroy",
            Self::SupplyChain => "supply-chain",
            Self::GuardRails => "guard-rails",
            Self::RunCode => "run-code",
            Self::Secrets => "secrets",
            Self::Identity => "identity",
            Self::AccessControl => "access-control",
        }
    }

    /// Finds the class of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.word() == word)
    }

    /// Weighs the class, from 0 (harmless) to 10 (hands out access).
    pub fn weight(self) -> u8 {
        match self {
            Self::Observe => 0,
            Self::Operate => 1,
            Self::ReadContent => 2,
            Self::ChangeContent | Self::Network => 3,
            Self::Destroy => 4,
            Self::SupplyChain => 5,
            Self::GuardRails => 6,
            Self::RunCode => 7,
            Self::Secrets => 8,
            Self::Identity => 9,
            Self::AccessControl => 10,
        }
    }

    /// Tells whether the class leads to rights beyond the ones granted (weight 7 and above).
    pub fn escalates(self) -> bool {
        self.weight() >= Self::RunCode.weight()
    }
}

/// How it is known on which plane an operation lies, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The exact string stands in a built-in role.
    Role,
    /// A method of the Resource Manager REST interface maps to it.
    Arm,
    /// The provider's published list says so.
    Docs,
    /// A sure rule about the shape of the name.
    Rule,
    /// A guess from the shape of the name.
    RuleWeak,
    /// No sign of a data plane, so control plane.
    Default,
}

impl Evidence {
    /// Every kind, strongest first.
    pub const ALL: [Self; 6] = [
        Self::Role,
        Self::Arm,
        Self::Docs,
        Self::Rule,
        Self::RuleWeak,
        Self::Default,
    ];

    /// Returns the word used in the source table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Arm => "arm",
            Self::Docs => "docs",
            Self::Rule => "rule",
            Self::RuleWeak => "rule-weak",
            Self::Default => "default",
        }
    }

    /// Finds the kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|evidence| evidence.word() == word)
    }

    /// Tells whether a finding about the wrong plane may rest on it.
    pub fn is_sure(self) -> bool {
        !matches!(self, Self::RuleWeak | Self::Default)
    }
}
