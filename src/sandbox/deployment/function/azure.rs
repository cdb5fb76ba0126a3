//! Functions about where a template is deployed, and about what is there.

use serde_json::{Value, json};

use super::{Given, id_of};
use crate::sandbox::deployment::template::{Place, World, invalid};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::scope::{is_guid, last};

/// Calls a function about the place of the deployment.
pub(super) fn place(place: &Place, name: &str) -> Given {
    let scope = &place.scope;
    let subscription = || scope.subscription().ok_or_else(|| nowhere(name));
    Ok(Some(match name {
        "subscription" => {
            let id = subscription()?;
            let path = format!("/subscriptions/{id}");
            json!({"id": path, "subscriptionId": id, "tenantId": place.tenant})
        }
        "resourcegroup" => {
            let id = scope.resource_group().ok_or_else(|| nowhere(name))?;
            let id = scope.text.get(..id.len()).unwrap_or_default();
            let name = id.rsplit('/').next().unwrap_or_default();
            json!({"id": id, "name": name, "type": "Microsoft.Resources/resourceGroups"})
        }
        "managementgroup" => {
            let own = scope.management_group().ok_or_else(|| nowhere(name))?;
            json!({"id": scope.text, "name": own})
        }
        "tenant" => json!({"tenantId": place.tenant}),
        "deployment" => json!({"name": place.name}),
        _ => return Ok(None),
    }))
}

/// Calls a function about ids, or about the resource that one names.
pub(super) fn ids(world: &World<'_>, name: &str, texts: &[String]) -> Given {
    let scope = &world.place.scope;
    let base = scope.text.trim_end_matches('/');
    let own = || {
        let id = scope.subscription().ok_or_else(|| nowhere(name))?;
        Ok::<_, Refusal>(format!("/subscriptions/{id}"))
    };
    let (first, rest) = texts.split_first().unwrap_or((&world.place.name, &[]));
    Ok(Some(match name {
        "tenantresourceid" => id("", texts)?,
        // The first argument may name another subscription.
        "subscriptionresourceid" if is_guid(first) => id(&format!("/subscriptions/{first}"), rest)?,
        "subscriptionresourceid" => id(&own()?, texts)?,
        "managementgroupresourceid" => id(base, texts)?,
        "extensionresourceid" => id(first.trim_end_matches('/'), rest)?,
        "resourceid" => {
            let at = texts.iter().position(|text| text.contains('/'));
            let (before, rest) = texts
                .split_at_checked(at.unwrap_or_default())
                .unwrap_or((&[], texts));
            match before {
                [] => id(base, rest)?,
                [group] => id(&format!("{}/resourceGroups/{group}", own()?), rest)?,
                [other, group, ..] => id(
                    &format!("/subscriptions/{other}/resourceGroups/{group}"),
                    rest,
                )?,
            }
        }
        "reference" => reference(world, first, texts.get(2))?,
        _ => return Ok(None),
    }))
}

/// Returns what is known of a resource: its properties, or all of it.
fn reference(world: &World<'_>, id: &str, how: Option<&String>) -> Result<Value, Refusal> {
    let found = (world.look)(id).ok_or_else(|| {
        let name = last(id);
        invalid(&format!("there is no resource '{name}' to refer to"))
    })?;
    if how.is_some_and(|word| word.eq_ignore_ascii_case("full")) {
        return Ok(found);
    }
    Ok(found.get("properties").cloned().unwrap_or_default())
}

fn id(base: &str, texts: &[String]) -> Result<Value, Refusal> {
    let parts = texts.split_first();
    let id = parts.and_then(|(kind, names)| id_of(base, kind, names));
    id.map(Value::String)
        .ok_or_else(|| invalid("names and type of an id do not fit"))
}

fn nowhere(name: &str) -> Refusal {
    invalid(&format!(
        "the function '{name}' has no meaning at this scope"
    ))
}
