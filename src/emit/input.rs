//! What every emitter reads: the compiled policy with what they all derive from it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::deployment::{self, Deployment};
use super::origin;
use crate::compile::names::{self, assignment_name, scope_in_name};
use crate::compile::{Assignment, Compiled, CompiledRole, CompiledRoleId, pooled};
use crate::model::permission::Block;
use crate::model::{Model, Principal, PrincipalId, Scope};
use crate::source::Sources;

/// The compiled policy and how it is cut into deployments.
pub(super) struct Input<'policy> {
    pub(super) model: &'policy Model,
    pub(super) compiled: &'policy Compiled,
    pub(super) deployments: Vec<Deployment>,
    parameters: BTreeMap<PrincipalId, String>,
    assignments: Vec<Derived>,
    roles: Vec<Vec<String>>,
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

/// What is derived from an assignment once, and read by every emitter.
struct Derived {
    name: Option<String>,
    scope: String,
    origins: Vec<String>,
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
    /// The scope as it goes into the assignment's name.
    pub(super) scope_in_name: &'policy str,
    /// The policy lines that ask for it.
    pub(super) origins: &'policy [String],
}

impl<'policy> Input<'policy> {
    pub(super) fn new(
        model: &'policy Model,
        compiled: &'policy Compiled,
        sources: &'policy Sources,
    ) -> Self {
        let assignments = compiled.assignments.par_iter();
        let roles = compiled.roles.par_iter();
        let mut input = Self {
            model,
            compiled,
            deployments: Vec::new(),
            parameters: unknown(model, compiled),
            assignments: assignments
                .map(|one| derived(model, compiled, sources, one))
                .collect(),
            roles: roles.map(|role| origin::of_role(sources, role)).collect(),
        };
        input.deployments = deployment::plan(&input);
        input
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
            scope_in_name: &derived.scope,
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
    pub(super) fn role_origins(&self, id: CompiledRoleId) -> &[String] {
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

fn derived(
    model: &Model,
    compiled: &Compiled,
    sources: &Sources,
    assignment: &Assignment,
) -> Derived {
    let id = model.scope(assignment.scope).map_or("", |scope| &scope.id);
    let principal = model.principal(assignment.principal);
    let object_id = principal.and_then(|one| one.object_id.as_deref());
    let role = compiled.roles.get(assignment.role.index());
    let name = object_id.zip(role);
    Derived {
        name: name.map(|(who, role)| assignment_name(id, who, &role.guid).to_string()),
        scope: scope_in_name(id),
        origins: origin::of_assignment(model, compiled, sources, assignment),
    }
}

/// Returns the one permission block of a role; `compile` refused those that have no such block.
pub(super) fn block(role: &CompiledRole) -> Cow<'_, Block> {
    match role.blocks.as_slice() {
        [only] => Cow::Borrowed(only),
        several => Cow::Owned(pooled(several).unwrap_or_default()),
    }
}
