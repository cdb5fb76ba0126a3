//! Locks.

use serde::Deserialize;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::Manager;
use super::versions::LOCKS;
use super::weigh::weigh;

/// What a lock forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockLevel {
    /// To delete.
    CanNotDelete,
    /// To change anything.
    ReadOnly,
}

/// A lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// What is locked, as Azure writes it.
    pub scope: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// What it forbids.
    pub level: LockLevel,
    /// What somebody noted about it.
    pub notes: Option<String>,
}

weigh!(Lock: scope, name, notes);

#[derive(Deserialize)]
struct Shape {
    id: SmolStr,
    name: SmolStr,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    level: SmolStr,
    notes: Option<String>,
}

impl<'de> Deserialize<'de> for Lock {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape = Shape::deserialize(deserializer)?;
        let folded = shape.id.to_ascii_lowercase();
        let end = folded.rfind("/providers/microsoft.authorization/locks/");
        let scope = end.and_then(|end| shape.id.get(..end));
        // A level that is not known is taken for the one that forbids more.
        let deletes = shape.properties.level.eq_ignore_ascii_case("CanNotDelete");
        Ok(Self {
            scope: scope
                .filter(|scope| !scope.is_empty())
                .unwrap_or("/")
                .into(),
            name: shape.name,
            level: if deletes {
                LockLevel::CanNotDelete
            } else {
                LockLevel::ReadOnly
            },
            notes: shape.properties.notes.filter(|text| !text.is_empty()),
        })
    }
}

impl Manager {
    /// Lists the locks at a scope and below it.
    pub async fn locks(&self, scope: &str) -> Result<Vec<Lock>, Error> {
        let place = ("locks", "Microsoft.Authorization/locks");
        self.listed(place, scope, LOCKS, None).await
    }
}
