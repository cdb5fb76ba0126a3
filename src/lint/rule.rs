//! What a rule is: a constant of metadata and one function.

use super::view::View;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;

/// The families of rules; settings may give a level to a whole group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Role definitions, stages and capabilities.
    Roles,
    /// Role assignments and what is inherited by scope, group, stage.
    Assignments,
    /// Identities.
    Identities,
    /// Federated credentials.
    Federation,
    /// Azure Machine Learning.
    MachineLearning,
    /// Storage.
    Storage,
    /// Key vaults.
    KeyVault,
    /// Environments and separation of duties.
    Environments,
    /// What the policy says must hold.
    Guarantees,
    /// Steps by which one principal becomes another or gains a grant.
    Escalation,
    /// The text of the policy itself.
    Language,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 11] = [
        Group::Roles,
        Group::Assignments,
        Group::Identities,
        Group::Federation,
        Group::MachineLearning,
        Group::Storage,
        Group::KeyVault,
        Group::Environments,
        Group::Guarantees,
        Group::Escalation,
        Group::Language,
    ];

    /// Returns its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Group::Roles => "roles",
            Group::Assignments => "assignments",
            Group::Identities => "identities",
            Group::Federation => "federation",
            Group::MachineLearning => "machine-learning",
            Group::Storage => "storage",
            Group::KeyVault => "key-vault",
            Group::Environments => "environments",
            Group::Guarantees => "guarantees",
            Group::Escalation => "escalation",
            Group::Language => "language",
        }
    }
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judges {
    /// What is reached: a wildcard and its expansion, any letter case, any order of declarations
    /// and any split into files get the same verdict.
    Meaning,
    /// The text itself.
    Text,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its code and name.
    pub code: Code,
    /// Its family.
    pub group: Group,
    /// How bad its findings are unless settings say otherwise.
    pub severity: Severity,
    /// Whether it judges what is meant or how it is written.
    pub judges: Judges,
    /// Its page: what it is, why it is bad, an example and how to mend it.
    pub page: &'static str,
    /// Looks at everything once and pushes what it finds.
    pub check: fn(&View<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    /// Starts a finding of this rule at a place.
    pub fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code, self.severity, span, message)
    }
}
