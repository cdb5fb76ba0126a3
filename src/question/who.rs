//! WHO: an identity by name, object id, application id or user principal name.

use super::ground::{Ground, Refused, Unknown, several};
use crate::model::PrincipalId;

impl Ground<'_> {
    /// Finds the one identity that goes by a name.
    pub fn who(&self, name: &str) -> Result<PrincipalId, Refused> {
        let name = name.trim();
        if let Some(found) = self.access.party(name) {
            return Ok(found);
        }
        let mut found: Vec<PrincipalId> = self.by_other_ids(name).collect();
        if found.is_empty() {
            found = self.instances_of(name).collect();
        }
        match found.as_slice() {
            [] => Err(self.unknown_who(name)),
            [only] => Ok(*only),
            many => {
                let names = many.iter().map(|id| self.party_name(*id).to_owned());
                Err(several(name, "identities", names.collect()))
            }
        }
    }

    /// Returns the name of an identity as a policy writes it.
    pub fn party_name(&self, id: PrincipalId) -> &str {
        let party = self.access.world().parties.get(id.index());
        party.map_or("", |party| party.name.as_str())
    }

    fn by_other_ids(&self, name: &str) -> impl Iterator<Item = PrincipalId> {
        let is = |id: Option<&str>| id.is_some_and(|id| id.eq_ignore_ascii_case(name));
        let principals = self.model.principals.iter().enumerate();
        let found =
            principals.filter(move |(_, one)| is(one.upn.as_deref()) || is(one.app_id.as_deref()));
        found.map(|(index, _)| PrincipalId::new(index))
    }

    /// Lists the instances of a name that is written without an environment.
    fn instances_of(&self, name: &str) -> impl Iterator<Item = PrincipalId> {
        let parties = self.access.world().parties.iter().enumerate();
        let found = parties.filter(move |(_, party)| {
            party.environment.is_some() && bare(&party.name).eq_ignore_ascii_case(name)
        });
        found.map(|(index, _)| PrincipalId::new(index))
    }

    fn unknown_who(&self, name: &str) -> Refused {
        let unknown = Unknown {
            name,
            wanted: "identity",
            otherwise: "name an identity as the policy does, or by its object id",
        };
        let parties = self.access.world().parties.iter();
        let principals = parties.filter(|party| party.gained.is_none());
        let full = principals.map(|party| party.name.as_str());
        let known: Vec<&str> = if name.contains('@') {
            full.collect()
        } else {
            full.map(bare).collect()
        };
        self.unknown(&unknown, known)
    }
}

/// Returns a name without its environment.
pub(super) fn bare(name: &str) -> &str {
    name.split_once('@').map_or(name, |(bare, _)| bare)
}
