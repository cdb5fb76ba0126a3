//! What every emitter reads: the compiled policy with what they all derive from it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;
use smol_str::SmolStr;

use super::Artefact;
use super::deployment::{self, Deployment};
use super::origin::{Line, Lines};
use crate::compile::names::{self, assignment_name, guid, scope_in_name};
use crate::compile::place::Place;
use crate::compile::{Assignment, Compiled, CompiledRole, CompiledRoleId, pooled};
use crate::model::permission::{Block, Pattern};
use crate::model::{Model, Principal, PrincipalId, Scope, ScopeId};

/// The compiled policy and how it is cut into deployments.
pub(super) struct Input<'policy> {
    pub(super) model: &'policy Model,
    pub(super) compiled: &'policy Compiled,
    pub(super) deployments: Vec<Deployment>,
    parameters: BTreeMap<PrincipalId, String>,
    pub(super) spots: Vec<Spot<'policy>>,
    assignments: Vec<Derived<'policy>>,
    roles: Vec<Vec<Line<'policy>>>,
    made: &'policy (dyn Fn(&mut Artefact) + Sync),
}

/// A template parameter for an object id that nobody knows yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the templates.
    pub name: String,
    /// Whose object id it wants.
    pub wanted: String,
}

/// Lists the parameters of a compiled policy, sorted by name.
pub fn parameters(model: &Model, compiled: &Compiled) -> Vec<Parameter> {
    let named = unknown(model, compiled);
    let mut listed: Vec<_> = named
        .into_iter()
        .filter_map(|(id, name)| {
            let wanted = wanted(model, model.principal(id)?);
            Some(Parameter { name, wanted })
        })
        .collect();
    listed.sort_by(|left, right| left.name.cmp(&right.name));
    listed
}

/// Names a parameter for each principal without an object id.
fn unknown(model: &Model, compiled: &Compiled) -> BTreeMap<PrincipalId, String> {
    let mut named = BTreeMap::new();
    for assignment in &compiled.assignments {
        let principal = model.principal(assignment.principal);
        if let Some(principal) = principal.filter(|one| one.object_id.is_none()) {
            let slot = named.entry(assignment.principal);
            slot.or_insert_with(|| names::parameter_name(model, principal));
        }
    }
    named
}

/// Says whose object id a parameter wants.
pub(super) fn wanted(model: &Model, principal: &Principal) -> String {
    let (kind, name) = (principal.kind.keyword(), &principal.name);
    let mut text = format!("object id of {kind} {name}");
    let environment = principal.environment.and_then(|id| model.environment(id));
    if let Some(environment) = environment {
        text.push('@');
        text.push_str(&environment.name);
    }
    let known = [&principal.azure_name, &principal.upn, &principal.app_id];
    if let Some(known) = known.into_iter().flatten().next() {
        text.push_str(&[" (", known.as_str(), ")"].concat());
    }
    text
}

/// What is derived from a scope once, and read by every emitter.
pub(super) struct Spot<'policy> {
    /// Where its id points; none where it is no id.
    pub(super) place: Option<Place<'policy>>,
    /// The id as it goes into the names of assignments.
    pub(super) in_name: String,
}

/// What is derived from an assignment once, and read by every emitter.
struct Derived<'policy> {
    name: Option<SmolStr>,
    digest: SmolStr,
    origins: Vec<Line<'policy>>,
}

/// One assignment with everything it points to.
pub(super) struct Entry<'policy> {
    pub(super) assignment: &'policy Assignment,
    pub(super) principal: &'policy Principal,
    pub(super) scope: &'policy Scope,
    pub(super) role: &'policy CompiledRole,
    /// The template parameter for an object id that nobody knows yet.
    pub(super) parameter: Option<&'policy str>,
    /// The assignment's name, where the object id is known.
    pub(super) name: Option<&'policy str>,
    /// A GUID of scope, principal and role as they are written, also where only a parameter
    /// stands for the principal.
    pub(super) digest: &'policy str,
    pub(super) spot: &'policy Spot<'policy>,
    /// The policy lines that ask for it.
    pub(super) origins: &'policy [Line<'policy>],
}

impl<'policy> Input<'policy> {
    pub(super) fn new(
        model: &'policy Model,
        compiled: &'policy Compiled,
        lines: &'policy Lines<'policy>,
        made: &'policy (dyn Fn(&mut Artefact) + Sync),
    ) -> Self {
        let scopes = model.scopes.par_iter();
        let roles = compiled.roles.par_iter();
        let mut input = Self {
            model,
            compiled,
            deployments: Vec::new(),
            parameters: unknown(model, compiled),
            spots: scopes.map(spot).collect(),
            assignments: Vec::new(),
            roles: roles.map(|role| lines.of_role(role)).collect(),
            made,
        };
        let assignments = compiled.assignments.par_iter();
        let derived = assignments.map(|one| input.derived(lines, one));
        input.assignments = derived.collect();
        input.deployments = deployment::plan(&input);
        input
    }

    /// Does with an artefact what is to be done as soon as it is made.
    pub(super) fn made(&self, mut artefact: Artefact) -> Artefact {
        (self.made)(&mut artefact);
        artefact
    }

    fn derived(&self, lines: &'policy Lines<'policy>, assignment: &Assignment) -> Derived<'policy> {
        let principal = self.model.principal(assignment.principal);
        let known = principal.and_then(|one| one.object_id.as_deref());
        let role = self.role(assignment.role).map_or("", |role| &role.guid);
        let who = known.or_else(|| self.parameter(assignment.principal));
        let who = who.unwrap_or_default();
        let scope = self.spot(assignment.scope);
        let scope = scope.map_or("", |spot| &spot.in_name);
        let digest = guid(&[scope, who, role]);
        // Most ids are in lower case already, so that both are one.
        let is_lower = |id: &str| {
            id.bytes()
                .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
        };
        let name = if is_lower(who) && is_lower(role) {
            digest.clone()
        } else {
            assignment_name(scope, who, role).into()
        };
        Derived {
            name: known.map(|_| name),
            digest,
            origins: lines.of_assignment(self.model, self.compiled, assignment),
        }
    }

    /// Reads what is derived from a scope; none where there is no such scope.
    pub(super) fn spot(&self, scope: ScopeId) -> Option<&Spot<'policy>> {
        self.spots.get(scope.index())
    }

    /// Reads an assignment by position; none where it points to nothing.
    pub(super) fn entry(&self, position: usize) -> Option<Entry<'_>> {
        let assignment = self.compiled.assignments.get(position)?;
        let derived = self.assignments.get(position)?;
        Some(Entry {
            assignment,
            principal: self.model.principal(assignment.principal)?,
            scope: self.model.scope(assignment.scope)?,
            role: self.role(assignment.role)?,
            parameter: self.parameter(assignment.principal),
            name: derived.name.as_deref(),
            digest: &derived.digest,
            spot: self.spot(assignment.scope)?,
            origins: &derived.origins,
        })
    }

    pub(super) fn entries(&self, positions: &[usize]) -> Vec<Entry<'_>> {
        positions.iter().filter_map(|at| self.entry(*at)).collect()
    }

    pub(super) fn role(&self, id: CompiledRoleId) -> Option<&'policy CompiledRole> {
        self.compiled.roles.get(id.index())
    }

    /// Lists the policy lines that ask for a role.
    pub(super) fn role_origins(&self, id: CompiledRoleId) -> &[Line<'policy>] {
        self.roles.get(id.index()).map_or(&[], Vec::as_slice)
    }

    fn parameter(&self, principal: PrincipalId) -> Option<&str> {
        self.parameters.get(&principal).map(String::as_str)
    }

    /// Lists every parameter with its principal, sorted by name.
    pub(super) fn parameters(&self) -> Vec<(&str, &'policy Principal)> {
        let named = self.parameters.iter();
        let mut named: Vec<_> = named
            .filter_map(|(id, name)| Some((name.as_str(), self.model.principal(*id)?)))
            .collect();
        named.sort_by_key(|(name, _)| *name);
        named
    }
}

fn spot(scope: &Scope) -> Spot<'_> {
    Spot {
        place: Place::of(&scope.id),
        in_name: scope_in_name(&scope.id),
    }
}

/// Returns the one permission block of a role; `compile` refused those that have no such block.
pub(super) fn block(role: &CompiledRole) -> Cow<'_, Block> {
    match role.blocks.as_slice() {
        [only] => Cow::Borrowed(only),
        several => Cow::Owned(pooled(several).unwrap_or_default()),
    }
}

/// Lists the four lists of a block, each with the name that Resource Manager gives it.
pub(super) fn lists(block: &Block) -> [(&'static str, &[Pattern]); 4] {
    [
        ("actions", &block.actions),
        ("notActions", &block.not_actions),
        ("dataActions", &block.data_actions),
        ("notDataActions", &block.not_data_actions),
    ]
}
