//! Which scopes the settings make authoritative, and what they except.
//!
//! What names nothing is refused: an exception that is misspelled would let something be deleted.

use smol_str::{SmolStr, StrExt as _};

use crate::catalog::Catalog;
use crate::cli::Error;
use crate::cli::config::Authoritative;
use crate::compile::names::{is_guid, scope_in_name};
use crate::model::{Model, PrincipalId, ScopeId};
use crate::observed::Snapshot;
use crate::plan::{Authority, Pins};
use crate::report::safe;

/// What names are looked up in.
pub(super) struct Known<'k> {
    pub(super) model: &'k Model,
    pub(super) snapshot: &'k Snapshot,
    pub(super) catalog: &'static Catalog,
    /// The object ids that names of the policy lead to.
    pub(super) ids: &'k Pins,
}

/// Finds what the settings name.
pub(super) fn of(settings: &Authoritative, known: &Known<'_>) -> Result<Authority, Error> {
    let scopes = settings.scopes.iter().map(|name| known.scope(name));
    let principals = settings.principals.iter().map(|name| known.principal(name));
    let roles = settings.roles.iter().map(|name| known.role(name));
    let assignments = settings.assignments.iter().map(|name| {
        let found = is_guid(name).then(|| name.to_lowercase_smolstr());
        found.ok_or_else(|| {
            unknown(
                "except-assignments",
                name,
                "write the GUID of an assignment",
            )
        })
    });
    Ok(Authority {
        scopes: scopes.collect::<Result<_, _>>()?,
        principals: principals.collect::<Result<_, _>>()?,
        roles: roles.collect::<Result<_, _>>()?,
        assignments: assignments.collect::<Result<_, _>>()?,
    })
}

impl Known<'_> {
    fn scope(&self, name: &str) -> Result<String, Error> {
        let mut all = (0..self.model.scopes.len()).map(ScopeId::new);
        let wanted = scope_in_name(name);
        let found = all.find_map(|id| {
            let scope = scope_in_name(&self.model.scope(id)?.id);
            (scope == wanted || self.model.scope_name(id) == *name).then_some(scope)
        });
        let help =
            "write the name of a scope that the policy declares, such as `churn@dev`, or its id";
        found.ok_or_else(|| unknown("authoritative", name, help))
    }

    fn principal(&self, name: &str) -> Result<SmolStr, Error> {
        if is_guid(name) {
            return Ok(name.to_lowercase_smolstr());
        }
        let mut all = (0..self.model.principals.len()).map(PrincipalId::new);
        let said = || {
            let found = all.find(|id| self.model.principal_name(*id) == *name)?;
            self.model.principal(found)?.object_id.clone()
        };
        let found = self.ids.get(name).cloned().or_else(said);
        let help =
            "write an object id, or the name of a principal of the policy whose object id is known";
        found.ok_or_else(|| unknown("except-principals", name, help))
    }

    fn role(&self, name: &str) -> Result<SmolStr, Error> {
        if is_guid(name) {
            return Ok(name.to_lowercase_smolstr());
        }
        let mut read = self.snapshot.role_definitions.iter();
        let read = read.find(|one| one.name.eq_ignore_ascii_case(name));
        let built_in = || {
            let found = self.catalog.builtin_by_name(name)?;
            Some(SmolStr::new(found.id()))
        };
        let found = read.map(|one| one.id.clone()).or_else(built_in);
        let help = "write the name of a role as Azure shows it, or its GUID";
        found.ok_or_else(|| unknown("except-roles", name, help))
    }
}

fn unknown(setting: &str, name: &str, help: &str) -> Error {
    Error::Usage {
        message: format!(
            "`plan.{setting}` of rolewright.toml names `{}`, which nobody knows",
            safe(name)
        ),
        help: help.to_owned(),
    }
}
