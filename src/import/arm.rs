//! Resource Manager templates: finding roles and assignments, and evaluating what they say.

mod copy;
mod evaluate;
mod expression;
mod function;
mod target;
mod template;
mod unknown;
mod value;

use super::json::Json;

pub(super) use template::read;
pub(super) use unknown::{Unknown, Unknowns};

/// Tells whether an object is a template.
pub(super) fn is_template(object: &Json) -> bool {
    let schema = object
        .get("$schema")
        .and_then(Json::text)
        .unwrap_or("")
        .to_ascii_lowercase();
    let named = schema
        .trim_end_matches('#')
        .ends_with("deploymenttemplate.json");
    named || (object.get("contentVersion").is_some() && object.get("resources").is_some())
}
