//! A template: its parameters, variables and resources, evaluated at a scope.

mod evaluate;

use serde_json::{Map, Value};

use super::function;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::Scope;

/// How deep templates and values may nest, and how many resources one may have.
const DEEPEST: usize = 24;
const MOST: usize = 800;

/// Where a template is deployed.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) scope: Scope,
    pub(super) tenant: String,
    pub(super) name: String,
}

/// A resource, ready to be put.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) id: String,
    pub(super) body: Value,
}

/// What an expression may speak about.
pub(super) struct World<'template> {
    pub(super) place: Place,
    parameters: Value,
    definitions: Value,
    variables: Value,
    /// The position in a copy loop.
    pub(super) index: Option<usize>,
    /// What stands at an id.
    pub(super) look: &'template dyn Fn(&str) -> Option<Value>,
    depth: usize,
}

impl Place {
    pub(super) fn new(scope: &Scope, tenant: &str, name: &str) -> Self {
        Self {
            scope: scope.clone(),
            tenant: tenant.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// Refuses a template.
pub(super) fn invalid(why: &str) -> Refusal {
    Refusal::bad(
        "InvalidTemplate",
        format!("Deployment template validation failed: '{why}'."),
    )
}

/// Evaluates the template of a deployment and lists its resources in the order in which they are put.
pub(super) fn resources(
    properties: &Value,
    place: &Place,
    look: &dyn Fn(&str) -> Option<Value>,
) -> Result<Vec<Resource>, Refusal> {
    let mut found = Vec::new();
    collect(properties, place, look, 0, &mut found)?;
    // Roles and identities come before what is given to them, whatever `dependsOn` leaves out.
    found.sort_by_key(|resource: &Resource| {
        let id = resource.id.to_lowercase();
        id.contains("/microsoft.authorization/roleassignments/")
    });
    Ok(found)
}

fn collect(
    properties: &Value,
    place: &Place,
    look: &dyn Fn(&str) -> Option<Value>,
    depth: usize,
    found: &mut Vec<Resource>,
) -> Result<(), Refusal> {
    let template = properties
        .get("template")
        .ok_or_else(|| invalid("there is no template"))?;
    let part = |name: &str| template.get(name).cloned().unwrap_or(Value::Null);
    let world = World {
        place: place.clone(),
        parameters: properties.get("parameters").cloned().unwrap_or_default(),
        definitions: part("parameters"),
        variables: part("variables"),
        index: None,
        look,
        depth,
    };
    let listed = match template.get("resources") {
        Some(Value::Array(list)) => list.clone(),
        Some(Value::Object(named)) => named.values().cloned().collect(),
        _ => Vec::new(),
    };
    for resource in listed {
        if resource.get("existing") == Some(&Value::Bool(true)) {
            continue;
        }
        let copies = world.copies(&resource)?;
        for index in 0..copies.unwrap_or(1) {
            let world = World {
                index: copies.map(|_| index),
                place: world.place.clone(),
                ..world.again()
            };
            world.resource(&resource, found)?;
            if found.len() > MOST {
                return Err(invalid("there are more than 800 resources"));
            }
        }
    }
    Ok(())
}

impl World<'_> {
    fn again(&self) -> World<'_> {
        World {
            place: self.place.clone(),
            parameters: self.parameters.clone(),
            definitions: self.definitions.clone(),
            variables: self.variables.clone(),
            index: self.index,
            look: self.look,
            depth: self.depth,
        }
    }

    /// Returns how many copies of a resource are wanted, as far as it says so; beyond the limit one
    /// more is enough.
    fn copies(&self, resource: &Value) -> Result<Option<usize>, Refusal> {
        let Some(count) = resource.pointer("/copy/count") else {
            return Ok(None);
        };
        let count = self.value(count)?.as_u64();
        let count = count.ok_or_else(|| invalid("a copy count is no number"))?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Some(count.min(MOST + 1)))
    }

    /// Evaluates one resource; a nested deployment gives the resources of its own template.
    fn resource(&self, resource: &Value, found: &mut Vec<Resource>) -> Result<(), Refusal> {
        let text = |name: &str| match resource.get(name) {
            Some(value) => self
                .value(value)
                .map(|value| value.as_str().map(str::to_owned)),
            None => Ok(None),
        };
        if let Some(condition) = resource.get("condition")
            && self.value(condition)? == Value::Bool(false)
        {
            return Ok(());
        }
        let kind = text("type")?.ok_or_else(|| invalid("a resource has no type"))?;
        let name = text("name")?.ok_or_else(|| invalid("a resource has no name"))?;
        if kind.eq_ignore_ascii_case("Microsoft.Resources/deployments") {
            return self.nested(resource, &name, &text, found);
        }
        let base = match text("scope")? {
            Some(scope) => self.scope_of(&scope),
            None => self.place.scope.clone(),
        };
        let id = function::id_of(
            &base.text,
            &kind,
            &name.split('/').map(str::to_owned).collect::<Vec<_>>(),
        );
        found.push(Resource {
            id: id.ok_or_else(|| invalid("name and type do not fit"))?,
            body: Value::Object(self.body(resource)?),
        });
        Ok(())
    }

    /// Evaluates what is sent of a resource: all but what is for the deployment.
    fn body(&self, resource: &Value) -> Result<Map<String, Value>, Refusal> {
        let own = [
            "type",
            "apiVersion",
            "name",
            "scope",
            "dependsOn",
            "condition",
            "copy",
            "comments",
        ];
        let all = resource.as_object().into_iter().flatten();
        let sent = all.filter(|(key, _)| !own.contains(&key.as_str()));
        sent.map(|(key, value)| Ok((key.clone(), self.value(value)?)))
            .collect()
    }

    fn nested(
        &self,
        resource: &Value,
        name: &str,
        text: &dyn Fn(&str) -> Result<Option<String>, Refusal>,
        found: &mut Vec<Resource>,
    ) -> Result<(), Refusal> {
        if self.depth >= DEEPEST {
            return Err(invalid("deployments are nested too deep"));
        }
        let scope = self.scope_of_nested(text)?;
        let mut properties = resource.get("properties").cloned().unwrap_or_default();
        let inner = properties
            .pointer("/expressionEvaluationOptions/scope")
            .and_then(Value::as_str);
        if !inner.is_some_and(|scope| scope.eq_ignore_ascii_case("inner")) {
            return Err(invalid(
                "a nested template must evaluate its expressions by itself (scope inner)",
            ));
        }
        if let Some(given) = properties.get("parameters").cloned()
            && let Some(fields) = properties.as_object_mut()
        {
            fields.insert("parameters".to_owned(), self.value(&given)?);
        }
        let place = Place {
            scope,
            name: name.to_owned(),
            ..self.place.clone()
        };
        collect(&properties, &place, self.look, self.depth + 1, found)
    }

    /// Reads where a nested deployment goes.
    fn scope_of_nested(
        &self,
        text: &dyn Fn(&str) -> Result<Option<String>, Refusal>,
    ) -> Result<Scope, Refusal> {
        let own = || self.place.scope.subscription().map(str::to_owned);
        let named = text("subscriptionId")?;
        Ok(match (text("scope")?, text("resourceGroup")?, named) {
            (Some(scope), _, _) => self.scope_of(&scope),
            (None, Some(group), named) => match named.or_else(own) {
                Some(id) => Scope::new(&format!("/subscriptions/{id}/resourceGroups/{group}")),
                None => self.place.scope.clone(),
            },
            (None, None, Some(id)) => Scope::new(&format!("/subscriptions/{id}")),
            (None, None, None) => self.place.scope.clone(),
        })
    }

    /// Reads a scope: a whole id, or a resource of the scope of the deployment.
    fn scope_of(&self, text: &str) -> Scope {
        let lower = text.to_lowercase();
        if lower.starts_with("/subscriptions/") || lower.starts_with("/providers/") || lower == "/"
        {
            return Scope::new(text);
        }
        let words: Vec<_> = text.split('/').collect();
        if lower.starts_with("microsoft.management/managementgroups/") {
            return Scope::new(&format!("/providers/{text}"));
        }
        let provider = words.first().copied().unwrap_or_default();
        let rest = words.get(1..).unwrap_or_default().join("/");
        Scope::new(&format!(
            "{}/providers/{provider}/{rest}",
            self.place.scope.text.trim_end_matches('/')
        ))
    }
}
