//! The functions of templates that the sandbox knows; any other is refused by name.

mod azure;
mod plain;

use serde_json::Value;

use super::template::{World, invalid};
use crate::sandbox::refusal::Refusal;

/// What a function gives: nothing if it is not one of those asked.
type Given = Result<Option<Value>, Refusal>;

/// Calls a function by its lower-case name.
pub(super) fn call(world: &World<'_>, name: &str, arguments: &[Value]) -> Result<Value, Refusal> {
    let texts: Vec<_> = arguments.iter().map(text).collect();
    let one = texts.first().map(String::as_str).unwrap_or_default();
    match name {
        "parameters" => return world.parameter(one),
        "variables" => return world.variable(one),
        "copyindex" => {
            let from = arguments
                .first()
                .and_then(Value::as_u64)
                .unwrap_or_default();
            let index = u64::try_from(world.index.unwrap_or_default()).unwrap_or_default();
            return Ok(Value::from(index.saturating_add(from)));
        }
        _ => {}
    }
    let given = plain::of_texts(name, &texts).or_else(|| plain::of_values(name, arguments));
    if let Some(given) = given {
        return Ok(given);
    }
    let given = match azure::place(&world.place, name)? {
        None => azure::ids(world, name, &texts)?,
        given => given,
    };
    given.ok_or_else(|| {
        invalid(&format!(
            "the sandbox does not know the template function '{name}'"
        ))
    })
}

/// Joins the words of a type with names to an id below a base.
pub(super) fn id_of(base: &str, kind: &str, names: &[String]) -> Option<String> {
    let mut kinds = kind.split('/');
    let provider = kinds.next()?;
    let kinds: Vec<_> = kinds.collect();
    if kinds.is_empty() || kinds.len() != names.len() {
        return None;
    }
    let pairs = kinds
        .iter()
        .zip(names)
        .map(|(kind, name)| format!("/{kind}/{name}"));
    let base = base.trim_end_matches('/');
    Some(format!(
        "{base}/providers/{provider}{}",
        pairs.collect::<String>()
    ))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
