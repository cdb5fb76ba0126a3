//! What the values of properties look like, and checks of it.

use super::repeats::written;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Property, Value};

/// What a property's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::resolve) enum Shape {
    /// A string.
    Text,
    /// A GUID in quotes, or a list of them.
    Guids,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A duration such as `30m`.
    Duration,
    /// One or more names.
    Names,
    /// References to declared things.
    References,
    /// A qualifier and a value, or a name: `within resource-group "rg"`, `within corp`.
    Within,
    /// `secret expires DATE`
    Expiry,
    /// `federated github { … }`
    Federation,
}

impl Resolver<'_> {
    pub(super) fn check_shape(&mut self, keyword: &str, property: &Property, shape: Shape) {
        if shape != Shape::Federation {
            self.needless_braces(property);
        }
        let key = property.key.text.clone();
        let single = property.values.len() == 1;
        let good = match shape {
            Shape::Text => single && matches!(property.values.first(), Some(Value::Text(_))),
            // Only an environment has several subscriptions.
            Shape::Guids if keyword == "environment" => property.values.iter().all(is_text),
            Shape::Guids => single && matches!(property.values.first(), Some(Value::Text(_))),
            Shape::Word(words) => return self.check_word(property, words),
            Shape::Duration => match property.values.first() {
                Some(Value::Number(number)) => single && is_duration(&number.text),
                _ => false,
            },
            Shape::Names => property.values.iter().all(is_word),
            Shape::References => {
                let one = matches!(key.as_str(), "runs-as" | "hub" | "subnet" | "assigned-to");
                let mut values = property.values.iter();
                (single || !one) && values.all(|value| matches!(value, Value::Reference(_)))
            }
            Shape::Within => single && is_within(keyword, property),
            Shape::Expiry => single && matches!(property.values.first(), Some(Value::Date(_))),
            Shape::Federation => self.federation_fits(property) && single,
        };
        if !good && matches!(shape, Shape::Names | Shape::References) && self.in_brackets(property)
        {
            return;
        }
        if !good {
            return self.wrong_value(property.span, &key, wanted(shape, keyword));
        }
        if let [Value::List(..)] | [_, _, ..] = property.values.as_slice() {
            self.repeated_values(&property.values);
        }
    }

    /// Reports braces behind a property that takes none.
    fn needless_braces(&mut self, property: &Property) {
        if let Some(body) = &property.body {
            let message = format!("`{}` takes no braces", property.key.text);
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, body.span, message);
            self.report(found.suggest("remove them", vec![Edit::delete(body.span)]));
        }
    }

    /// Checks the braces of a federation; false if it is of no known source or has none.
    fn federation_fits(&mut self, property: &Property) -> bool {
        let source = property.values.first().map(written).unwrap_or_default();
        let keyword = match source.as_str() {
            "github" => "github federation",
            "oidc" => "oidc federation",
            _ => return false,
        };
        self.check_body(keyword, property.body.as_ref());
        property.body.is_some()
    }

    /// Reports names in brackets where they stand without; tells whether that was it.
    fn in_brackets(&mut self, property: &Property) -> bool {
        let [Value::List(values, span)] = property.values.as_slice() else {
            return false;
        };
        let names = values
            .iter()
            .all(|value| matches!(value, Value::Reference(_)));
        if !names || values.is_empty() {
            return false;
        }
        let key = &property.key.text;
        let message = format!("`{key}` takes names without brackets");
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, *span, message);
        let names: Vec<_> = values
            .iter()
            .map(|value| written(value).to_string())
            .collect();
        let edit = Edit::replace(*span, names.join(", "));
        self.report(found.suggest("remove the brackets", vec![edit]));
        true
    }
}

/// Tells whether `within` names a management group, or the resource group of an environment.
fn is_within(keyword: &str, property: &Property) -> bool {
    match (&property.qualifier, property.values.first()) {
        (None, Some(Value::Reference(_))) => true,
        (Some(word), Some(Value::Text(_))) => {
            word.text == "resource-group" && keyword == "environment"
        }
        _ => false,
    }
}

/// Tells whether a value is one name, without an environment or a way into something.
pub(super) fn is_word(value: &Value) -> bool {
    match value {
        Value::Reference(one) => one.environment.is_none() && !one.path.contains('.'),
        _ => false,
    }
}

fn is_text(value: &Value) -> bool {
    match value {
        Value::Text(_) => true,
        Value::List(values, _) => values.iter().all(|one| matches!(one, Value::Text(_))),
        _ => false,
    }
}

/// Tells whether a text is a whole number and a unit of time: `15m`, `4h`, `90d`.
pub(in crate::resolve) fn is_duration(text: &str) -> bool {
    let number = text.strip_suffix(['m', 'h', 'd']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn wanted(shape: Shape, keyword: &str) -> &'static str {
    match shape {
        Shape::Text => "a string in quotes",
        Shape::Guids if keyword == "environment" => "a GUID in quotes, or a list of them",
        Shape::Guids => "a GUID in quotes",
        Shape::Word(_) => "a word",
        Shape::Duration => "a duration such as `30m`",
        Shape::Names => "names",
        Shape::References => "names of declared things",
        Shape::Within => "the name of a management group, or `resource-group \"…\"`",
        Shape::Expiry => "`expires` and a date",
        Shape::Federation => "`github { … }` or `oidc { … }`",
    }
}
