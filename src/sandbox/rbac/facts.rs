//! What a caller asks about access itself: its permissions, the operations there are, the numbers used.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::permit::Caller;
use crate::catalog::{Catalog, Operation, Plane};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::Path;
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};

impl Tenant {
    /// Answers with the blocks that the caller holds at a scope.
    pub(in crate::sandbox) fn permissions(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        let action = "Microsoft.Authorization/permissions/read";
        self.allow(caller, action, &path.scope)?;
        self.scope_exists(&path.scope)?;
        Ok(Response::json(
            200,
            &json!({"value": self.held(caller, &path.scope)}),
        ))
    }

    /// Answers with the operations of one provider, or of all.
    pub(in crate::sandbox) fn operations(
        request: &Request,
        path: &Path,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        let expand = request.query.get("$expand");
        let expand = expand.is_some_and(|word| word.eq_ignore_ascii_case("resourceTypes"));
        let catalog = Catalog::embedded();
        let Some(name) = path.name() else {
            let all = catalog.operations().map(|(_, operation)| operation);
            return Ok(Response::json(
                200,
                &json!({"value": providers(all, expand)}),
            ));
        };
        let range = catalog.prefix(&format!("{name}/"));
        let found = range.map(|id| catalog.operation(crate::catalog::OperationId(id)));
        let found = providers(found, expand).pop().ok_or_else(|| {
            let text = format!("Provider with name '{name}' could not be found.");
            Refusal::missing("ProviderNotFound", text)
        })?;
        Ok(Response::json(200, &found))
    }

    /// Answers how many assignments a subscription holds, and how many it may.
    pub(in crate::sandbox) fn usage_metrics(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        let action = "Microsoft.Authorization/roleAssignments/read";
        self.allow(caller, action, &path.scope)?;
        self.scope_exists(&path.scope)?;
        let (current, limit) = match path.scope.subscription() {
            Some(id) => (
                self.state.assignments.count(id),
                self.orders.limits.assignments_of_subscription,
            ),
            None => (
                self.state.assignments.at(&path.scope.key).count(),
                self.orders.limits.assignments_of_management_group,
            ),
        };
        let body = json!({
            "roleAssignmentsLimit": limit,
            "roleAssignmentsCurrentCount": current,
            "roleAssignmentsRemainingCount": limit.saturating_sub(current),
        });
        Ok(Response::json(200, &body))
    }
}

/// Shows operations by provider, and within one by resource type.
fn providers(operations: impl Iterator<Item = Operation>, expand: bool) -> Vec<Value> {
    let mut grouped: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for operation in operations {
        let (provider, rest) = operation
            .name
            .split_once('/')
            .unwrap_or((operation.name, ""));
        let (kind, verb) = rest.rsplit_once('/').unwrap_or(("", rest));
        // An action is named by the two last words.
        let kind = if verb == "action" {
            kind.rsplit_once('/').map_or("", |(kind, _)| kind)
        } else {
            kind
        };
        let shown = json!({
            "name": operation.name, "displayName": operation.name, "description": operation.name,
            "origin": "user,system", "isDataAction": operation.plane == Plane::Data,
        });
        grouped
            .entry(provider)
            .or_default()
            .entry(kind)
            .or_default()
            .push(shown);
    }
    let shown = grouped.into_iter().map(|(provider, mut kinds)| {
        let own = kinds.remove("").unwrap_or_default();
        let kinds = kinds.into_iter().filter(|_| expand);
        let kinds = kinds.map(|(name, operations)| {
            json!({"name": name, "displayName": name, "operations": operations})
        });
        json!({
            "id": format!("/providers/Microsoft.Authorization/providerOperations/{provider}"),
            "name": provider,
            "type": "Microsoft.Authorization/providerOperations",
            "displayName": provider,
            "resourceTypes": kinds.collect::<Value>(),
            "operations": own,
        })
    });
    shown.collect()
}
