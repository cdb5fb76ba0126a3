//! Where a template is deployed to.

use super::unknown::{Unknown, Unknowns};
use crate::import::json::Json;
use crate::import::scope::Scope;

/// Where a template is deployed to; each part is a text that may hold marks.
#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    pub(super) subscription: Option<String>,
    pub(super) group: Option<String>,
    pub(super) management_group: Option<String>,
}

impl Target {
    /// Returns the id of the scope.
    pub(super) fn id(&self) -> String {
        match (&self.subscription, &self.group, &self.management_group) {
            (Some(subscription), Some(group), _) => {
                format!("/subscriptions/{subscription}/resourceGroups/{group}")
            }
            (Some(subscription), None, _) => format!("/subscriptions/{subscription}"),
            (None, _, Some(group)) => {
                format!("/providers/Microsoft.Management/managementGroups/{group}")
            }
            _ => "/".to_owned(),
        }
    }
}

/// Returns where a template is deployed to, as far as it says.
pub(super) fn of(template: &Json, unknowns: &mut Unknowns) -> Target {
    stated(template).unwrap_or_else(|| by_schema(template, unknowns))
}

/// Reads where rolewright's own templates say that they belong.
fn stated(template: &Json) -> Option<Target> {
    let description = template.get("metadata")?.get("description")?.text()?;
    match Scope::parse(description.strip_prefix("deploy at ")?)? {
        Scope::Root => Some(Target::default()),
        Scope::ManagementGroup(group) => Some(Target {
            management_group: Some(group.into()),
            ..Target::default()
        }),
        Scope::Subscription(subscription) => Some(Target {
            subscription: Some(subscription.into()),
            ..Target::default()
        }),
        Scope::ResourceGroup {
            subscription,
            group,
        } => Some(Target {
            subscription: Some(subscription.into()),
            group: Some(group.into()),
            management_group: None,
        }),
        Scope::Resource(_) => None,
    }
}

/// The schema says at what kind of scope a template is deployed, and nothing says at which one.
fn by_schema(template: &Json, unknowns: &mut Unknowns) -> Target {
    let file = template.span.file;
    let schema = template
        .get("$schema")
        .and_then(Json::text)
        .unwrap_or("")
        .to_ascii_lowercase();
    let mut mark = |unknown| Some(unknowns.mark(unknown));
    if schema.contains("/tenantdeployment") {
        Target::default()
    } else if schema.contains("/managementgroupdeployment") {
        Target {
            management_group: mark(Unknown::ManagementGroup(file)),
            ..Target::default()
        }
    } else if schema.contains("/subscriptiondeployment") {
        Target {
            subscription: mark(Unknown::Subscription(file)),
            ..Target::default()
        }
    } else {
        Target {
            subscription: mark(Unknown::Subscription(file)),
            group: mark(Unknown::ResourceGroup(file)),
            management_group: None,
        }
    }
}
