//! The values that properties hold, and those that are missing.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::EnvironmentId;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Property, Text, Thing, Value};

impl Resolver<'_> {
    /// Reads the GUIDs of a property, one or a list.
    pub(in crate::resolve) fn guids(
        &mut self,
        property: &Property,
        environment: Option<EnvironmentId>,
    ) -> Vec<SmolStr> {
        let mut found = Vec::new();
        for value in &property.values {
            let texts = match value {
                Value::Text(text) => vec![text],
                Value::List(values, _) => values.iter().filter_map(as_text).collect(),
                _ => Vec::new(),
            };
            for text in texts {
                found.extend(self.guid(text, environment));
            }
        }
        found
    }

    /// Reads the one GUID of a property.
    pub(in crate::resolve) fn only_guid(&mut self, property: &Property) -> Option<SmolStr> {
        self.guids(property, None).into_iter().next()
    }

    /// Reports a property that must be there.
    pub(in crate::resolve) fn missing(&mut self, thing: &Thing, key: &str, example: &str) {
        let message = format!("{} `{}` has no `{key}`", thing.kind.text, thing.name.text);
        let found = Diagnostic::new(
            codes::MISSING_PROPERTY,
            Severity::Error,
            thing.name.span,
            message,
        );
        let edit = match &thing.body {
            Some(body) => Edit::add_member(body.span, example),
            None => Edit::insert_after(thing.span, format!(" {{ {example} }}")),
        };
        self.report(found.suggest(format!("add `{example}`"), vec![edit]));
    }
}

/// Returns the single word of a property.
pub(in crate::resolve) fn word_of(property: &Property) -> Option<SmolStr> {
    match property.values.first() {
        Some(Value::Reference(reference)) => Some(reference.path.clone()),
        _ => None,
    }
}

/// Returns the single string of a property.
pub(in crate::resolve) fn text_of(property: &Property) -> Option<&Text> {
    property.values.first().and_then(as_text)
}

pub(super) fn as_text(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Lists the labels among properties.
pub(in crate::resolve) fn labels(properties: &[&Property]) -> Vec<SmolStr> {
    let named = properties
        .iter()
        .filter(|property| property.key.text == "label");
    let values = named.flat_map(|property| &property.values);
    let words = values.filter_map(|value| match value {
        Value::Reference(reference) => Some(reference.path.clone()),
        _ => None,
    });
    words.collect()
}
