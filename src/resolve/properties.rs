//! The properties that each kind of declaration has.

mod bodies;
mod keys;
mod overrides;
mod repeats;
mod shapes;
mod tables;
mod words;

use crate::syntax::ast::{Body, MemberKind, Property};

pub(super) use keys::is_told_by_its_shape;
pub(super) use shapes::{Shape, is_duration};
pub(super) use tables::{setting, settings, tables};

/// Lists the properties of a body, those of a matching `override` in place of what stands outside.
pub(super) fn properties<'b>(body: Option<&'b Body>, environment: &str) -> Vec<&'b Property> {
    let members = body.map_or(&[][..], |body| &body.members);
    let mut found: Vec<&Property> = Vec::new();
    for member in members {
        if let MemberKind::Property(property) = &member.kind {
            found.push(property);
        }
    }
    for member in members {
        let MemberKind::Override(over) = &member.kind else {
            continue;
        };
        if !over
            .environments
            .iter()
            .any(|name| name.text == environment)
        {
            continue;
        }
        for property in properties(Some(&over.body), environment) {
            found.retain(|old| old.key.text != property.key.text);
            found.push(property);
        }
    }
    found
}

/// Finds a property by key.
pub(super) fn find<'b>(properties: &[&'b Property], key: &str) -> Option<&'b Property> {
    properties
        .iter()
        .find(|property| property.key.text == key)
        .copied()
}
