//! `rolewright.toml`: what a team decides once, beside its policies.
//!
//! The file is read into [`Config`] with every mistake as a finding in the file itself; only
//! settings that are right take effect, and a mistake fails the run, so none is ignored in silence.

mod read;
mod stack;

use std::path::PathBuf;

use crate::diagnostic::{Severity, codes};
use crate::source::Span;

pub use read::read;
pub use stack::{Deny, Stack, Unmanage};

/// The name of the file.
pub const NAME: &str = "rolewright.toml";

/// The name of the file beside it that pins names to ids.
pub const LOCK: &str = "rolewright.lock";

codes! {
    /// The file is no TOML.
    BROKEN = "RW090" "broken-settings";
    /// A setting that does not exist.
    UNKNOWN = "RW091" "unknown-setting";
    /// A setting whose value cannot be used.
    UNUSABLE = "RW092" "unusable-setting";
}

/// The settings of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `lint.fail-on`: findings of this level and above fail the run.
    pub fail_on: Severity,
    /// `lint.max-allow-days`: how far ahead `until` of an `@allow` may lie.
    pub max_allow_days: u32,
    /// `lint.rules`: levels of rules and groups, in the order in which they are written.
    pub levels: Vec<Level>,
    /// `limits`: what the subscription and the tenant hold.
    pub limits: Limits,
    /// `plan.max-deletes`: so many deletions are no mistake.
    pub max_deletes: u32,
    /// `plan.delete-unexplained`: what carries our marker is deleted although nothing explains that.
    pub delete_unexplained: bool,
    /// `stack`: the deployment stack of `--via stack`.
    pub stack: Option<Stack>,
    /// `plan.authoritative` and what is excepted.
    pub authoritative: Authoritative,
    /// `catalog.file`: the catalogue beside the settings that is asked in place of the embedded one.
    pub catalog: Option<(PathBuf, Span)>,
    /// `build.out`: where `build` writes if the command line does not say.
    pub out: Option<PathBuf>,
}

/// Where assignments of others are taken away, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authoritative {
    /// `plan.authoritative`: scopes, by name or id.
    pub scopes: Vec<String>,
    /// `plan.except-principals`: by name or object id.
    pub principals: Vec<String>,
    /// `plan.except-roles`: by display name or GUID.
    pub roles: Vec<String>,
    /// `plan.except-assignments`: by GUID.
    pub assignments: Vec<String>,
}

/// The level of a rule or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The name or code of a rule, or the name of a group.
    pub rule: String,
    /// The level; none is `off`.
    pub severity: Option<Severity>,
    /// Where it is written.
    pub span: Span,
}

/// Limits of Azure that differ from one customer to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `limits.assignments-per-subscription`: 5,000; tenants with the limit of before 2026 have 4,000.
    pub assignments_per_subscription: u32,
    /// `limits.custom-roles-per-tenant`: 5,000, and 2,000 in China.
    pub custom_roles_per_tenant: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            max_allow_days: 365,
            levels: Vec::new(),
            limits: Limits::default(),
            max_deletes: 10,
            delete_unexplained: false,
            stack: None,
            authoritative: Authoritative::default(),
            catalog: None,
            out: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            assignments_per_subscription: 5000,
            custom_roles_per_tenant: 5000,
        }
    }
}
