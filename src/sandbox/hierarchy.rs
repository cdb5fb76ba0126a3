//! What lies above and below a scope, whether it is there, and whether it is locked.

use serde_json::Value;

use super::refusal::Refusal;
use super::scope::{MANAGEMENT_GROUPS, Scope, above, last};
use super::state::State;
use super::tenant::Tenant;

/// How many scopes may lie above one another.
const DEEPEST: usize = 64;

impl State {
    /// Lists a lower-case scope and everything above it, up to the root.
    pub(super) fn chain(&self, key: &str) -> Vec<String> {
        let mut chain = vec![key.to_owned()];
        let mut here = key.to_owned();
        while chain.len() < DEEPEST {
            let parent = self
                .documents
                .get(&here)
                .and_then(|document| document.parent.clone());
            let Some(parent) = parent.or_else(|| above(&here).map(str::to_owned)) else {
                break;
            };
            chain.push(parent.clone());
            here = parent;
        }
        if here != "/" {
            chain.push("/".to_owned());
        }
        chain
    }

    /// Lists the subscriptions and management groups inside of a management group.
    pub(super) fn inside(&self, key: &str) -> Vec<String> {
        let (mut found, mut open) = (Vec::new(), vec![key]);
        while let Some(one) = open.pop() {
            let children = self.children.get(one).into_iter().flatten();
            for child in children.take(100_000_usize.saturating_sub(found.len())) {
                found.push(child.clone());
                open.push(child);
            }
        }
        found
    }
}

impl Tenant {
    /// Refuses a scope that is not there.
    pub(super) fn scope_exists(&self, scope: &Scope) -> Result<(), Refusal> {
        if scope.key == "/" || self.state.documents.contains_key(&scope.key) {
            return Ok(());
        }
        if scope.key.starts_with(MANAGEMENT_GROUPS) {
            let text = format!(
                "The management group '{}' cannot be found.",
                last(&scope.key)
            );
            return Err(Refusal::missing("ManagementGroupNotFound", text));
        }
        self.subscription_exists(scope)?;
        match scope.resource_group() {
            Some(group) if !self.state.documents.contains_key(group) => {
                let text = format!("Resource group '{}' could not be found.", last(group));
                Err(Refusal::missing("ResourceGroupNotFound", text))
            }
            group => Err(no_such_resource(scope, group)),
        }
    }

    /// Refuses a scope whose subscription is not there.
    pub(super) fn subscription_exists(&self, scope: &Scope) -> Result<(), Refusal> {
        let Some(id) = scope.subscription() else {
            return Ok(());
        };
        if self
            .state
            .documents
            .contains_key(&format!("/subscriptions/{id}"))
        {
            return Ok(());
        }
        let text = format!("The subscription '{id}' could not be found.");
        Err(Refusal::missing("SubscriptionNotFound", text))
    }

    /// Refuses what a lock at or above a scope forbids: every kind of lock keeps from deleting, and
    /// the kind `ReadOnly` from writing too.
    pub(super) fn unlocked(&self, scope: &Scope, deletes: bool) -> Result<(), Refusal> {
        for above in self.state.chain(&scope.key) {
            let start = format!(
                "{}/providers/microsoft.authorization/locks/",
                above.trim_end_matches('/')
            );
            for (id, lock) in self.state.below(&start) {
                let level = lock
                    .body
                    .pointer("/properties/level")
                    .and_then(Value::as_str);
                let read_only = level.is_some_and(|level| level.eq_ignore_ascii_case("ReadOnly"));
                if deletes || read_only {
                    let shown = lock.body.get("id").and_then(Value::as_str).unwrap_or(id);
                    let place = shown
                        .rsplit_once("/providers/")
                        .map_or(shown, |(place, _)| place);
                    let verb = if deletes { "delete" } else { "write" };
                    return Err(Refusal::locked(&scope.text, verb, place));
                }
            }
        }
        Ok(())
    }
}

/// Refuses a resource that is not there.
pub(super) fn no_such_resource(scope: &Scope, group: Option<&str>) -> Refusal {
    let resource = scope
        .text
        .rsplit_once("/providers/")
        .map_or("", |(_, resource)| resource);
    let text = format!(
        "The Resource '{resource}' under resource group '{}' was not found. For more details please go to \
         https://aka.ms/ARMResourceNotFoundFix",
        group.map(last).unwrap_or_default()
    );
    Refusal::missing("ResourceNotFound", text)
}
