//! The directory: users, groups, service principals, applications, and who belongs to what.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::state::swap;

/// How many objects a walk over nested groups looks at.
const WALK: usize = 100_000;

/// What an object of the directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ObjectKind {
    /// A person.
    User,
    /// A group.
    Group,
    /// An application or managed identity in this tenant: what holds access.
    ServicePrincipal,
    /// The registration of an application; holds no access.
    Application,
    /// A device.
    Device,
}

/// An object of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Object {
    /// The object id.
    pub id: String,
    /// What it is.
    pub kind: ObjectKind,
    /// The name that people read.
    pub display_name: String,
    /// How a user signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_principal_name: Option<String>,
    /// The client id of an application or service principal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// Whether a service principal is that of a managed identity.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub managed_identity: bool,
    /// Other names of a service principal; that of a managed identity has the id of its resource.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative_names: Vec<String>,
    /// Whether a user is a guest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guest: bool,
    /// Whether a group may be given roles of the directory.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assignable_to_role: bool,
    /// The direct members of a group, by object id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The secrets by which an application or service principal signs in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The outside identities that may sign in as it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub federated_credentials: Vec<FederatedCredential>,
}

/// An outside identity that may sign in as an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FederatedCredential {
    /// Its id, made by the sandbox where a seed leaves it out.
    #[serde(default)]
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who signs the assertion.
    pub issuer: String,
    /// Whom the assertion is about.
    pub subject: String,
    /// For whom the assertion is made.
    pub audiences: Vec<String>,
}

/// The objects, and the groups of each.
#[derive(Debug, Default)]
pub(super) struct Directory {
    objects: BTreeMap<String, Object>,
    by_app: BTreeMap<(String, bool), String>,
    groups_of: BTreeMap<String, BTreeSet<String>>,
}

impl ObjectKind {
    /// Writes the word of `principalType`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::Application => "Application",
            Self::Device => "Device",
        }
    }
}

impl Object {
    /// Makes an object with a name and nothing else.
    pub(super) fn new(id: &str, kind: ObjectKind, name: &str) -> Self {
        Self {
            id: id.to_lowercase(),
            kind,
            display_name: name.to_owned(),
            user_principal_name: None,
            app_id: None,
            managed_identity: false,
            alternative_names: Vec::new(),
            guest: false,
            assignable_to_role: false,
            members: Vec::new(),
            secrets: Vec::new(),
            federated_credentials: Vec::new(),
        }
    }
}

impl Directory {
    /// Finds an object by its lower-case id.
    pub(super) fn get(&self, id: &str) -> Option<&Object> {
        self.objects.get(id)
    }

    /// Finds the service principal of a client id.
    pub(super) fn service_principal(&self, app: &str) -> Option<&Object> {
        let id = self.by_app.get(&(app.to_lowercase(), true))?;
        self.objects.get(id)
    }

    /// Finds the application of a client id.
    pub(super) fn application(&self, app: &str) -> Option<&Object> {
        let id = self.by_app.get(&(app.to_lowercase(), false))?;
        self.objects.get(id)
    }

    /// Lists all objects by id.
    pub(super) fn all(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// Sets or removes an object and returns what was there.
    pub(super) fn set(&mut self, id: &str, value: Option<Object>) -> Option<Object> {
        let before = swap(&mut self.objects, id, None);
        if let Some(before) = &before {
            self.by_app.remove(&app_key(before));
            for member in &before.members {
                if let Some(groups) = self.groups_of.get_mut(member) {
                    groups.remove(id);
                }
            }
        }
        if let Some(value) = value {
            if value.app_id.is_some() {
                self.by_app.insert(app_key(&value), id.to_owned());
            }
            for member in &value.members {
                let groups = self.groups_of.entry(member.clone()).or_default();
                groups.insert(id.to_owned());
            }
            self.objects.insert(id.to_owned(), value);
        }
        before
    }

    /// Lists the groups that directly contain an object.
    pub(super) fn groups_of(&self, id: &str) -> impl Iterator<Item = &str> {
        let groups = self.groups_of.get(id).into_iter().flatten();
        groups.map(String::as_str)
    }

    /// Lists the groups that contain an object, directly or through others.
    pub(super) fn all_groups_of(&self, id: &str) -> Vec<String> {
        walk(id, |id| self.groups_of(id).map(str::to_owned).collect())
    }

    /// Lists the members of a group, directly or through others.
    pub(super) fn all_members_of(&self, id: &str) -> Vec<String> {
        walk(id, |id| {
            let group = self.objects.get(id);
            group.map(|group| group.members.clone()).unwrap_or_default()
        })
    }
}

/// Lists what is reached from an object, each once, the object itself left out.
fn walk(id: &str, next: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(one) = open.pop() {
        for found in next(&one) {
            if found != id && seen.len() < WALK && seen.insert(found.clone()) {
                open.push(found);
            }
        }
    }
    seen.into_iter().collect()
}

fn app_key(object: &Object) -> (String, bool) {
    let app = object.app_id.as_deref().unwrap_or_default().to_lowercase();
    (app, object.kind == ObjectKind::ServicePrincipal)
}
