//! What is written twice: properties, and elements of a list.

use smol_str::{SmolStr, format_smolstr};

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{Property, Value};

impl Resolver<'_> {
    pub(super) fn repeated_values(&mut self, values: &[Value]) {
        let listed = values.iter().flat_map(|value| match value {
            Value::List(values, _) => values.as_slice(),
            other => std::slice::from_ref(other),
        });
        let listed: Vec<_> = listed.map(|value| (written(value), value.span())).collect();
        self.repeated(&listed);
    }

    /// Reports each element of a list that stands in it before; empty texts count as different.
    pub(in crate::resolve) fn repeated(&mut self, listed: &[(SmolStr, Span)]) {
        let mut first: HashMap<&str, Span> = HashMap::default();
        let spans: Vec<Span> = listed.iter().map(|(_, span)| *span).collect();
        for (text, span) in listed.iter().filter(|(text, _)| !text.is_empty()) {
            let Some(before) = first.get(text.as_str()) else {
                first.insert(text, *span);
                continue;
            };
            let message = format!("`{text}` stands twice in this list");
            let code = codes::REPEATED_ELEMENT;
            let found = Diagnostic::new(code, Severity::Warning, *span, message)
                .related(*before, "it stands here already")
                .fix(
                    "remove one of the two",
                    Edit::delete_elements(&spans, &[*span]),
                );
            self.report(found);
        }
    }

    pub(in crate::resolve) fn duplicate_property(&mut self, property: &Property, first: &Property) {
        let message = format!("`{}` is written twice", property.key.text);
        let span = property.span;
        let found = Diagnostic::new(codes::DUPLICATE_PROPERTY, Severity::Error, span, message)
            .related(first.span, "first written here")
            .suggest("remove one of the two", vec![Edit::delete(span)]);
        self.report(found);
    }
}

/// Returns a value as it is compared with others in a list.
pub(super) fn written(value: &Value) -> SmolStr {
    match value {
        Value::Text(text) => text
            .as_plain()
            .map_or_else(SmolStr::default, |text| text.to_ascii_lowercase().into()),
        Value::Reference(one) => match &one.environment {
            Some(environment) => format_smolstr!("{}@{}", one.path, environment.text),
            None => one.path.clone(),
        },
        _ => SmolStr::default(),
    }
}
