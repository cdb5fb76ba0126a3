//! Whether a caller may do something: the walk that Azure documents, over this state.

use serde_json::Value;

use super::built_in;
use super::condition::{self, Facts};
use super::pattern::matches;
use super::role::Permission;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::Scope;
use crate::sandbox::state::State;
use crate::sandbox::tenant::Tenant;

/// The principal that a deny assignment names for everybody.
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

/// Who calls: an object of the directory, with all the groups that contain it.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Caller {
    pub(in crate::sandbox) oid: String,
    /// The object and its groups, by lower-case id.
    pub(in crate::sandbox) identities: Vec<String>,
}

impl Tenant {
    /// Finds a caller by its object id.
    pub(in crate::sandbox) fn caller(&self, oid: &str) -> Caller {
        let mut identities = self.state.directory.all_groups_of(oid);
        identities.push(oid.to_owned());
        Caller {
            oid: oid.to_owned(),
            identities,
        }
    }

    /// Refuses what the caller may not do at a scope.
    pub(in crate::sandbox) fn allow(
        &self,
        caller: &Caller,
        action: &str,
        scope: &Scope,
    ) -> Result<(), Refusal> {
        self.allow_with(caller, action, scope, &Facts::default())
    }

    /// Refuses what the caller may not do at a scope, where conditions ask what it is about.
    pub(in crate::sandbox) fn allow_with(
        &self,
        caller: &Caller,
        action: &str,
        scope: &Scope,
        facts: &Facts,
    ) -> Result<(), Refusal> {
        let allowed = self.may(caller, action, scope, facts);
        let refusal = || Refusal::unauthorized(&caller.oid, action, &scope.text);
        allowed.then_some(()).ok_or_else(refusal)
    }

    /// Refuses what a deny assignment on a thing itself forbids, as stacks make them.
    pub(in crate::sandbox) fn undenied(
        &self,
        caller: &Caller,
        action: &str,
        id: &Scope,
    ) -> Result<(), Refusal> {
        let denied = self
            .state
            .denied(caller, action, std::slice::from_ref(&id.key));
        let refusal = || Refusal::denied(&caller.oid, action, &id.text);
        (!denied).then_some(()).ok_or_else(refusal)
    }

    /// Tells whether a caller may do something at a scope.
    pub(in crate::sandbox) fn may(
        &self,
        caller: &Caller,
        action: &str,
        scope: &Scope,
        facts: &Facts,
    ) -> bool {
        let chain = self.state.chain(&scope.key);
        if self.state.denied(caller, action, &chain) {
            return false;
        }
        let held = caller
            .identities
            .iter()
            .flat_map(|id| self.state.assignments.of(id));
        let mut held = held.filter(|held| chain.contains(&held.scope_key()));
        held.any(|held| {
            let blocks = self.state.permissions(&held.role);
            let mut blocks = blocks.iter().filter(|block| block.allows(action));
            let holds = |text: Option<&String>| {
                text.is_none_or(|text| condition::holds(text, action, facts))
            };
            blocks.any(|block| holds(block.condition.as_ref())) && holds(held.condition.as_ref())
        })
    }

    /// Lists the blocks that a caller holds at a scope.
    pub(in crate::sandbox) fn held(&self, caller: &Caller, scope: &Scope) -> Vec<Permission> {
        let chain = self.state.chain(&scope.key);
        let held = caller
            .identities
            .iter()
            .flat_map(|id| self.state.assignments.of(id));
        let held = held.filter(|held| chain.contains(&held.scope_key()));
        held.flat_map(|held| self.state.permissions(&held.role))
            .collect()
    }
}

impl State {
    /// Returns the blocks of a role, custom or built in, by its GUID.
    pub(in crate::sandbox) fn permissions(&self, role: &str) -> Vec<Permission> {
        match self.roles.get(role) {
            Some(role) => role.permissions.clone(),
            None => built_in::permissions(role),
        }
    }

    /// Tells whether a deny assignment takes an action from a caller.
    fn denied(&self, caller: &Caller, action: &str, chain: &[String]) -> bool {
        let mut scopes = chain.iter().enumerate();
        scopes.any(|(distance, scope)| {
            let start = format!(
                "{}/providers/microsoft.authorization/denyassignments/",
                scope.trim_end_matches('/')
            );
            let mut denies = self.below(&start);
            denies.any(|(_, deny)| {
                let properties = deny.body.get("properties").unwrap_or(&Value::Null);
                denies_action(properties, action)
                    && names(properties.get("principals"), caller)
                    && !names(properties.get("excludePrincipals"), caller)
                    && (distance == 0
                        || properties.get("doNotApplyToChildScopes") != Some(&Value::Bool(true)))
            })
        })
    }
}

impl Permission {
    /// Tells whether the block grants an action of the control plane.
    fn allows(&self, action: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, action));
        any(&self.actions) && !any(&self.not_actions)
    }
}

/// Tells whether the blocks of a deny assignment cover an action.
fn denies_action(properties: &Value, action: &str) -> bool {
    let blocks = properties.get("permissions").and_then(Value::as_array);
    let mut blocks = blocks.into_iter().flatten();
    blocks.any(|block| {
        let block = serde_json::from_value::<Permission>(block.clone()).unwrap_or_default();
        block.allows(action)
    })
}

/// Tells whether a list of principals names a caller, one of its groups, or everybody.
fn names(principals: Option<&Value>, caller: &Caller) -> bool {
    let mut principals = principals.and_then(Value::as_array).into_iter().flatten();
    principals.any(|principal| {
        let id = principal
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut identities = caller.identities.iter();
        id == EVERYONE || identities.any(|known| known.eq_ignore_ascii_case(id))
    })
}
