//! Who is gained by a step at a place.

use crate::access::{Gained, Place, World};
use crate::model::{Kind, PrincipalId, ScopeId};
use crate::reach::edge::Gains;
use crate::support::hash::HashMap;

/// What leads from a place to those who are gained there.
pub(super) struct Targets {
    /// The computes and endpoints of each workspace.
    hosts: HashMap<ScopeId, Vec<ScopeId>>,
    /// The workspaces that use each thing.
    users: HashMap<ScopeId, Vec<ScopeId>>,
    /// The identity of each identity resource.
    identities: HashMap<ScopeId, PrincipalId>,
    everything: HashMap<ScopeId, PrincipalId>,
    data: HashMap<ScopeId, PrincipalId>,
}

impl Targets {
    pub(super) fn of(world: &World) -> Self {
        let mut targets = Self {
            hosts: HashMap::default(),
            users: HashMap::default(),
            identities: HashMap::default(),
            everything: HashMap::default(),
            data: HashMap::default(),
        };
        for (index, place) in world.places.iter().enumerate() {
            let id = ScopeId::new(index);
            let host = matches!(place.kind, Some(Kind::Compute | Kind::Endpoint));
            if let Some(workspace) = place.parent.filter(|_| host) {
                targets.hosts.entry(workspace).or_default().push(id);
            }
            for link in &place.links {
                targets.users.entry(*link).or_default().push(id);
            }
        }
        for (index, party) in world.parties.iter().enumerate() {
            let id = PrincipalId::new(index);
            if let Some(resource) = party.resource {
                targets.identities.insert(resource, id);
            }
            match party.gained {
                Some(Gained::Everything(scope)) => targets.everything.insert(scope, id),
                Some(Gained::Data(scope)) => targets.data.insert(scope, id),
                _ => None,
            };
        }
        targets
    }

    pub(super) fn everything(&self, scope: ScopeId) -> Option<PrincipalId> {
        self.everything.get(&scope).copied()
    }

    /// Lists who is gained by a step at a place, each once.
    pub(super) fn of_gain(
        &self,
        world: &World,
        gains: Gains,
        site: ScopeId,
    ) -> impl Iterator<Item = PrincipalId> + use<> {
        let place = world.places.get(site.index());
        let own = || place.and_then(|place| place.identity).into_iter();
        let users = |site: &ScopeId| self.users.get(site).into_iter().flatten();
        let mut gained: Vec<PrincipalId> = match gains {
            Gains::Identity => own().collect(),
            Gains::Computes => self.acting(world, &site, &[Kind::Compute]).collect(),
            Gains::Endpoints => self.acting(world, &site, &[Kind::Endpoint]).collect(),
            Gains::Workspace => own().chain(self.acting(world, &site, &HOSTS)).collect(),
            Gains::CodeOfStorage => {
                let storage = place.and_then(|place| keeps_code(place, site));
                let workspaces = storage.iter().flat_map(users);
                workspaces
                    .flat_map(|one| self.acting(world, one, &[Kind::Compute]))
                    .collect()
            }
            Gains::PullersOfImages | Gains::UsersOfAssets => users(&site)
                .flat_map(|one| self.acting(world, one, &HOSTS))
                .collect(),
            Gains::Itself => self.identities.get(&site).copied().into_iter().collect(),
            Gains::Data => self.data.get(&site).copied().into_iter().collect(),
            Gains::LinkedData => {
                let links = place.into_iter().flat_map(|place| &place.links);
                let stores = links.filter(|link| has_keys(world, **link));
                stores
                    .filter_map(|link| self.data.get(link).copied())
                    .collect()
            }
            Gains::Everything => self.everything(site).into_iter().collect(),
            Gains::Tenant | Gains::Host => Vec::new(),
        };
        gained.sort_unstable();
        gained.dedup();
        gained.into_iter()
    }

    /// Lists the identities of the computes or endpoints of a workspace.
    fn acting<'a>(
        &'a self,
        world: &'a World,
        workspace: &ScopeId,
        kinds: &'a [Kind],
    ) -> impl Iterator<Item = PrincipalId> + 'a {
        let hosts = self.hosts.get(workspace).into_iter().flatten();
        let places = hosts.filter_map(|host| world.places.get(host.index()));
        let fitting = places.filter(|place| place.kind.is_some_and(|kind| kinds.contains(&kind)));
        fitting.filter_map(|place| place.identity)
    }
}

const HOSTS: [Kind; 2] = [Kind::Compute, Kind::Endpoint];

/// Returns the storage account in which a workspace keeps its code where that is here: the whole
/// account, or one of the containers that Azure Machine Learning makes for itself.
fn keeps_code(place: &Place, site: ScopeId) -> Option<ScopeId> {
    if place.kind == Some(Kind::Storage) {
        return Some(site);
    }
    let name = place.id.rsplit('/').next().unwrap_or_default();
    place.parent.filter(|_| name.starts_with("azureml"))
}

/// Tells whether a workspace keeps keys for such a thing.
fn has_keys(world: &World, link: ScopeId) -> bool {
    let kind = world.places.get(link.index()).and_then(|place| place.kind);
    matches!(kind, Some(Kind::Storage | Kind::ContainerRegistry))
}
