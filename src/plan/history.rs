//! What a policy asked for before, which explains that something it no longer declares is marked.
//!
//! Whoever may write a role assignment can put anybody's marker on it. So a marker alone takes nothing
//! away: the policy, as it is or as it was, must have asked for the same. Nobody is asked for what was
//! before unless something is left over.

use smol_str::{SmolStr, ToSmolStr as _};

use super::desired::Desired;
use super::found::{Found, Owner};
use super::marker::Marker;
use super::roles::Roles;
use super::{Pins, Work};
use crate::access::ObjectIds;
use crate::catalog::Catalog;
use crate::compile::compile;
use crate::compile::names::scope_in_name;
use crate::model::Model;
use crate::observed::{Index, Snapshot};
use crate::support::hash::{HashMap, HashSet};

/// Somebody who knows what a policy set asked for before.
pub trait History {
    /// Explains what it can, and says why it cannot explain the rest.
    fn explain(&self, claims: &mut Claims<'_>) -> String;
}

/// What carries the marker of a policy, is not asked for, and is not explained yet.
pub struct Claims<'a> {
    snapshot: &'a Snapshot,
    index: &'a Index<'a>,
    policy: &'a str,
    catalog: &'static Catalog,
    open: Vec<Claim<'a>>,
}

/// One of them.
struct Claim<'a> {
    /// Its GUID.
    id: SmolStr,
    /// The declaration that its marker names.
    declaration: &'a str,
    /// Who holds what where; none of a role.
    held: Option<Held>,
}

struct Held {
    scope: String,
    /// The object id, and Azure's word for what it is.
    who: [SmolStr; 2],
    role: SmolStr,
    /// The role itself was made for that declaration.
    made_for_it: bool,
}

/// What one state of a policy asks for.
struct Asked {
    /// The names of stages and roles that became role definitions.
    declared: HashSet<SmolStr>,
    /// At a scope, to whom: object ids, and for those that are not known Azure's words for what they
    /// are; and what of it: the GUID of a role, and the name of the declaration.
    held: HashMap<String, HashSet<(SmolStr, SmolStr)>>,
}

impl Claims<'_> {
    /// Takes out what a state of the policy asks for, whatever the day; `pins` are the object ids that
    /// its names led to.
    pub fn settle(&mut self, model: &Model, pins: &Pins) {
        if model.policy.name != self.policy {
            return;
        }
        let ids = ObjectIds::of(model, self.snapshot, self.index);
        let asked = Asked::of(model, self.catalog, pins, &ids);
        self.open.retain(|claim| !asked.has(claim));
    }

    /// Returns the catalogue by which earlier states are read as well.
    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// Takes out what is known by its GUID.
    pub fn settle_known(&mut self, is_known: impl Fn(&str) -> bool) {
        self.open.retain(|claim| !is_known(&claim.id));
    }

    /// Tells whether everything is explained.
    pub fn is_settled(&self) -> bool {
        self.open.is_empty()
    }
}

impl Asked {
    fn of(model: &Model, catalog: &'static Catalog, pins: &Pins, ids: &ObjectIds) -> Self {
        let compiled = compile(model, catalog, None);
        let roles = compiled.roles.iter().filter(|role| role.is_custom());
        let mut asked = Self {
            declared: roles.map(|role| made_for(&role.key).into()).collect(),
            held: HashMap::default(),
        };
        for one in &compiled.assignments {
            let role = compiled.roles.get(one.role.index());
            let principal = model.principal(one.principal);
            let (Some(scope), Some(role), Some(principal)) =
                (model.scope(one.scope), role, principal)
            else {
                continue;
            };
            let pin = || pins.get(model.principal_name(one.principal).as_str());
            let known = ids.known(one.principal).into_iter().chain(pin());
            let mut who: Vec<SmolStr> = known.cloned().collect();
            if who.is_empty() {
                who.push(principal.kind.azure_type().into());
            }
            let marker = Marker::of(Some(&one.description));
            let declaration = marker.map_or("", |marker| marker.declaration).to_smolstr();
            let held = asked.held.entry(scope_in_name(&scope.id)).or_default();
            for who in who {
                held.insert((who.clone(), declaration.clone()));
                held.insert((who, role.guid.clone()));
            }
        }
        asked
    }

    fn has(&self, claim: &Claim<'_>) -> bool {
        let Some(held) = &claim.held else {
            return self.declared.contains(made_for(claim.declaration));
        };
        // Another version of rolewright may have made another role of the same declaration.
        let declaration = held.made_for_it.then_some(claim.declaration);
        let what = [Some(held.role.as_str()), declaration]
            .into_iter()
            .flatten();
        let Some(there) = self.held.get(&held.scope) else {
            return false;
        };
        let mut pairs = what.flat_map(|what| held.who.clone().map(|who| (who, what.into())));
        pairs.any(|pair| there.contains(&pair))
    }
}

/// Returns the name of the stage or role that a key is of.
fn made_for(key: &str) -> &str {
    let key = key.strip_prefix("role/").unwrap_or(key);
    key.split('/').next().unwrap_or_default()
}

/// What nothing explains.
#[derive(Default)]
pub(super) struct Unexplained {
    ids: HashSet<SmolStr>,
    why: String,
}

impl Unexplained {
    /// Finds what is left over, carries the marker of the policy, and is explained by nothing.
    pub(super) fn of(work: &Work<'_>, roles: &Roles<'_>, desired: &Desired<'_>) -> Self {
        if work.input.delete_unexplained {
            return Self::default();
        }
        let mut claims = Claims {
            catalog: work.input.compiled.catalog,
            snapshot: work.input.snapshot,
            index: &work.index,
            policy: &work.input.model.policy.name,
            open: open(work, roles, desired),
        };
        if !claims.is_settled() {
            claims.settle(work.input.model, work.input.pins);
        }
        if claims.is_settled() {
            return Self::default();
        }
        let why = work.input.history.explain(&mut claims);
        Self {
            ids: claims.open.into_iter().map(|claim| claim.id).collect(),
            why,
        }
    }

    /// Says why something must not be deleted.
    pub(super) fn note(&self, id: &str) -> Option<String> {
        self.ids.contains(id).then(|| {
            format!(
                "it carries our marker, and nothing explains it: {}. Anybody who may write it can put a marker on it: look who made it, then delete it by hand, or with `--delete-unexplained` if it is ours",
                self.why
            )
        })
    }
}

/// Lists what is left over and carries the marker of the policy where we put it.
fn open<'a>(work: &'a Work<'_>, roles: &Roles<'_>, desired: &Desired<'_>) -> Vec<Claim<'a>> {
    let left = work.found.assignments();
    let left = left.filter(|(at, _)| !desired.matched.contains(at));
    let held = left.filter_map(|(_, one)| {
        let Owner::Ours(declaration) = work.found.owner(one.description.as_deref()) else {
            return None;
        };
        let is_ours = work.found.is_in_force(one) && Found::has_our_name(one);
        is_ours.then(|| Claim {
            id: one.name.into(),
            declaration,
            held: Some(Held {
                scope: scope_in_name(&one.scope),
                who: [
                    one.principal.id.into(),
                    one.principal.kind.azure_type().into(),
                ],
                role: one.role.into(),
                made_for_it: is_made_for(work, &one.role.text(), declaration),
            }),
        })
    });
    let claimed = roles.claimed();
    let custom = work.found.custom();
    let custom = custom.filter(|one| !claimed.contains(one.id.as_str()));
    let roles = custom.filter_map(|one| {
        let Owner::Ours(key) = work.found.owner(one.description.as_deref()) else {
            return None;
        };
        work.found.has_our_id(one, key).then_some(Claim {
            id: one.id.clone(),
            declaration: key,
            held: None,
        })
    });
    held.chain(roles).collect()
}

/// Tells whether a role is one that we made for a declaration.
fn is_made_for(work: &Work<'_>, role: &str, declaration: &str) -> bool {
    let Some(role) = work.found.role(role) else {
        return false;
    };
    match work.found.owner(role.description.as_deref()) {
        Owner::Ours(key) => work.found.has_our_id(role, key) && made_for(key) == declaration,
        _ => false,
    }
}
