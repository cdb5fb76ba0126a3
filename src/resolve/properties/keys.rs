//! Checks of single properties, by their keys.

use super::tables::tables;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::resolve::names::a;
use crate::resolve::nearest::nearest;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Name, Property, Value};

impl Resolver<'_> {
    pub(super) fn check_property(&mut self, keyword: &str, property: &Property) {
        let tables = tables(keyword);
        let mut known = tables.iter().flat_map(|table| table.iter());
        match known.find(|(key, _)| *key == property.key.text) {
            // A template that nobody uses is checked as it stands: a parameter may be anything.
            Some(_) if property.values.iter().any(is_parameter) => {}
            Some((_, shape)) => self.check_shape(keyword, property, *shape),
            None => self.unknown_property(keyword, property),
        }
    }

    fn unknown_property(&mut self, keyword: &str, property: &Property) {
        let key = &property.key;
        if is_told_by_its_shape(key) {
            return;
        }
        let message = format!("{} has no property `{}`", a(keyword), key.text);
        let found = Diagnostic::new(codes::UNKNOWN_PROPERTY, Severity::Error, key.span, message);
        let tables = tables(keyword);
        let names: Vec<_> = tables
            .iter()
            .flat_map(|table| table.iter().map(|(name, _)| *name))
            .collect();
        let found = found.note(format!("it has {}", names.join(", ")));
        self.report(match nearest(&key.text, names) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(key.span, near)],
            ),
            None => found.suggest("remove it", vec![Edit::delete(property.span)]),
        });
    }
}

/// Tells whether a key has not the shape of a name, of which `syntax` tells.
pub(in crate::resolve) fn is_told_by_its_shape(key: &Name) -> bool {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !key.text.bytes().all(fits)
}

fn is_parameter(value: &Value) -> bool {
    match value {
        Value::Reference(one) => one.path.contains("${"),
        Value::List(values, _) => values.iter().any(is_parameter),
        _ => false,
    }
}
