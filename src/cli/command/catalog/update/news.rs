//! What Azure publishes, and in what a catalogue differs from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use smol_str::SmolStr;

use super::super::{plane_of, plane_word};
use crate::azure::{Error as AzureError, Manager, ProviderOperation, RoleFilter};
use crate::catalog::build::Changes;
use crate::catalog::{Catalog, is_plain};
use crate::compile::Compiled;
use crate::gather::role_definition;
use crate::model::permission::{Block, Pattern, Plane};
use crate::observed::RoleDefinition;
use crate::plan::differences;

/// What Azure publishes.
#[derive(Default)]
pub(super) struct Published {
    roles: Vec<RoleDefinition>,

    operations: BTreeMap<String, Vec<ProviderOperation>>,
    unread: Vec<String>,
}

/// What differs.
#[derive(Debug, Default, Serialize)]
pub(super) struct News {
    pub(super) schema: u32,
    pub(super) catalogue: String,
    pub(super) differs: bool,
    /// The catalogue of this program is newer than the one that the policy set asks.
    pub(super) starts_anew: bool,
    pub(super) written: bool,
    pub(super) roles: Vec<RoleNews>,
    pub(super) operations: Vec<OperationNews>,
    pub(super) unread: Vec<String>,
    pub(super) passed_over: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RoleNews {
    pub(super) kind: &'static str,
    pub(super) name: SmolStr,
    pub(super) id: SmolStr,
    /// A policy grants it.
    pub(super) used: bool,
    pub(super) differences: Vec<Differs>,
    #[serde(skip)]
    blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
pub(super) struct Differs {
    pub(super) property: &'static str,
    pub(super) old: Vec<String>,
    pub(super) new: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct OperationNews {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) plane: &'static str,
}

impl Published {
    pub(super) async fn read(
        manager: &Manager,
        scope: &str,
        providers: &[&str],
    ) -> Result<Self, AzureError> {
        let mut found = Self::default();
        let filter = RoleFilter::BuiltIn;
        let roles = manager.role_definitions(scope, filter, role_definition);
        found.take_roles(roles.await?.into_iter().flatten());
        for provider in providers {
            match manager.provider_operations(provider).await {
                Ok(operations) => found.take_operations(provider, operations),
                Err(error) => {
                    let unread = format!("the operations of {provider}: {error}");
                    found.unread.push(unread);
                }
            }
        }
        Ok(found)
    }

    fn take_roles(&mut self, roles: impl Iterator<Item = RoleDefinition>) {
        self.roles.extend(roles);
        if self.roles.is_empty() {
            // That there are none at all would take every one out of the catalogue.
            let unread = "the built-in roles: none are listed".to_owned();
            self.unread.push(unread);
        }
    }

    fn take_operations(&mut self, provider: &str, operations: Vec<ProviderOperation>) {
        if operations.is_empty() {
            let unread = format!("the operations of {provider}: none are listed");
            self.unread.push(unread);
        } else {
            self.operations.insert(provider.to_owned(), operations);
        }
    }
}

impl RoleNews {
    /// Tells whether a catalogue can hold all texts of the role.
    fn is_plain(&self) -> bool {
        let is_plain_list = |list: &[Pattern]| list.iter().all(|one| is_plain(one.as_str()));
        let lists = |block: &Block| {
            let mut planes = Plane::BOTH.into_iter();
            planes
                .all(|plane| is_plain_list(block.granted(plane)) && is_plain_list(block.cut(plane)))
        };
        let condition = |block: &Block| block.condition.as_ref().is_none_or(|text| is_plain(text));
        let mut blocks = self.blocks.iter();
        is_plain(&self.name) && blocks.all(|block| lists(block) && condition(block))
    }
}

impl OperationNews {
    /// Tells whether a catalogue can hold the name.
    fn is_plain(&self) -> bool {
        self.name.contains('/') && self.name.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

impl News {
    /// Compares a catalogue with what is published.
    pub(super) fn of(catalog: &Catalog, published: &Published, compiled: &Compiled) -> Self {
        let used: BTreeSet<_> = compiled.roles.iter().map(|one| one.guid.clone()).collect();
        let mut roles = Vec::new();
        if !published.roles.is_empty() {
            roles = role_news(catalog, &published.roles, &used);
        }
        roles.sort_by(|one, other| {
            (!one.used, one.kind, &one.name).cmp(&(!other.used, other.kind, &other.name))
        });
        let mut operations = Vec::new();
        for (provider, list) in &published.operations {
            operations.extend(operation_news(catalog, provider, list));
        }
        Self {
            schema: 1,
            catalogue: catalog.digest(),
            differs: !roles.is_empty() || !operations.is_empty(),
            passed_over: passed_over(&roles, &operations),
            roles,
            operations,
            unread: published.unread.clone(),
            ..Self::default()
        }
    }

    /// Returns what a refreshed catalogue has to take in.
    pub(super) fn changes(&self, day: String, cloud: &str) -> Changes {
        let operations = |kind: &str| {
            let own = self.operations.iter();
            let own = own.filter(|one| one.kind == kind && one.is_plain());
            own.filter_map(|one| Some((one.name.clone(), plane_of(one.plane)?)))
                .collect()
        };
        let (gone, there): (Vec<_>, Vec<_>) =
            self.roles.iter().partition(|one| one.kind == "removed");
        let there = there.into_iter().filter(|one| one.is_plain());
        Changes {
            day,
            cloud: cloud.to_owned(),
            added: operations("added"),
            gone: operations("gone"),
            roles: there
                .map(|one| (one.id.to_string(), one.name.to_string(), one.blocks.clone()))
                .collect(),
            gone_roles: gone.into_iter().map(|one| one.id.to_string()).collect(),
        }
    }
}

/// Lists what no catalogue can hold.
fn passed_over(roles: &[RoleNews], operations: &[OperationNews]) -> Vec<String> {
    let roles = roles.iter().filter(|one| !one.is_plain());
    let roles = roles.map(|one| format!("built-in role {}", one.id));
    let operations = operations.iter().filter(|one| !one.is_plain());
    let operations = operations.map(|one| format!("operation {}", one.name));
    roles.chain(operations).collect()
}

fn role_news(
    catalog: &Catalog,
    published: &[RoleDefinition],
    used: &BTreeSet<SmolStr>,
) -> Vec<RoleNews> {
    let news = |kind, one: &RoleDefinition, differences| RoleNews {
        kind,
        name: one.name.clone(),
        id: one.id.clone(),
        used: used.contains(&one.id),
        differences,
        blocks: one.permissions.clone(),
    };
    let mut found = Vec::new();
    for one in published {
        let known = catalog.builtin_by_id(&one.id);
        let Some(known) = known.filter(|known| known.last_seen().is_none()) else {
            found.push(news("added", one, Vec::new()));
            continue;
        };
        // What it is described as and where it may be assigned is not in the catalogue.
        let known = RoleDefinition {
            name: known.name().into(),
            permissions: known.blocks(),
            ..one.clone()
        };
        let differs = differences(&known, one).into_iter().map(|one| Differs {
            property: one.what,
            old: one.old,
            new: one.new,
        });
        let differs: Vec<_> = differs.collect();
        if !differs.is_empty() {
            found.push(news("changed", one, differs));
        }
    }
    let there: BTreeSet<_> = published.iter().map(|one| one.id.as_str()).collect();
    let known = catalog.builtin_roles();
    let gone = known.filter(|one| one.last_seen().is_none() && !there.contains(one.id()));
    found.extend(gone.map(|one| RoleNews {
        kind: "removed",
        name: one.name().into(),
        id: one.id().into(),
        used: used.contains(one.id()),
        differences: Vec::new(),
        blocks: Vec::new(),
    }));
    found
}

fn operation_news(
    catalog: &Catalog,
    provider: &str,
    published: &[ProviderOperation],
) -> Vec<OperationNews> {
    let plane = |one: &ProviderOperation| {
        if one.is_data_action {
            Plane::Data
        } else {
            Plane::Control
        }
    };
    let there: BTreeSet<_> = published
        .iter()
        .map(|one| (plane(one), one.name.to_lowercase()))
        .collect();
    let added = published
        .iter()
        .filter(|one| catalog.find(plane(one), &one.name).is_none());
    let added = added.map(|one| OperationNews {
        kind: "added",
        name: one.name.to_string(),
        plane: plane_word(plane(one)),
    });
    let start = format!("{provider}/").to_lowercase();
    let own = catalog.operations().map(|(_, one)| one);
    let own = own.filter(|one| one.name.to_lowercase().starts_with(&start));
    let gone = own.filter(|one| !there.contains(&(one.plane, one.name.to_lowercase())));
    let gone = gone.map(|one| OperationNews {
        kind: "gone",
        name: one.name.to_owned(),
        plane: plane_word(one.plane),
    });
    let all: BTreeSet<_> = added.chain(gone).collect();
    all.into_iter().collect()
}
