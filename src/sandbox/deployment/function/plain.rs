//! Functions of their arguments alone.

use serde_json::{Map, Value, json};

use crate::support::guid::guid;

/// Calls a function of texts.
pub(super) fn of_texts(name: &str, texts: &[String]) -> Option<Value> {
    let one = texts.first().map(String::as_str).unwrap_or_default();
    Some(match (name, texts) {
        ("guid", _) => json!(guid(texts).as_str()),
        ("format", [pattern, rest @ ..]) => json!(formatted(pattern, rest)),
        ("tolower", _) => json!(one.to_lowercase()),
        ("toupper", _) => json!(one.to_uppercase()),
        ("string", _) => json!(one),
        ("split", [text, by]) => json!(text.split(by.as_str()).collect::<Vec<_>>()),
        ("replace", [text, from, to]) => json!(text.replace(from.as_str(), to)),
        ("empty", _) => json!(one.is_empty() || one == "[]" || one == "{}"),
        _ => return None,
    })
}

/// Calls a function of any values.
pub(super) fn of_values(name: &str, values: &[Value]) -> Option<Value> {
    let first = values.first().unwrap_or(&Value::Null);
    let items = first.as_array();
    let is_true = |value: &Value| *value == Value::Bool(true);
    Some(match name {
        "concat" => match items {
            Some(_) => Value::Array(
                values
                    .iter()
                    .filter_map(Value::as_array)
                    .flatten()
                    .cloned()
                    .collect(),
            ),
            None => json!(values.iter().map(super::text).collect::<String>()),
        },
        "first" => items
            .and_then(|items| items.first())
            .cloned()
            .unwrap_or_default(),
        "last" => items
            .and_then(|items| items.last())
            .cloned()
            .unwrap_or_default(),
        "length" => json!(items.map_or_else(|| super::text(first).chars().count(), Vec::len)),
        "equals" => json!(values.first() == values.get(1)),
        "not" => json!(!is_true(first)),
        "and" => json!(values.iter().all(is_true)),
        "or" => json!(values.iter().any(is_true)),
        "true" => json!(true),
        "false" => json!(false),
        "null" => Value::Null,
        "if" => values
            .get(if is_true(first) { 1 } else { 2 })
            .cloned()
            .unwrap_or_default(),
        "coalesce" => values
            .iter()
            .find(|value| !value.is_null())
            .cloned()
            .unwrap_or_default(),
        "createarray" => Value::Array(values.to_vec()),
        "createobject" => {
            let names = values.iter().step_by(2).map(super::text);
            let fields = names.zip(values.iter().skip(1).step_by(2).cloned());
            Value::Object(fields.collect::<Map<_, _>>())
        }
        _ => return None,
    })
}

/// Puts texts in the places `{0}`, `{1}` of another; what is put is not looked at again.
fn formatted(pattern: &str, texts: &[String]) -> String {
    let (mut text, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (number, end) = after.split_once('}').unwrap_or((after, ""));
        match number.parse::<usize>().ok().and_then(|at| texts.get(at)) {
            Some(value) => text.push_str(value),
            None => {
                text.push('{');
                text.push_str(number);
                text.push('}');
            }
        }
        rest = end;
    }
    text + rest
}
