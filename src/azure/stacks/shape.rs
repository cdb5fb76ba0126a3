//! Stacks as they are written and read.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{DenySettings, Foreseen, StackFailure, StackState};
use crate::azure::body;
use crate::azure::meaning::Meaning;

#[derive(Serialize)]
pub(super) struct Body<'b> {
    pub(super) location: &'b str,
    pub(super) properties: Properties<'b>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Properties<'b> {
    pub(super) template: &'b Value,
    pub(super) action_on_unmanage: Action<'b>,
    pub(super) deny_settings: DenySettings<'b>,
    pub(super) description: &'b str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deployment_stack_resource_id: Option<&'b str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retention_interval: Option<&'b str>,
}

/// Nothing that a policy makes is a group, so that groups are left alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action<'b> {
    pub(super) resources: &'b str,
    pub(super) resource_groups: &'static str,
    pub(super) management_groups: &'static str,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Shape {
    pub(super) properties: Shown,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Shown {
    #[serde(deserialize_with = "known")]
    pub(super) provisioning_state: String,
    #[serde(deserialize_with = "known")]
    pub(super) resources: Vec<Named>,
    #[serde(deserialize_with = "known")]
    pub(super) failed_resources: Vec<Named>,
    pub(super) error: Option<Fault>,
    pub(super) changes: Option<Changes>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Named {
    id: String,
    error: Option<Fault>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Fault {
    #[serde(deserialize_with = "known")]
    code: String,
    #[serde(deserialize_with = "known")]
    message: String,
    #[serde(deserialize_with = "known")]
    target: String,
    #[serde(deserialize_with = "known")]
    details: Vec<Fault>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Changes {
    pub(super) resource_changes: Vec<Change>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Change {
    pub(super) id: String,
    #[serde(rename = "changeType")]
    pub(super) kind: String,
    #[serde(rename = "changeCertainty")]
    pub(super) certainty: String,
}

/// Takes `null` for nothing.
fn known<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl Shown {
    /// Says how a stack is: what failed is told by Azure of each resource, of the whole, or both.
    pub(super) fn state(&self) -> StackState {
        let mut failures: Vec<_> = self
            .failed_resources
            .iter()
            .filter_map(|one| Some(failure(&one.id, one.error.as_ref()?)))
            .collect();
        if let Some(error) = self.error.as_ref().filter(|_| failures.is_empty()) {
            innermost(error, &mut failures);
        }
        StackState {
            state: body::safe(&self.provisioning_state, 100),
            managed: self.resources.iter().map(|one| one.id.clone()).collect(),
            failures,
            correlation: None,
        }
    }
}

/// Lists the faults at the bottom of one.
fn innermost(fault: &Fault, found: &mut Vec<StackFailure>) {
    if fault.details.is_empty() {
        found.push(failure(&fault.target, fault));
    }
    for one in &fault.details {
        innermost(one, found);
    }
}

fn failure(id: &str, fault: &Fault) -> StackFailure {
    let fault = match fault.details.as_slice() {
        [only] if !only.code.is_empty() => only,
        _ => fault,
    };
    StackFailure {
        id: body::safe(id, 600),
        meaning: Meaning::of_code(&fault.code),
        code: body::safe(&fault.code, 100),
        message: body::safe(&fault.message, 600),
    }
}

/// Takes over what is foreseen.
pub(super) fn foreseen(change: &Change) -> Foreseen {
    Foreseen {
        id: body::safe(&change.id, 600),
        change: body::safe(&change.kind, 100),
        potential: change.certainty.eq_ignore_ascii_case("potential"),
    }
}
