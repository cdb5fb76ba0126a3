//! The policies of Privileged Identity Management: every role has one at every scope, and none is
//! inherited. They are read, and not changed: what they demand is ordered.

use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::sandbox::page::Cut;
use crate::sandbox::rbac::{Caller, Clause, clauses};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{Path, Scope, last};
use crate::sandbox::tenant::Tenant;
use crate::sandbox::wire::{Request, Response};
use crate::support::guid::guid;

/// The types of both.
const POLICIES: &str = "Microsoft.Authorization/roleManagementPolicies";
const ASSIGNMENTS: &str = "Microsoft.Authorization/roleManagementPolicyAssignments";

impl Tenant {
    /// Answers a request about policies, or about which role has which.
    pub(in crate::sandbox) fn policies(
        &self,
        request: &Request,
        path: &Path,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        request.only_reads()?;
        let of_roles = path.kind() == "rolemanagementpolicyassignments";
        let kind = if of_roles { ASSIGNMENTS } else { POLICIES };
        self.allow(caller, &format!("{kind}/read"), &path.scope)?;
        self.scope_exists(&path.scope)?;
        let mut roles = self.roles_at(&path.scope);
        if let Some(wanted) = path.name().map(str::to_lowercase) {
            let id = |role: &String| last(&self.shown_id(path, role, kind));
            let role = roles.into_iter().find(|role| id(role) == wanted);
            let role = role.ok_or_else(|| {
                let text = format!("The policy '{wanted}' could not be found.");
                Refusal::missing("ResourceNotFound", text)
            })?;
            return Ok(Response::json(200, &self.shown_policy(path, &role, kind)));
        }
        for clause in clauses(request.query.get("$filter"))? {
            if let Clause::Equal(name, id) = clause
                && name == "roledefinitionid"
            {
                roles.retain(|role| *role == last(&id));
            }
        }
        let items = roles.iter().map(|role| (role.as_str(), role));
        let cut = Cut::of(request, self.orders.page_size);
        Ok(cut.page(request, items, |role| self.shown_policy(path, role, kind)))
    }

    /// Lists the GUIDs of the roles that can be assigned at a scope.
    fn roles_at(&self, scope: &Scope) -> Vec<String> {
        let chain = self.state.chain(&scope.key);
        let built_in = Catalog::embedded().builtin_roles();
        let built_in = built_in.map(|role| role.id().to_lowercase());
        let custom = self.state.roles.values();
        let custom = custom.filter(|role| role.covers(&chain));
        built_in
            .chain(custom.map(|role| role.name.clone()))
            .collect()
    }

    /// Returns the id of the policy of a role, or of its assignment.
    fn shown_id(&self, path: &Path, role: &str, kind: &str) -> String {
        let name = guid(&[kind, &self.identity.tenant, &path.scope.key, role]);
        let above = path.scope.text.trim_end_matches('/');
        format!("{above}/providers/{kind}/{name}")
    }

    fn shown_policy(&self, path: &Path, role: &str, kind: &str) -> Value {
        let id = self.shown_id(path, role, kind);
        let properties = if kind == POLICIES {
            json!({"scope": path.scope.text, "rules": rules(self.orders.schedules_expire)})
        } else {
            json!({
                "scope": path.scope.text,
                "roleDefinitionId": format!(
                    "{}/providers/Microsoft.Authorization/roleDefinitions/{role}",
                    path.scope.text.trim_end_matches('/')
                ),
                "policyId": self.shown_id(path, role, POLICIES),
            })
        };
        json!({"id": id, "name": last(&id), "type": kind, "properties": properties})
    }
}

/// Lists the rules of a policy. Those that the sandbox does not go by say nothing but what they are.
fn rules(expires: bool) -> Vec<Value> {
    let expiration =
        |duration: &str| json!({"isExpirationRequired": expires, "maximumDuration": duration});
    let enablement = || json!({"enabledRules": []});
    let mut rules = vec![
        rule("Expiration", "Admin_Eligibility", expiration("P365D")),
        rule("Expiration", "Admin_Assignment", expiration("P365D")),
        rule("Expiration", "EndUser_Assignment", expiration("PT8H")),
        rule("Enablement", "Admin_Assignment", enablement()),
        rule("Enablement", "EndUser_Assignment", enablement()),
        rule("Approval", "EndUser_Assignment", json!({})),
        rule("AuthenticationContext", "EndUser_Assignment", json!({})),
    ];
    for told in ["Admin", "Requestor", "Approver"] {
        for of in [
            "Admin_Eligibility",
            "Admin_Assignment",
            "EndUser_Assignment",
        ] {
            let mut rule = rule("Notification", of, json!({}));
            if let Some(id) = rule.get_mut("id") {
                *id = json!(format!("Notification_{told}_{of}"));
            }
            rules.push(rule);
        }
    }
    rules
}

fn rule(kind: &str, of: &str, own: Value) -> Value {
    let (caller, level) = of.split_once('_').unwrap_or((of, ""));
    let mut rule = json!({
        "id": format!("{kind}_{of}"),
        "ruleType": format!("RoleManagementPolicy{kind}Rule"),
        "target": {
            "caller": caller, "operations": ["All"], "level": level,
            "targetObjects": [], "inheritableSettings": [], "enforcedSettings": [],
        },
    });
    if let (Some(rule), Value::Object(own)) = (rule.as_object_mut(), own) {
        rule.extend(own);
    }
    rule
}
