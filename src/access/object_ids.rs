//! The object ids of what a policy declares, as far as the policy and a snapshot know them.

use smol_str::{SmolStr, StrExt as _};

use crate::model::{Model, Principal, PrincipalId, PrincipalKind};
use crate::observed::{Index, PartyKind, Snapshot};
use crate::support::hash::HashMap;

/// The object id of one declared principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectId {
    /// The policy says it.
    Said(SmolStr),
    /// The snapshot says it, by the application id, the user principal name, the resource or the display name.
    Found(SmolStr),
    /// Several in the directory have its display name.
    Several(usize),
    /// Nobody says it.
    Missing,
}

impl ObjectId {
    /// Returns the id where it is known.
    pub fn known(&self) -> Option<&SmolStr> {
        match self {
            Self::Said(id) | Self::Found(id) => Some(id),
            Self::Several(_) | Self::Missing => None,
        }
    }
}

/// The object ids of all principals of a model.
#[derive(Debug, Default)]
pub struct ObjectIds(Vec<ObjectId>);

impl ObjectIds {
    /// Finds them: what the policy says itself, applications by their application ids, people by
    /// their user principal names, managed identities by their resources, and groups and service principals by their display names where
    /// exactly one in the snapshot has it.
    pub fn of(model: &Model, snapshot: &Snapshot, index: &Index<'_>) -> Self {
        let directory = Directory::of(snapshot);
        let ids = model.principals.iter();
        Self(ids.map(|one| directory.find(model, one, index)).collect())
    }

    /// Returns that of a principal.
    pub fn get(&self, who: PrincipalId) -> &ObjectId {
        self.0.get(who.index()).unwrap_or(&ObjectId::Missing)
    }

    /// Lists those that are known.
    pub fn all_known(&self) -> impl Iterator<Item = &SmolStr> {
        self.0.iter().filter_map(ObjectId::known)
    }

    /// Returns that of a principal where it is known.
    pub fn known(&self, who: PrincipalId) -> Option<&SmolStr> {
        self.get(who).known()
    }
}

/// What a snapshot knows of the directory.
struct Directory<'s> {
    applications: HashMap<&'s SmolStr, &'s SmolStr>,
    /// By user principal name in lower case.
    people: HashMap<SmolStr, &'s SmolStr>,
    /// By `principalType` and display name in lower case.
    named: HashMap<(&'static str, SmolStr), Vec<&'s SmolStr>>,
}

impl<'s> Directory<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let mut directory = Self {
            applications: HashMap::default(),
            people: HashMap::default(),
            named: HashMap::default(),
        };
        for one in &snapshot.principals {
            if let Some(app_id) = &one.app_id {
                directory.applications.insert(app_id, &one.id);
            }
            if let Some(upn) = &one.upn {
                let upn = upn.to_lowercase_smolstr();
                directory.people.insert(upn, &one.id);
            }
            let kind = match one.kind {
                PartyKind::Group => PrincipalKind::Group,
                PartyKind::ServicePrincipal => PrincipalKind::ServicePrincipal,
                _ => continue,
            };
            if let Some(name) = &one.name {
                let key = (kind.azure_type(), name.to_lowercase_smolstr());
                directory.named.entry(key).or_default().push(&one.id);
            }
        }
        directory
    }

    fn find(&self, model: &Model, principal: &Principal, index: &Index<'_>) -> ObjectId {
        if let Some(said) = &principal.object_id {
            return ObjectId::Said(said.clone());
        }
        let by_app = || self.applications.get(principal.app_id.as_ref()?).copied();
        let by_upn = || {
            let upn = principal.upn.as_ref()?.to_lowercase_smolstr();
            self.people.get(&upn).copied()
        };
        let by_resource = || {
            let scope = model.scope(principal.scope.or(principal.implicit_of)?)?;
            match index.scope(&scope.id)?.identities.as_slice() {
                [only] => Some(only),
                _ => None,
            }
        };
        match by_app().or_else(by_upn).or_else(by_resource) {
            Some(id) => ObjectId::Found(id.clone()),
            None => self.by_name(principal),
        }
    }

    fn by_name(&self, principal: &Principal) -> ObjectId {
        let is_named = matches!(
            principal.kind,
            PrincipalKind::Group | PrincipalKind::ServicePrincipal | PrincipalKind::Agent
        );
        let name = principal.azure_name.as_ref().filter(|_| is_named);
        let found = name.and_then(|name| {
            let key = (principal.kind.azure_type(), name.to_lowercase_smolstr());
            self.named.get(&key)
        });
        match found.map(Vec::as_slice) {
            Some([only]) => ObjectId::Found((*only).clone()),
            Some(several) => ObjectId::Several(several.len()),
            None => ObjectId::Missing,
        }
    }
}
