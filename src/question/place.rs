//! WHERE: a scope by name or resource id.

use super::ground::{Ground, Refused, Unknown, several};
use super::who::bare;
use crate::access::At;
use crate::model::ScopeId;

/// A scope that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The scope, or the nearest known one above it.
    pub at: At,
    /// Its name as a policy writes it; for a resource that nothing knows, its id.
    pub name: String,
}

impl Ground<'_> {
    /// Finds the one scope that goes by a name or resource id.
    pub fn place(&self, name: &str) -> Result<Spot, Refused> {
        let name = name.trim();
        if name.starts_with('/') {
            return self.by_id(name);
        }
        let called = |fits: &dyn Fn(&str) -> bool| {
            let places = self.access.world().places.iter().enumerate();
            let found = places.filter(|(_, place)| fits(&place.name));
            found.map(|(index, _)| ScopeId::new(index)).collect()
        };
        let mut found: Vec<ScopeId> = called(&|full| full.eq_ignore_ascii_case(name));
        if found.is_empty() {
            found = called(&|full| bare(full).eq_ignore_ascii_case(name));
        }
        match found.as_slice() {
            [] => Err(self.unknown_place(name)),
            [only] => Ok(Spot {
                at: At::from(*only),
                name: self.place_name(*only).to_owned(),
            }),
            many => Err(several(name, "scopes", self.told_apart(many))),
        }
    }

    /// Returns the name of a scope as a policy writes it, its id where none declares it.
    pub fn place_name(&self, id: ScopeId) -> &str {
        let place = self.access.world().places.get(id.index());
        place.map_or("", |place| place.name.as_str())
    }

    /// Of a resource that nothing knows, returns the scope where it is asked about.
    pub(super) fn asked_at(&self, spot: &Spot) -> Option<String> {
        (!spot.at.exact).then(|| self.place_name(spot.at.scope).to_owned())
    }

    fn by_id(&self, id: &str) -> Result<Spot, Refused> {
        let Some(at) = self.access.place(id) else {
            return Err(Refused::new(
                format!("neither `{id}` nor anything above it is known"),
                "name a scope as the policy does, or the id of one that is in a subscription of it",
            ));
        };
        let name = if at.exact {
            self.place_name(at.scope)
        } else {
            id
        };
        Ok(Spot {
            at,
            name: name.to_owned(),
        })
    }

    /// Lists names, or ids where scopes share a name, as those of an environment of several
    /// subscriptions do.
    fn told_apart(&self, scopes: &[ScopeId]) -> Vec<String> {
        let first = scopes.first().map(|id| self.place_name(*id));
        let same = scopes.iter().all(|id| Some(self.place_name(*id)) == first);
        let names = scopes.iter().map(|id| match self.model.scope(*id) {
            Some(scope) if same => scope.id.to_string(),
            _ => self.place_name(*id).to_owned(),
        });
        names.collect()
    }

    fn unknown_place(&self, name: &str) -> Refused {
        let unknown = Unknown {
            name,
            wanted: "scope",
            otherwise: "name a scope as the policy does, such as `churn@dev`, or by its resource id",
        };
        let places = &self.access.world().places;
        let full = places.iter().map(|place| place.name.as_str());
        let known: Vec<&str> = if name.contains('@') {
            full.collect()
        } else {
            full.map(bare).collect()
        };
        self.unknown(&unknown, known)
    }
}
