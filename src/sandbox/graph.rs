//! Microsoft Graph, as far as it tells who is who and who belongs to what.

use serde::Deserialize;
use serde_json::{Value, json};

use super::directory::{Object, ObjectKind};
use super::page::Cut;
use super::rbac::{Clause, clauses};
use super::refusal::Refusal;
use super::tenant::Tenant;
use super::wire::{Method, Request, Response};

/// How many ids one question may name.
const MOST_IDS: usize = 1000;

/// Which objects are asked for by their ids.
#[derive(Debug, Deserialize)]
struct ByIds {
    ids: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
}

impl Tenant {
    /// Answers a request to Microsoft Graph.
    pub(super) fn graph(&mut self, request: &Request) -> Result<Response, Refusal> {
        self.sign_in_to_graph(request)?;
        let words: Vec<_> = request
            .segments
            .iter()
            .skip(1)
            .map(String::as_str)
            .collect();
        match (request.method, words.as_slice()) {
            (Method::Post, ["directoryObjects", "getByIds" | "microsoft.graph.getByIds"]) => {
                self.by_ids(request)
            }
            (Method::Get, ["organization"]) => {
                let one = json!({"id": self.identity.tenant, "displayName": "sandbox"});
                Ok(Response::json(200, &json!({"value": [one]})))
            }
            (Method::Get, [set]) => self.graph_list(request, set),
            (Method::Get, [set, id]) => {
                let found = self.graph_object(set, id)?;
                Ok(Response::json(200, &shown(found)))
            }
            (Method::Get, [set, id, relation, ..]) => {
                let id = self.graph_object(set, id)?.id.clone();
                self.related(request, &id, relation, words.get(3).copied())
            }
            (Method::Post, [set, id, "getMemberGroups"]) => {
                let id = self.graph_object(set, id)?.id.clone();
                let groups = self.state.directory.all_groups_of(&id);
                Ok(Response::json(200, &json!({"value": groups})))
            }
            (method, _) => Err(Refusal::new(
                405,
                "Request_BadRequest",
                format!("No method {} here.", method.word()),
            )),
        }
    }

    fn by_ids(&self, request: &Request) -> Result<Response, Refusal> {
        let asked: ByIds = request.json()?;
        if asked.ids.len() > MOST_IDS {
            let text = format!("Too many ids: at most {MOST_IDS} are allowed.");
            return Err(Refusal::bad("Request_BadRequest", text));
        }
        let wanted = |object: &&Object| {
            let word = word(object.kind);
            asked.types.is_empty()
                || asked
                    .types
                    .iter()
                    .any(|kind| kind.eq_ignore_ascii_case(word))
        };
        let found = asked
            .ids
            .iter()
            .filter_map(|id| self.state.directory.get(&id.to_lowercase()));
        let found: Vec<_> = found.filter(wanted).map(shown).collect();
        Ok(Response::json(200, &json!({"value": found})))
    }

    fn graph_list(&self, request: &Request, set: &str) -> Result<Response, Refusal> {
        let kind = kind_of(set)?;
        // An alternate key stands in the path as in `servicePrincipals(appId='…')`.
        if set.contains('(') {
            let found = self.by_key(set)?;
            return Ok(Response::json(200, &shown(found)));
        }
        let clauses = clauses(request.query.get("$filter")).map_err(|refusal| Refusal {
            code: "Request_UnsupportedQuery".to_owned(),
            ..refusal
        })?;
        let all = self
            .state
            .directory
            .all()
            .filter(|object| kind.is_none_or(|kind| object.kind == kind));
        let mut found = Vec::new();
        for object in all {
            let mut takes = true;
            for clause in &clauses {
                takes &= fits(object, clause)?;
            }
            if takes {
                found.push((object.id.as_str(), object));
            }
        }
        Ok(self.graph_page(request, found))
    }

    fn graph_page(&self, request: &Request, found: Vec<(&str, &Object)>) -> Response {
        let size = self.orders.page_size.min(999);
        let cut = Cut::of_graph(
            request,
            if request.query.get("$top").is_some() {
                size
            } else {
                size.min(100)
            },
        );
        cut.page(request, found.into_iter(), shown)
    }

    fn graph_object(&self, set: &str, id: &str) -> Result<&Object, Refusal> {
        let kind = kind_of(set)?;
        if set.contains('(') {
            return self.by_key(set);
        }
        let mut all = self.state.directory.all();
        let by_id = self.state.directory.get(&id.to_lowercase());
        let by_name = || {
            all.find(|object| {
                let name = object.user_principal_name.as_deref();
                object.kind == ObjectKind::User
                    && name.is_some_and(|name| name.eq_ignore_ascii_case(id))
            })
        };
        let found = by_id.or_else(by_name);
        let found = found.filter(|object| kind.is_none_or(|kind| object.kind == kind));
        found.ok_or_else(|| no_such_object(id))
    }

    /// Finds an object by an alternate key, as in `servicePrincipals(appId='…')` and `users('…')`.
    fn by_key(&self, set: &str) -> Result<&Object, Refusal> {
        let (name, inner) = set.split_once('(').unwrap_or((set, ""));
        let inner = inner.trim_end_matches(')');
        let (key, value) = inner.split_once('=').unwrap_or(("id", inner));
        let value = value.trim_matches('\'').replace("''", "'");
        let directory = &self.state.directory;
        let found = match (name, key) {
            ("servicePrincipals", "appId") => directory.service_principal(&value),
            ("applications", "appId") => directory.application(&value),
            (_, "id") => return self.graph_object(name, &value),
            _ => None,
        };
        found.ok_or_else(|| no_such_object(&value))
    }

    fn related(
        &self,
        request: &Request,
        id: &str,
        relation: &str,
        cast: Option<&str>,
    ) -> Result<Response, Refusal> {
        let directory = &self.state.directory;
        let object = directory.get(id).ok_or_else(|| no_such_object(id))?;
        let ids = match relation {
            "members" => object.members.clone(),
            "transitiveMembers" => directory.all_members_of(id),
            "memberOf" => directory.groups_of(id).map(str::to_owned).collect(),
            "transitiveMemberOf" => directory.all_groups_of(id),
            "owners" => Vec::new(),
            "federatedIdentityCredentials" => {
                return Ok(Response::json(
                    200,
                    &json!({"value": object.federated_credentials}),
                ));
            }
            _ => {
                let text = format!("Resource not found for the segment '{relation}'.");
                return Err(Refusal::bad("BadRequest", text));
            }
        };
        let wanted = cast.and_then(|cast| cast.strip_prefix("microsoft.graph."));
        let found = ids.iter().filter_map(|id| directory.get(id));
        let found = found.filter(|object| wanted.is_none_or(|wanted| word(object.kind) == wanted));
        Ok(self.graph_page(
            request,
            found.map(|object| (object.id.as_str(), object)).collect(),
        ))
    }
}

/// Reads which objects a set holds; `directoryObjects` holds all.
fn kind_of(set: &str) -> Result<Option<ObjectKind>, Refusal> {
    match set.split('(').next().unwrap_or_default() {
        "users" => Ok(Some(ObjectKind::User)),
        "groups" => Ok(Some(ObjectKind::Group)),
        "servicePrincipals" => Ok(Some(ObjectKind::ServicePrincipal)),
        "applications" => Ok(Some(ObjectKind::Application)),
        "devices" => Ok(Some(ObjectKind::Device)),
        "directoryObjects" => Ok(None),
        other => {
            let text = format!("Resource not found for the segment '{other}'.");
            Err(Refusal::bad("BadRequest", text))
        }
    }
}

/// Tells whether an object has the value that a filter asks for.
fn fits(object: &Object, clause: &Clause) -> Result<bool, Refusal> {
    let unsupported = || {
        let text = "Unsupported or invalid query filter clause specified.";
        Refusal::bad("Request_UnsupportedQuery", text)
    };
    let Clause::Equal(name, value) = clause else {
        return Err(unsupported());
    };
    let own = match name.as_str() {
        "id" => Some(&object.id),
        "displayname" => Some(&object.display_name),
        "userprincipalname" | "mail" => object.user_principal_name.as_ref(),
        "appid" => object.app_id.as_ref(),
        _ => return Err(unsupported()),
    };
    Ok(own.is_some_and(|own| own.eq_ignore_ascii_case(value)))
}

/// Returns the word for a kind in the types of Microsoft Graph.
fn word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::User => "user",
        ObjectKind::Group => "group",
        ObjectKind::ServicePrincipal => "servicePrincipal",
        ObjectKind::Application => "application",
        ObjectKind::Device => "device",
    }
}

/// Shows an object; secrets stay where they are.
fn shown(object: &Object) -> Value {
    let mut shown = json!({
        "@odata.type": format!("#microsoft.graph.{}", word(object.kind)),
        "id": object.id, "displayName": object.display_name,
    });
    let more = match object.kind {
        ObjectKind::User => json!({
            "userPrincipalName": object.user_principal_name,
            "mail": object.user_principal_name,
            "userType": if object.guest { "Guest" } else { "Member" },
        }),
        ObjectKind::Group => json!({
            "securityEnabled": true, "mailEnabled": false, "groupTypes": [],
            "isAssignableToRole": object.assignable_to_role,
        }),
        ObjectKind::ServicePrincipal => json!({
            "appId": object.app_id, "alternativeNames": object.alternative_names,
            "servicePrincipalNames": [object.app_id],
            "servicePrincipalType": if object.managed_identity { "ManagedIdentity" } else { "Application" },
            "appDisplayName": object.display_name,
        }),
        ObjectKind::Application => json!({"appId": object.app_id}),
        ObjectKind::Device => json!({}),
    };
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    shown
}

fn no_such_object(id: &str) -> Refusal {
    let text = format!(
        "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
    );
    Refusal::missing("Request_ResourceNotFound", text)
}
