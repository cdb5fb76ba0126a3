//! What steps may gain, as principals of the world.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use super::edge::{self, Gains, Given, Site};
use crate::access::{Gained, Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use crate::algebra::PermissionSet;
use crate::model::permission::{Block, Pattern};
use crate::model::principal::Federation;
use crate::model::{Kind, PrincipalId, PrincipalKind, ScopeId};

impl World {
    /// Adds what steps may gain: everything below a scope, the data of what has keys, and who holds
    /// the tokens that identities trust.
    pub fn with_gains(mut self) -> Self {
        let mut scopes = self.writable();
        scopes.extend(self.elevated());
        for scope in scopes.into_iter().collect::<BTreeSet<_>>() {
            self.gain(Gained::Everything(scope), &everything());
        }
        for index in 0..self.places.len() {
            let block = self.places.get(index).and_then(data);
            if let Some(block) = block {
                self.gain(Gained::Data(ScopeId::new(index)), &[block]);
            }
        }
        for index in 0..self.parties.len() {
            self.trust(PrincipalId::new(index));
        }
        self
    }

    /// Lists the scopes where somebody may come to hold everything.
    fn writable(&self) -> Vec<ScopeId> {
        let gaining = edge::all().filter(|edge| edge.gains == Gains::Everything);
        let asked: Vec<_> = gaining.flat_map(|edge| edge.operations).collect();
        let writes = |role: &Role| {
            let blocks = role.blocks.iter();
            if !blocks
                .clone()
                .any(|block| block.actions.iter().any(may_write))
            {
                return false;
            }
            let set = PermissionSet::of(&role.blocks);
            let mut asked = asked.iter();
            asked.any(|(plane, name)| set.grants(*plane, name).is_possible())
        };
        let writing: Vec<bool> = self.roles.iter().map(writes).collect();
        if !writing.contains(&true) {
            return Vec::new();
        }
        let is = |list: &[bool], role: RoleId| list.get(role.index()).copied().unwrap_or(false);
        let custom: Vec<bool> = self.roles.iter().map(|role| role.custom).collect();
        let grants = self.grants.iter();
        let at = grants.filter(|one| is(&writing, one.role) || is(&custom, one.role));
        at.map(|one| one.scope).collect()
    }

    /// Lists the highest scopes where somebody has the label that gains the whole tenant.
    fn elevated(&self) -> Vec<ScopeId> {
        let labels = edge::all().filter_map(|edge| match edge.given {
            Given::Label(label) => Some(label),
            _ => None,
        });
        let labels: Vec<_> = labels.collect();
        let has = |party: &Party| {
            party
                .labels
                .iter()
                .any(|label| labels.contains(&label.as_str()))
        };
        if !self.parties.iter().any(has) {
            return Vec::new();
        }
        tops(self).collect()
    }

    fn gain(&mut self, gained: Gained, blocks: &[Block]) {
        let (Gained::Everything(scope) | Gained::Data(scope)) = gained else {
            return;
        };
        let Some(place) = self.places.get(scope.index()) else {
            return;
        };
        let (name, role) = match gained {
            Gained::Everything(_) => (
                format_smolstr!("everything on {}", place.name),
                "everything",
            ),
            _ => (format_smolstr!("the data of {}", place.name), "all data"),
        };
        self.parties.push(party(name, gained));
        self.roles.push(Role {
            name: SmolStr::new_static(role),
            guid: SmolStr::default(),
            stage: None,
            custom: false,
            assignable: Vec::new(),
            blocks: blocks.to_vec(),
        });
        self.grants.push(Grant {
            principal: PrincipalId::new(self.parties.len() - 1),
            role: RoleId::new(self.roles.len() - 1),
            scope,
            condition: None,
            schedule: Schedule::Standing,
            until: None,
            origin: Origin::Gained,
        });
    }

    /// Adds who holds the tokens that an identity trusts.
    fn trust(&mut self, identity: PrincipalId) {
        let federated = self.parties.get(identity.index());
        let names = federated.map(|one| one.federated.iter().map(subject).collect::<Vec<_>>());
        for name in names.unwrap_or_default() {
            self.parties.push(party(name, Gained::Token(identity)));
        }
    }
}

/// Lists the scopes that nothing known stands above.
pub(super) fn tops(world: &World) -> impl Iterator<Item = ScopeId> + '_ {
    let places = world.places.iter().enumerate();
    let tops = places.filter(|(_, place)| place.parent.is_none());
    tops.map(|(index, _)| ScopeId::new(index))
}

fn party(name: SmolStr, gained: Gained) -> Party {
    Party {
        gained: Some(gained),
        ..Party::new(name, PrincipalKind::ServicePrincipal)
    }
}

/// Names the subject of a token: `github contoso/churn environment prod`.
fn subject(federation: &Federation) -> SmolStr {
    let values = federation.properties.iter();
    let shown = values.filter(|(key, ..)| key != "audience" && key != "repository");
    let shown: Vec<_> = shown
        .map(|(key, value, _)| format!("{key} {value}"))
        .collect();
    let repository = federation
        .get("repository")
        .map(|(value, _)| value.as_str());
    let words = [Some(federation.source.as_str()), repository];
    let words: Vec<_> = words.into_iter().flatten().collect();
    format_smolstr!("{} {}", words.join(" "), shown.join(" "))
}

fn may_write(pattern: &Pattern) -> bool {
    let text = pattern.as_str().trim();
    let provider = "microsoft.authorization/";
    let head = text.get(..provider.len());
    text.starts_with('*') || head.is_some_and(|head| head.eq_ignore_ascii_case(provider))
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(Pattern::new).collect()
}

fn everything() -> [Block; 1] {
    [Block {
        actions: patterns(&["*"]),
        data_actions: patterns(&["*"]),
        ..Block::default()
    }]
}

/// Returns what the keys of a thing open; none where it is of a kind that has none.
fn data(place: &Place) -> Option<Block> {
    let (actions, data_actions): (&[&str], &[&str]) = match place.kind? {
        Kind::Storage => (&[], &["Microsoft.Storage/storageAccounts/*"]),
        Kind::KeyVault => (&[], &["Microsoft.KeyVault/vaults/*"]),
        Kind::ContainerRegistry => (
            &[
                "Microsoft.ContainerRegistry/registries/push/write",
                "Microsoft.ContainerRegistry/registries/pull/read",
                "Microsoft.ContainerRegistry/registries/artifacts/delete",
            ],
            &["Microsoft.ContainerRegistry/registries/*"],
        ),
        Kind::Endpoint => (
            &["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"],
            &[],
        ),
        Kind::Resource => return of_type(place),
        _ => return None,
    };
    Some(Block {
        actions: patterns(actions),
        data_actions: patterns(data_actions),
        ..Block::default()
    })
}

fn of_type(place: &Place) -> Option<Block> {
    let pattern = format!("{}/*", place.azure_type()?);
    Some(Block {
        data_actions: patterns(&[&pattern]),
        ..Block::default()
    })
}

/// Tells whether a place is where a step's operations have to be held.
pub(super) fn is_site(site: Site, place: &Place) -> bool {
    match site {
        Site::Kind(kind) => place.kind == Some(kind),
        Site::Type(name) => {
            place.identity.is_some() && place.azure_type().is_some_and(|own| own == name)
        }
        Site::Anywhere => true,
    }
}
