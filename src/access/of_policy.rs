//! The world that a policy set asks for.

use smol_str::SmolStr;

use super::index::scope_key;
use super::world::{Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use crate::catalog::Catalog;
use crate::compile::{Assignment, Compiled, CompiledRole, Provenance};
use crate::model::given::{Given, Means};
use crate::model::{Model, PrincipalId, ScopeId, Statement};
use crate::support::hash::HashMap;

/// What holds where Azure leaves a workspace's identity only what is the workspace's own.
const OWN_PARTS: &str = "only what belongs to the workspace itself";

impl World {
    /// Builds the world of a policy set: its own grants, and what Azure gives by itself.
    pub fn of(model: &Model, compiled: &Compiled, catalog: &Catalog) -> Self {
        let mut world = Self {
            parties: (0..model.principals.len())
                .filter_map(|index| party(model, PrincipalId::new(index)))
                .collect(),
            places: (0..model.scopes.len())
                .filter_map(|index| place(model, ScopeId::new(index)))
                .collect(),
            roles: compiled.roles.iter().map(|one| role(model, one)).collect(),
            ..Self::default()
        };
        let asked = compiled.assignments.iter().enumerate();
        world.grants = asked
            .flat_map(|(index, one)| held(model, compiled, index, one))
            .collect();
        world.give(model, catalog);
        world
    }

    /// Adds what Azure gives by itself.
    fn give(&mut self, model: &Model, catalog: &Catalog) {
        let mut known: HashMap<SmolStr, RoleId> = HashMap::default();
        for (index, role) in self.roles.iter().enumerate() {
            known.entry(role.guid.clone()).or_insert(RoleId::new(index));
        }
        for (index, given) in model.given.iter().enumerate() {
            let role = *known.entry(given.role.clone()).or_insert_with(|| {
                self.roles.push(built_in(catalog, given));
                RoleId::new(self.roles.len() - 1)
            });
            let own_parts = given.means == Means::OwnPartsOnly;
            self.grants.push(Grant {
                principal: given.principal,
                role,
                scope: given.scope,
                condition: own_parts.then(|| SmolStr::new_static(OWN_PARTS)),
                schedule: Schedule::Standing,
                origin: Origin::Azure(index),
            });
        }
    }
}

fn party(model: &Model, id: PrincipalId) -> Option<Party> {
    let principal = model.principal(id)?;
    let environment = principal.environment.and_then(|id| model.environment(id));
    Some(Party {
        name: model.principal_name(id).into(),
        kind: principal.kind,
        object_id: principal.object_id.clone(),
        member_of: principal.member_of.clone(),
        environment: environment.map(|one| one.name.clone()),
        tier: environment.and_then(|one| one.tier),
        labels: principal.labels.clone(),
        resource: principal.scope,
        implicit_of: principal.implicit_of,
        federated: principal.federated.clone(),
        declared: true,
        gained: None,
    })
}

fn place(model: &Model, id: ScopeId) -> Option<Place> {
    let scope = model.scope(id)?;
    let environment = scope.environment.and_then(|id| model.environment(id));
    let settings = scope.properties.iter();
    Some(Place {
        name: model.scope_name(id).into(),
        id: scope_key(&scope.id),
        kind: Some(scope.kind),
        parent: scope.parent,
        environment: environment.map(|one| one.name.clone()),
        tier: environment.and_then(|one| one.tier),
        identity: scope.identity,
        links: scope.links.iter().map(|link| link.target).collect(),
        settings: settings
            .map(|one| (one.key.clone(), one.value.clone()))
            .collect(),
        labels: scope.labels.clone(),
    })
}

fn role(model: &Model, role: &CompiledRole) -> Role {
    let stage = match role.provenance {
        Provenance::Composed(stage) | Provenance::Reused(stage) => model.stage(stage),
        _ => None,
    };
    Role {
        name: role.display_name.clone(),
        guid: role.guid.clone(),
        stage: stage.map(|stage| stage.name.clone()),
        custom: !role.is_built_in(),
        assignable: role
            .assignable_scopes
            .iter()
            .map(|id| scope_key(id))
            .collect(),
        blocks: role.blocks.clone(),
    }
}

fn built_in(catalog: &Catalog, given: &Given) -> Role {
    let known = catalog.builtin_by_id(&given.role);
    Role {
        name: given.role_name.clone(),
        guid: given.role.clone(),
        stage: None,
        custom: false,
        assignable: Vec::new(),
        blocks: known.map(|role| role.blocks()).unwrap_or_default(),
    }
}

/// Lists the ways in which an assignment is held: one where a grant stands without a condition, else
/// one for each grant, since either condition suffices.
fn held(model: &Model, compiled: &Compiled, index: usize, one: &Assignment) -> Vec<Grant> {
    let of = |condition: Option<SmolStr>, schedule| Grant {
        principal: one.principal,
        role: RoleId::new(one.role.index()),
        scope: one.scope,
        condition,
        schedule,
        origin: Origin::Policy(index),
    };
    let sources = one
        .sources
        .iter()
        .filter_map(|at| compiled.sources.get(*at));
    let grants = sources.filter_map(|source| model.grants.get(source.grant));
    let statements: Vec<&Statement> = grants
        .filter_map(|grant| model.statement(grant.statement))
        .collect();
    let plain = |one: &&Statement| one.condition.is_none() && !one.eligible;
    if statements.is_empty() || statements.iter().any(plain) {
        return vec![of(None, Schedule::Standing)];
    }
    let mut held: Vec<Grant> = Vec::new();
    for statement in statements {
        let schedule = if statement.eligible {
            Schedule::Eligible
        } else {
            Schedule::Standing
        };
        let same =
            |other: &Grant| other.condition == statement.condition && other.schedule == schedule;
        if !held.iter().any(same) {
            held.push(of(statement.condition.clone(), schedule));
        }
    }
    held
}
