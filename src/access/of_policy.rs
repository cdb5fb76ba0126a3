//! The world that a policy set asks for.

use smol_str::SmolStr;

use super::index::scope_key;
use super::world::{Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use crate::catalog::Catalog;
use crate::compile::{Assignment, Compiled, CompiledRole, Provenance};
use crate::model::date::Day;
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
                until: None,
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

/// Lists the ways in which an assignment is held, since each grant that asks for it suffices: one
/// for each condition, without those that a grant without any outlasts.
fn held(model: &Model, compiled: &Compiled, index: usize, one: &Assignment) -> Vec<Grant> {
    let sources = one
        .sources
        .iter()
        .filter_map(|at| compiled.sources.get(*at));
    let grants = sources.filter_map(|source| model.grants.get(source.grant));
    let mut held: Vec<Grant> = Vec::new();
    for statement in grants.filter_map(|grant| model.statement(grant.statement)) {
        let asked = asked(index, one, Some(statement));
        let mut known = held.iter_mut();
        match known
            .find(|known| (&known.condition, known.schedule) == (&asked.condition, asked.schedule))
        {
            Some(known) => known.until = later(known.until, asked.until),
            None => held.push(asked),
        }
    }
    if held.is_empty() {
        return vec![asked(index, one, None)];
    }
    let mut plain = held.iter().filter(|one| is_plain(one));
    if let Some(until) = plain.next().map(|plain| plain.until) {
        held.retain(|one| is_plain(one) || later(until, one.until) != until);
    }
    held
}

/// Returns the grant that a statement asks for; one without any terms where none does.
fn asked(index: usize, one: &Assignment, statement: Option<&Statement>) -> Grant {
    let is_eligible = statement.is_some_and(|one| one.eligible);
    Grant {
        principal: one.principal,
        role: RoleId::new(one.role.index()),
        scope: one.scope,
        condition: statement.and_then(|one| one.condition.clone()),
        schedule: if is_eligible {
            Schedule::Eligible
        } else {
            Schedule::Standing
        },
        until: statement.and_then(|one| one.until).map(|(day, _)| day),
        origin: Origin::Policy(index),
    }
}

fn is_plain(grant: &Grant) -> bool {
    grant.condition.is_none() && grant.schedule == Schedule::Standing
}

/// Returns the later of two last days; none is never.
fn later(one: Option<Day>, other: Option<Day>) -> Option<Day> {
    Some(one?.max(other?))
}
