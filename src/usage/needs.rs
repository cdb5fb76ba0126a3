//! A list of operations that are needed: one on each line, or the JSON of a permission finder.

use serde_json::Value;
use smol_str::SmolStr;

use crate::algebra::is_well_formed;
use crate::model::permission::Plane;

/// What somebody needs, as it is written, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// The operations; the plane is there where the list says it.
    pub operations: Vec<(Option<Plane>, SmolStr)>,
}

/// Why a text is no list of operations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNeeds {
    /// It begins as JSON and is none.
    #[error("{0}")]
    NotJson(String),
    /// It holds no list.
    #[error("there is no list of operations in it")]
    Nothing,
    /// An entry is no operation.
    #[error("`{0}` is no operation")]
    NoOperation(String),
    /// An entry stands for many operations.
    #[error("`{0}` stands for many operations, and what is needed must be said one by one")]
    Pattern(String),
    /// A list takes something away.
    #[error("`{0}` takes operations away, which a list of needs cannot")]
    Cut(String),
}

/// Lists the properties that hold operations of a plane that is known.
const LISTS: [(&str, Plane); 2] = [("actions", Plane::Control), ("dataActions", Plane::Data)];

/// Lists the properties that take operations away.
const CUTS: [&str; 2] = ["notActions", "notDataActions"];

/// Lists the properties under which permission finders put plain lists, by scope.
const FOUND: [&str; 2] = ["RequiredPermissions", "permissions"];

/// Reads a list of operations.
///
/// # Errors
/// Fails where something in it is no operation: half a list would make a role that is too small.
pub fn needs(text: &str) -> Result<Needs, BadNeeds> {
    let mut found = Needs::default();
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with(['[', '{']) {
        let value: Value =
            serde_json::from_str(body).map_err(|error| BadNeeds::NotJson(error.to_string()))?;
        if !found.read(&value)? {
            return Err(BadNeeds::Nothing);
        }
        return Ok(found);
    }
    for line in body.lines() {
        let entry = line.split('#').next().unwrap_or_default().trim();
        if !entry.is_empty() {
            found.add(None, entry)?;
        }
    }
    if found.operations.is_empty() {
        return Err(BadNeeds::Nothing);
    }
    Ok(found)
}

impl Needs {
    /// Reads a value; tells whether a list was in it, be it an empty one.
    fn read(&mut self, value: &Value) -> Result<bool, BadNeeds> {
        match value {
            Value::Array(items) => self.read_list(items),
            Value::Object(fields) => {
                let mut some = false;
                for (key, value) in fields {
                    some |= self.read_field(key, value)?;
                }
                Ok(some)
            }
            _ => Ok(false),
        }
    }

    fn read_list(&mut self, items: &[Value]) -> Result<bool, BadNeeds> {
        let mut some = items.is_empty();
        for item in items {
            match item {
                Value::String(text) => self.add(None, text)?,
                Value::Array(_) | Value::Object(_) => {
                    some |= self.read(item)?;
                    continue;
                }
                other => return Err(BadNeeds::NoOperation(other.to_string())),
            }
            some = true;
        }
        Ok(some)
    }

    fn read_field(&mut self, key: &str, value: &Value) -> Result<bool, BadNeeds> {
        let entries = value.as_array().map_or(&[][..], Vec::as_slice);
        if CUTS.iter().any(|cut| cut.eq_ignore_ascii_case(key)) && !entries.is_empty() {
            return Err(BadNeeds::Cut(key.to_owned()));
        }
        let list = LISTS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key));
        if let (Some((_, plane)), Value::Array(_)) = (list, value) {
            for entry in entries {
                let text = entry.as_str();
                let text = text.ok_or_else(|| BadNeeds::NoOperation(entry.to_string()))?;
                self.add(Some(*plane), text)?;
            }
            return Ok(true);
        }
        let is_found = FOUND.iter().any(|name| name.eq_ignore_ascii_case(key));
        match value {
            Value::Object(scopes) if is_found => {
                let mut some = false;
                for scope in scopes.values() {
                    some |= self.read(scope)?;
                }
                Ok(some)
            }
            Value::Array(_) if is_found => self.read(value),
            // Plain lists elsewhere hold scopes, tags and the like.
            Value::Array(items) if items.iter().all(Value::is_object) && !items.is_empty() => {
                self.read(value)
            }
            Value::Object(_) => self.read(value),
            _ => Ok(false),
        }
    }

    fn add(&mut self, plane: Option<Plane>, entry: &str) -> Result<(), BadNeeds> {
        let entry = entry.trim();
        if entry.contains('*') {
            return Err(BadNeeds::Pattern(entry.to_owned()));
        }
        if !is_well_formed(entry) {
            return Err(BadNeeds::NoOperation(entry.to_owned()));
        }
        self.operations.push((plane, SmolStr::new(entry)));
        Ok(())
    }
}
