//! Resources that are there already: an assignment at one needs it as `existing`.

use std::collections::{BTreeMap, HashMap};

use super::text::{Symbols, literal};
use crate::compile::place::{Place, ResourceId};
use crate::emit::input::Entry;
use crate::model::ScopeId;

/// Versions of the types that policies speak of, outermost types only.
///
/// Nothing but the resource's id is read, so that any version that the type has will do.
const VERSIONS: &[(&str, &str)] = &[
    ("microsoft.cognitiveservices/accounts", "2025-06-01"),
    ("microsoft.containerregistry/registries", "2025-04-01"),
    ("microsoft.documentdb/databaseaccounts", "2024-11-15"),
    ("microsoft.insights/components", "2020-02-02"),
    ("microsoft.keyvault/vaults", "2024-11-01"),
    ("microsoft.machinelearningservices/registries", "2025-09-01"),
    ("microsoft.machinelearningservices/workspaces", "2025-09-01"),
    (
        "microsoft.managedidentity/userassignedidentities",
        "2024-11-30",
    ),
    ("microsoft.network/virtualnetworks", "2024-05-01"),
    ("microsoft.operationalinsights/workspaces", "2023-09-01"),
    ("microsoft.search/searchservices", "2025-05-01"),
    ("microsoft.storage/storageaccounts", "2025-01-01"),
];
/// For all other types; Bicep warns about a version that it does not know and goes on.
const ANY_VERSION: &str = "2024-01-01";

/// The existing resources of one file.
#[derive(Default)]
pub(super) struct Existing {
    /// The symbols of resources, by their paths.
    paths: BTreeMap<String, String>,
    /// The symbol of a scope; none where it is no resource.
    scopes: HashMap<ScopeId, Option<String>>,
}

impl Existing {
    /// Declares the resource that an assignment is at and what that lies in, each once.
    pub(super) fn declare(&mut self, text: &mut String, entry: &Entry<'_>, symbols: &mut Symbols) {
        let paths = &mut self.paths;
        let slot = self.scopes.entry(entry.assignment.scope);
        slot.or_insert_with(|| match &entry.spot.place {
            Some(Place::Resource { resource, .. }) => {
                Some(declare_all(paths, text, resource, symbols))
            }
            _ => None,
        });
    }

    /// Returns the symbol of the resource that a scope is; none where it is no resource.
    pub(super) fn symbol(&self, scope: ScopeId) -> Option<&str> {
        self.scopes.get(&scope)?.as_deref()
    }
}

/// Declares a resource and what it lies in, and returns its symbol.
fn declare_all(
    paths: &mut BTreeMap<String, String>,
    text: &mut String,
    resource: &ResourceId<'_>,
    symbols: &mut Symbols,
) -> String {
    let mut parent: Option<String> = None;
    let mut path = resource.namespace.to_lowercase();
    let version = version(&resource.kind(1));
    for (index, (kind, name)) in resource.segments.iter().enumerate() {
        path = format!("{path}/{kind}/{name}").to_lowercase();
        let symbol = if let Some(known) = paths.get(&path) {
            known.clone()
        } else {
            let symbol = symbols.fresh("at", name);
            let kind = literal(&format!("{}@{version}", resource.kind(index + 1)));
            declare(text, &symbol, &kind, parent.as_deref(), name);
            paths.insert(path.clone(), symbol.clone());
            symbol
        };
        parent = Some(symbol);
    }
    parent.unwrap_or_default()
}

fn declare(text: &mut String, symbol: &str, kind: &str, parent: Option<&str>, name: &str) {
    text.push_str(&["resource ", symbol, " ", kind, " existing = {\n"].concat());
    if let Some(parent) = parent {
        text.push_str(&["  parent: ", parent, "\n"].concat());
    }
    text.push_str(&["  name: ", &literal(name), "\n}\n\n"].concat());
}

fn version(kind: &str) -> &'static str {
    let kind = kind.to_lowercase();
    let found = VERSIONS.iter().find(|(known, _)| *known == kind);
    found.map_or(ANY_VERSION, |(_, version)| version)
}
