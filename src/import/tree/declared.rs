//! What the policy set declares already.

use smol_str::SmolStr;

use super::Garden;
use crate::import::Known;
use crate::syntax::ast::{Body, Declaration, MemberKind, Name, Property, RoleMember, Thing, Value};

/// Takes the names that are declared, and the Azure ids behind them.
pub(super) fn learn(known: Known<'_>, garden: &mut Garden) {
    for (id, reference) in known.scopes {
        garden.places.know(id, reference);
    }
    for (id, reference) in known.principals {
        garden.identities.know(id, reference);
    }
    for (id, name) in known.roles {
        garden.by_id.insert(id.to_ascii_lowercase(), name.into());
    }
    for item in known.files.iter().flat_map(|file| &file.items) {
        match &item.declaration {
            Declaration::Resource(thing) => {
                garden.names.take(&thing.name.text);
                resource(thing, garden);
            }
            Declaration::Identity(thing) => {
                garden.names.take(&thing.name.text);
                if let Some(id) = text(thing.body.as_ref(), "object-id") {
                    // An instance of a managed identity cannot be named without its environment.
                    if thing.kind.text != "managed-identity" {
                        garden.identities.know(&id, &thing.name.text);
                    }
                }
            }
            Declaration::Role(role) => {
                let properties = role.members.iter().filter_map(|member| match member {
                    RoleMember::Property(property) => Some(property),
                    _ => None,
                });
                self::role(&role.name, properties, garden);
            }
            Declaration::Capability(capability) => garden.names.take(&capability.name.text),
            Declaration::Stage(stage) => garden.names.take(&stage.name.text),
            Declaration::Baseline(baseline) => garden.names.take(&baseline.name.text),
            Declaration::Template(template) => garden.names.take(&template.name.text),
            _ => {}
        }
    }
}

fn resource(thing: &Thing, garden: &mut Garden) {
    let body = thing.body.as_ref();
    match thing.kind.text.as_str() {
        // One that is a resource group is not its subscription.
        "environment" if !has(body, "within") => {
            if let Some(subscription) = text(body, "subscription") {
                garden
                    .places
                    .know_environment(&subscription, &thing.name.text);
            }
        }
        "management-group" => {
            let id = text(body, "id").unwrap_or_else(|| thing.name.text.clone());
            garden.places.know_group(&id, &thing.name.text);
        }
        _ => {}
    }
}

fn role<'a>(name: &Name, properties: impl Iterator<Item = &'a Property>, garden: &mut Garden) {
    garden.names.take(&name.text);
    let mut display = name.text.clone();
    for property in properties {
        let Some(text) = plain(property) else {
            continue;
        };
        match property.key.text.as_str() {
            "name" => display = text,
            "object-id" => {
                garden
                    .by_id
                    .insert(text.to_ascii_lowercase(), name.text.clone());
            }
            _ => {}
        }
    }
    garden
        .by_display
        .insert(display.to_lowercase(), name.text.clone());
}

fn properties(body: Option<&Body>) -> impl Iterator<Item = &Property> {
    let members = body.map_or(&[][..], |body| &body.members);
    members.iter().filter_map(|member| match &member.kind {
        MemberKind::Property(property) => Some(property),
        _ => None,
    })
}

fn has(body: Option<&Body>, key: &str) -> bool {
    properties(body).any(|property| property.key.text == key)
}

fn text(body: Option<&Body>, key: &str) -> Option<SmolStr> {
    properties(body)
        .find(|property| property.key.text == key)
        .and_then(plain)
}

fn plain(property: &Property) -> Option<SmolStr> {
    match property.values.as_slice() {
        [Value::Text(text)] => text.as_plain().cloned(),
        _ => None,
    }
}
