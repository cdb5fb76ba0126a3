//! Subscriptions and management groups.

use serde::Deserialize;
use smol_str::SmolStr;

use super::entries::{List, entry};
use super::error::Error;
use super::manager::Manager;
use super::page;
use super::versions::{MANAGEMENT_GROUPS, SUBSCRIPTIONS};
use super::weigh::weigh;
use crate::net::Method;

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Its GUID.
    pub subscription_id: SmolStr,
    /// The name that people see.
    pub display_name: Option<SmolStr>,
    /// The tenant that it trusts.
    pub tenant_id: SmolStr,
}

/// A management group or a subscription, and what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id as a scope.
    pub id: SmolStr,
    /// The name that people see.
    pub display_name: Option<SmolStr>,
    /// The id of the management group above it.
    pub parent: Option<SmolStr>,
    /// The names of all management groups above it, the highest first.
    pub above: Vec<SmolStr>,
}

weigh!(Entity: id, display_name, parent, above);

#[derive(Deserialize)]
struct Shape {
    id: SmolStr,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    display_name: Option<SmolStr>,
    parent: Option<Parent>,
    parent_name_chain: Option<Vec<SmolStr>>,
}

#[derive(Deserialize)]
struct Parent {
    id: Option<SmolStr>,
}

impl<'de> Deserialize<'de> for Entity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Shape { id, properties } = Shape::deserialize(deserializer)?;
        let parent = properties.parent.and_then(|parent| parent.id);
        Ok(Self {
            id,
            display_name: properties.display_name,
            parent: parent.filter(|id| !id.is_empty()),
            above: properties.parent_name_chain.unwrap_or_default(),
        })
    }
}

impl Manager {
    /// Reads a subscription by its id as a scope.
    pub async fn subscription(&self, scope: &str) -> Result<Option<Subscription>, Error> {
        let what = format!("read {scope}");
        self.found(&what, scope, SUBSCRIPTIONS).await
    }

    /// Lists every management group and subscription that the caller sees.
    pub async fn entities(&self) -> Result<Vec<Entity>, Error> {
        let what = "list the management groups";
        let path = "/providers/Microsoft.Management/getEntities";
        let call = self.call(
            what,
            Method::Post,
            path,
            &[("api-version", MANAGEMENT_GROUPS)],
        )?;
        // Without this the tree may be one of some minutes ago.
        let call = call.header("cache-control", "no-cache");
        let mut list = List::new(entry);
        page::all(self.lists(), what, call, &mut list).await?;
        Ok(list.into_found())
    }
}
