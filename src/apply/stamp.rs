//! What a saved plan was made from.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::plan::Aim;

/// What a plan was made from. Whatever is here has to be the same when it is carried out, its time, what
/// was read and who planned aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Stamp {
    /// The version of rolewright.
    pub tool: SmolStr,
    /// When, in UTC.
    pub made: SmolStr,
    /// The name of the policy.
    pub policy: SmolStr,
    /// The paths of the policy as they were named.
    pub paths: Vec<String>,
    /// What the plan is for.
    pub aim: Aim,
    /// So many deletions were allowed.
    pub max_deletes: u32,
    /// What carries our marker is deleted although nothing explains that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delete_unexplained: bool,
    /// The digest of the policy texts and settings.
    pub texts: String,
    /// The digest of `rolewright.lock`; none where there is none.
    pub lock: Option<String>,
    /// The digest of the catalogue.
    pub catalog: String,
    /// The tenant.
    pub tenant: SmolStr,
    /// The cloud, as policies call it.
    pub cloud: SmolStr,
    /// Whether Azure answered or a sandbox.
    pub endpoint: Endpoint,
    /// Whether Azure was read for this plan.
    pub source: Source,
    /// The object id of whoever planned, where the token told it. Another may carry it out.
    pub planned_by: Option<SmolStr>,
    /// The digest of what was read.
    pub observed: String,
    /// The way that it is carried out.
    #[serde(default, skip_serializing_if = "Way::is_direct")]
    pub way: Way,
}

/// The way that a plan is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Each write by itself.
    #[default]
    Direct,
    /// As one deployment stack.
    Stack,
}

impl Way {
    /// Tells whether each write is sent by itself.
    pub fn is_direct(&self) -> bool {
        *self == Self::Direct
    }
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// Azure.
    Azure,
    /// A sandbox on this machine.
    Sandbox,
}

/// What a plan was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// What was read for it.
    Live,
    /// A snapshot that somebody took.
    Snapshot,
}

impl Endpoint {
    /// Says who answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Azure => "Azure",
            Self::Sandbox => "a sandbox",
        }
    }
}
