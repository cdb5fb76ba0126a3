//! Seeds: a plain description of a world, put into the tenant at once.

mod shape;

use serde_json::{Value, json};

pub use shape::{Seed, SeedAssignment, SeedGroup, SeedRole, SeedSubscription};

use super::directory::{Object, ObjectKind};
use super::documents::shaped;
use super::groups::RESOURCE_GROUP;
use super::rbac::{Assignment, Permission, Role, built_in_named, name_of_assignment};
use super::refusal::Refusal;
use super::scope::{Scope, is_guid};
use super::state::{Change, Document};
use super::tenant::Tenant;
use crate::support::guid::guid;

impl Tenant {
    /// Puts a world into the tenant; what has the same id is replaced.
    pub(super) fn seed(&mut self, seed: Seed) -> Result<(), Refusal> {
        for object in seed.objects {
            self.seed_object(object)?;
        }
        for group in seed.management_groups {
            self.seed_group(&group);
        }
        for subscription in seed.subscriptions {
            self.seed_subscription(&subscription)?;
        }
        for resource in seed.resources {
            self.seed_resource(resource)?;
        }
        for role in seed.roles {
            self.seed_role(role)?;
        }
        for assignment in seed.assignments {
            self.seed_assignment(assignment)?;
        }
        Ok(())
    }

    fn seed_object(&mut self, mut object: Object) -> Result<(), Refusal> {
        object.id = object.id.to_lowercase();
        if !is_guid(&object.id) {
            return Err(refuse(&object.id, "is no object id: a GUID is needed"));
        }
        for member in &mut object.members {
            *member = member.to_lowercase();
        }
        for one in &mut object.federated_credentials {
            if one.id.is_empty() {
                one.id = guid(&[&object.id, &one.name]).to_string();
            }
        }
        self.change(Change::Object(object.id.clone(), Some(Box::new(object))));
        Ok(())
    }

    fn seed_group(&mut self, group: &SeedGroup) {
        let id = Scope::new(&format!(
            "/providers/Microsoft.Management/managementGroups/{}",
            group.name
        ));
        let body = json!({
            "id": id.text, "type": "Microsoft.Management/managementGroups", "name": group.name,
            "properties": {
                "tenantId": self.identity.tenant,
                "displayName": group.display_name.as_ref().unwrap_or(&group.name),
            },
        });
        let parent = self.group_key(group.parent.as_deref());
        self.change(Change::Document(
            id.key,
            Some(Document {
                body,
                parent: Some(parent),
            }),
        ));
    }

    fn seed_subscription(&mut self, given: &SeedSubscription) -> Result<(), Refusal> {
        let id = given.id.to_lowercase();
        if !is_guid(&id) {
            return Err(refuse(&id, "is no subscription id: a GUID is needed"));
        }
        let body = json!({
            "id": format!("/subscriptions/{id}"), "subscriptionId": id,
            "tenantId": self.identity.tenant,
            "displayName": given.display_name.as_ref().unwrap_or(&given.id),
            "state": "Enabled", "authorizationSource": "RoleBased", "managedByTenants": [],
            "subscriptionPolicies": {
                "locationPlacementId": "Public_2014-09-01", "quotaId": "Sandbox_2014-09-01",
                "spendingLimit": "Off",
            },
        });
        let parent = self.group_key(given.management_group.as_deref());
        let key = format!("/subscriptions/{id}");
        self.change(Change::Document(
            key,
            Some(Document {
                body,
                parent: Some(parent),
            }),
        ));
        Ok(())
    }

    fn group_key(&self, name: Option<&str>) -> String {
        let name = name.unwrap_or(&self.identity.tenant).to_lowercase();
        format!("{}{name}", super::scope::MANAGEMENT_GROUPS)
    }

    /// Seeds a resource; the resource group above it is made if it is not there.
    fn seed_resource(&mut self, body: Value) -> Result<(), Refusal> {
        let text = body
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let id = Scope::new(&text);
        self.subscription_exists(&id)?;
        let Some(group) = id.resource_group() else {
            return Err(refuse(
                &text,
                "is no id of a resource group or of a resource in one",
            ));
        };
        let group = Scope::new(id.text.get(..group.len()).unwrap_or_default());
        if group.key != id.key && !self.state.documents.contains_key(&group.key) {
            let place = body.get("location").cloned();
            let place = json!({"location": place.unwrap_or_else(|| json!("westeurope"))});
            self.seed_document(shaped(place, &group, RESOURCE_GROUP), group);
        }
        let (kind, identity) = (type_of(&id), seeded_identity(&body, &id));
        if let Some(principal) = identity {
            self.change(Change::Object(
                principal.id.clone(),
                Some(Box::new(principal)),
            ));
        }
        self.seed_document(shaped(body, &id, &kind), id);
        Ok(())
    }

    fn seed_document(&mut self, body: Value, id: Scope) {
        let document = Document { body, parent: None };
        self.change(Change::Document(id.key, Some(document)));
    }

    fn seed_role(&mut self, given: SeedRole) -> Result<(), Refusal> {
        let name = given.name.to_lowercase();
        if !is_guid(&name) {
            return Err(refuse(
                &given.name,
                "is no name of a role: a GUID is needed",
            ));
        }
        let (now, by) = (self.now(), self.identity.object.clone());
        let block = Permission {
            actions: given.actions,
            not_actions: given.not_actions,
            data_actions: given.data_actions,
            not_data_actions: given.not_data_actions,
            ..Permission::default()
        };
        let role = Role {
            name: name.clone(),
            display_name: given.role_name,
            description: given.description,
            permissions: vec![block],
            assignable_scopes: given.assignable_scopes,
            created_on: now.clone(),
            updated_on: now,
            created_by: by.clone(),
            updated_by: by,
        };
        self.change(Change::Role(name, Some(role)));
        Ok(())
    }

    fn seed_assignment(&mut self, given: SeedAssignment) -> Result<(), Refusal> {
        let role = self.role_named(&given.role);
        let role = role.ok_or_else(|| refuse(&given.role, "is no role"))?;
        let principal = given.principal.to_lowercase();
        if !is_guid(&principal) {
            return Err(refuse(
                &given.principal,
                "is no object id: a GUID is needed",
            ));
        }
        let scope = Scope::new(&given.scope);
        let found = self.state.directory.get(&principal);
        let kind = found.map_or("User", |found| found.kind.word());
        let name = given.name.map(|name| name.to_lowercase());
        let name = name.unwrap_or_else(|| name_of_assignment(&scope.key, &principal, &role));
        let (now, by) = (self.now(), self.identity.object.clone());
        let held = Assignment {
            name: name.clone(),
            scope: scope.text,
            role,
            principal,
            principal_type: kind.to_owned(),
            description: given.description,
            condition_version: given.condition.as_ref().map(|_| "2.0".to_owned()),
            condition: given.condition,
            delegated_identity: None,
            created_on: now.clone(),
            updated_on: now,
            created_by: by.clone(),
            updated_by: by,
            until: None,
        };
        self.change(Change::Assignment(name, Some(held)));
        Ok(())
    }

    /// Finds the GUID of a role that is given by GUID or by name.
    fn role_named(&self, role: &str) -> Option<String> {
        if is_guid(role) {
            return Some(role.to_lowercase());
        }
        let mut custom = self.state.roles.values();
        let custom = custom.find(|custom| custom.display_name.eq_ignore_ascii_case(role));
        custom
            .map(|custom| custom.name.clone())
            .or_else(|| built_in_named(role))
    }
}

/// Returns the type that an id names.
fn type_of(id: &Scope) -> String {
    let Some((_, resource)) = id.text.rsplit_once("/providers/") else {
        return RESOURCE_GROUP.to_owned();
    };
    let mut words = resource.split('/');
    let provider = words.next().unwrap_or_default();
    let kinds: Vec<_> = words.step_by(2).collect();
    format!("{provider}/{}", kinds.join("/"))
}

/// Makes the service principal of a managed identity that is seeded with its ids.
fn seeded_identity(body: &Value, id: &Scope) -> Option<Object> {
    let is_one =
        type_of(id).eq_ignore_ascii_case("Microsoft.ManagedIdentity/userAssignedIdentities");
    let object = body
        .pointer("/properties/principalId")
        .filter(|_| is_one)?
        .as_str()?;
    let client = body.pointer("/properties/clientId").and_then(Value::as_str);
    let name = id.text.rsplit('/').next().unwrap_or_default();
    Some(Object {
        app_id: client.map(str::to_owned),
        managed_identity: true,
        alternative_names: vec![id.text.clone()],
        ..Object::new(object, ObjectKind::ServicePrincipal, name)
    })
}

fn refuse(what: &str, why: &str) -> Refusal {
    Refusal::bad("InvalidSeed", format!("'{what}' {why}."))
}
