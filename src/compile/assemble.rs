//! From grants to roles and assignments.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use smol_str::{SmolStr, format_smolstr};

use super::names::guid;
use super::stage::{Facet, Share, facet, shares};
use super::{Assignment, Compiled, CompiledRole, CompiledRoleId, Provenance, Source};
use crate::algebra::{Builtins, Reach};
use crate::catalog::Catalog;
use crate::model::date::Day;
use crate::model::permission::Block;
use crate::model::{Granted, Kind, Level, Model, PrincipalId, RoleId, ScopeId, StageId, Tier};
use crate::source::Span;

/// What makes a role of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Demand {
    Facet(StageId, Facet, Option<Tier>),
    Role(RoleId),
    BuiltIn(SmolStr),
}

/// Compiles a model.
///
/// `today` is the day by which grants that are past their `until` are left out; without one all
/// of them count.
pub fn compile(model: &Model, catalog: &Catalog, today: Option<Day>) -> Compiled {
    let mut assembly = Assembly {
        model,
        catalog,
        shares: HashMap::new(),
        made: HashMap::new(),
        by_guid: HashMap::new(),
        tuples: HashMap::new(),
        compiled: Compiled::default(),
    };
    for (index, grant) in model.grants.iter().enumerate() {
        let statement = model.statement(grant.statement);
        let expired = statement.is_some_and(|found| {
            found
                .until
                .is_some_and(|(until, _)| today.is_some_and(|today| until < today))
        });
        if !expired {
            assembly.grant(index);
        }
    }
    assembly.unassigned();
    assembly.finish()
}

struct Assembly<'m> {
    model: &'m Model,
    catalog: &'m Catalog,
    shares: HashMap<StageId, BTreeMap<Facet, Share>>,
    made: HashMap<Demand, Vec<CompiledRoleId>>,
    by_guid: HashMap<SmolStr, CompiledRoleId>,
    tuples: HashMap<(ScopeId, PrincipalId, CompiledRoleId), usize>,
    compiled: Compiled,
}

impl Assembly<'_> {
    fn grant(&mut self, index: usize) {
        let Some(grant) = self.model.grants.get(index) else {
            return;
        };
        let Some(statement) = self.model.statement(grant.statement) else {
            return;
        };
        for (position, binding) in grant.bindings.iter().enumerate() {
            let demand = match &statement.what {
                Granted::Stage(stage) => {
                    let Some(clause) = self.model.clause(*stage, binding.clause) else {
                        continue;
                    };
                    let tier = self.model.tier(binding.scope);
                    Demand::Facet(*stage, facet(clause, binding.kind), tier)
                }
                Granted::Role(role) => Demand::Role(*role),
                Granted::BuiltIn(guid) => Demand::BuiltIn(guid.clone()),
            };
            let source = Source {
                grant: index,
                binding: position,
            };
            for role in self.roles(demand) {
                self.assign(binding.scope, grant.principal, role, source.clone());
            }
        }
    }

    fn assign(
        &mut self,
        scope: ScopeId,
        principal: PrincipalId,
        role: CompiledRoleId,
        source: Source,
    ) {
        let number = self.compiled.sources.len();
        self.compiled.sources.push(source);
        let next = self.compiled.assignments.len();
        let index = *self.tuples.entry((scope, principal, role)).or_insert(next);
        if let Some(known) = self.compiled.assignments.get_mut(index) {
            known.sources.push(number);
            return;
        }
        let sources = vec![number];
        self.compiled.assignments.push(Assignment {
            principal,
            role,
            scope,
            description: SmolStr::default(),
            sources,
        });
    }

    /// Describes each assignment by the reasons of every grant that asks for it, in the order of
    /// the alphabet, so that the order of the text does not count.
    fn describe(&mut self) {
        let described: Vec<_> = self
            .compiled
            .assignments
            .par_iter()
            .map(|assignment| self.description(assignment))
            .collect();
        for (assignment, text) in self.compiled.assignments.iter_mut().zip(described) {
            assignment.description = text;
        }
    }

    fn description(&self, assignment: &Assignment) -> SmolStr {
        let (mut reasons, mut named) = (Vec::new(), Vec::new());
        for source in &assignment.sources {
            let grant = self.compiled.sources.get(*source);
            let grant = grant.and_then(|source| self.model.grants.get(source.grant));
            if let Some(statement) = grant.and_then(|one| self.model.statement(one.statement)) {
                reasons.extend(statement.because.as_deref());
                named.push(self.granted_name(&statement.what));
            }
        }
        reasons.sort_unstable();
        reasons.dedup();
        let name = named.into_iter().min().unwrap_or_default();
        match reasons.as_slice() {
            [only] => self.marked(only, name),
            several => self.marked(&several.join("; "), name),
        }
    }

    /// Ends a description with the ownership marker.
    fn marked(&self, text: &str, declaration: &str) -> SmolStr {
        let between = if text.is_empty() { "[rw:" } else { " [rw:" };
        let policy = &self.model.policy.name;
        [text, between, policy, ":", declaration, "]"]
            .concat()
            .into()
    }

    fn granted_name<'all>(&'all self, what: &'all Granted) -> &'all str {
        match what {
            Granted::Stage(id) => self.model.stage(*id).map_or("", |stage| &stage.name),
            Granted::Role(id) => self.model.role(*id).map_or("", |role| &role.name),
            Granted::BuiltIn(guid) => guid,
        }
    }

    fn roles(&mut self, demand: Demand) -> Vec<CompiledRoleId> {
        if let Some(made) = self.made.get(&demand) {
            return made.clone();
        }
        let made = match &demand {
            Demand::Facet(stage, facet, tier) => self.facet_roles(*stage, facet, *tier),
            Demand::Role(role) => self.written(*role).into_iter().collect(),
            Demand::BuiltIn(guid) => self
                .built_in(guid, Provenance::BuiltIn, Vec::new())
                .into_iter()
                .collect(),
        };
        self.made.insert(demand, made.clone());
        made
    }

    fn facet_roles(
        &mut self,
        stage: StageId,
        facet: &Facet,
        tier: Option<Tier>,
    ) -> Vec<CompiledRoleId> {
        let (model, catalog) = (self.model, self.catalog);
        let all = self
            .shares
            .entry(stage)
            .or_insert_with(|| shares(model, catalog, stage));
        let Some(share) = all.get(facet).cloned() else {
            return Vec::new();
        };
        let several = share.blocks.len() > 1;
        let numbered = share.blocks.iter().enumerate();
        let made: Vec<_> = numbered
            .filter_map(|(index, block)| {
                let part = several.then_some(index + 1);
                self.composed(stage, facet, tier, (block, part, &share.origins))
            })
            .collect();
        made
    }

    fn composed(
        &mut self,
        stage: StageId,
        facet: &Facet,
        tier: Option<Tier>,
        (block, part, origins): (&Block, Option<usize>, &[Span]),
    ) -> Option<CompiledRoleId> {
        let blocks = std::slice::from_ref(block);
        let reach = Reach::of_blocks(Catalog::embedded(), blocks);
        if let Some(role) = Builtins::embedded().equal(blocks, &reach) {
            let guid = role.id().to_ascii_lowercase();
            return self.built_in(&guid, Provenance::Reused(stage), origins.to_vec());
        }
        let found = self.model.stage(stage)?;
        let docs = self
            .model
            .declaration(found.declared)
            .and_then(|one| one.docs.clone());
        let oldest = found.formerly.last().unwrap_or(&found.name);
        let (key, stable) = (
            tail(&found.name, facet, tier, part),
            tail(oldest, facet, tier, part),
        );
        Some(self.add(CompiledRole {
            guid: self.role_guid(&stable),
            display_name: self.display_name(&found.name, facet, tier, part),
            description: self.marked(&docs.unwrap_or_default(), &key),
            key,
            provenance: Provenance::Composed(stage),
            tier,
            blocks: vec![block.clone()],
            assignable_scopes: Vec::new(),
            origins: origins.to_vec(),
        }))
    }

    fn role_guid(&self, key: &str) -> SmolStr {
        let policy = &self.model.policy;
        guid(&[policy.tenant.as_deref().unwrap_or(""), &policy.name, key])
    }

    fn display_name(
        &self,
        stage: &str,
        facet: &Facet,
        tier: Option<Tier>,
        part: Option<usize>,
    ) -> SmolStr {
        let mut name = format!(
            "{} {stage} {}",
            self.model.policy.name,
            facet.kind.keyword()
        );
        if !facet.slots.is_empty() {
            name = format!("{name} {}", facet.slots.join("+"));
        }
        if let Some(tier) = tier {
            name = format!("{name} ({})", tier.keyword());
        }
        match part {
            Some(part) => format_smolstr!("{name} {part}"),
            None => name.into(),
        }
    }

    fn written(&mut self, id: RoleId) -> Option<CompiledRoleId> {
        let role = self.model.role(id)?;
        let declared = self.model.declaration(role.declared)?;
        let key = format_smolstr!("role/{}", role.name);
        let stable = format_smolstr!("role/{}", role.formerly.last().unwrap_or(&role.name));
        let guid = role.object_id.as_ref().map(|(guid, _)| guid.clone());
        let display = role.display_name.as_ref().map(|(name, _)| name.clone());
        let docs = declared.docs.clone().unwrap_or_default();
        let provenance = if role.existing {
            Provenance::Existing(id)
        } else {
            Provenance::Written(id)
        };
        Some(
            self.add(CompiledRole {
                guid: guid.unwrap_or_else(|| self.role_guid(&stable)),
                display_name: display.unwrap_or_else(|| role.name.clone()),
                description: self.marked(&docs, &key),
                key,
                provenance,
                tier: None,
                blocks: role.blocks.clone(),
                assignable_scopes: role
                    .assignable_scopes
                    .iter()
                    .map(|(scope, _)| scope.clone())
                    .collect(),
                origins: vec![declared.span],
            }),
        )
    }

    fn built_in(
        &mut self,
        guid: &str,
        provenance: Provenance,
        origins: Vec<Span>,
    ) -> Option<CompiledRoleId> {
        let role = self.catalog.builtin_by_id(guid)?;
        let id = self.add(CompiledRole {
            key: format_smolstr!("built-in/{guid}"),
            provenance: provenance.clone(),
            guid: guid.into(),
            display_name: role.name().into(),
            description: SmolStr::default(),
            tier: None,
            blocks: role.blocks(),
            assignable_scopes: Vec::new(),
            origins,
        });
        if let Some(known) = self.compiled.roles.get_mut(id.index())
            && provenance == Provenance::BuiltIn
        {
            known.provenance = provenance;
        }
        Some(id)
    }

    /// Adds a role, or finds the one that has its GUID already.
    fn add(&mut self, role: CompiledRole) -> CompiledRoleId {
        let next = CompiledRoleId::new(self.compiled.roles.len());
        let id = match role.provenance {
            Provenance::BuiltIn | Provenance::Reused(_) => {
                *self.by_guid.entry(role.guid.clone()).or_insert(next)
            }
            // Two roles of a policy set with one GUID are a mistake that `refuse` tells; taken for
            // one, the second would give what the first says.
            _ => next,
        };
        if id == next {
            self.compiled.roles.push(role);
        } else if let Some(known) = self.compiled.roles.get_mut(id.index()) {
            let new = role
                .origins
                .into_iter()
                .filter(|span| !known.origins.contains(span));
            let new: Vec<_> = new.collect();
            known.origins.extend(new);
        }
        id
    }

    /// Adds the roles that are declared and granted to nobody.
    fn unassigned(&mut self) {
        for index in 0..self.model.roles.len() {
            let existing = self
                .model
                .roles
                .get(index)
                .is_some_and(|role| role.existing);
            if !existing {
                self.roles(Demand::Role(RoleId::new(index)));
            }
        }
    }

    fn finish(mut self) -> Compiled {
        self.assignable_scopes();
        self.describe();
        self.sort();
        self.compiled
    }

    /// Makes each custom role assignable where it is assigned and nowhere else.
    fn assignable_scopes(&mut self) {
        let mut used: Vec<BTreeSet<ScopeId>> = vec![BTreeSet::new(); self.compiled.roles.len()];
        for assignment in &self.compiled.assignments {
            if let Some(scopes) = used.get_mut(assignment.role.index()) {
                scopes.extend(self.container(assignment.scope));
            }
        }
        let everywhere: BTreeSet<_> = self
            .model
            .environments
            .iter()
            .flat_map(|one| one.scopes.iter().copied())
            .collect();
        for (role, scopes) in self.compiled.roles.iter_mut().zip(&used) {
            if !role.is_custom() || !role.assignable_scopes.is_empty() {
                continue;
            }
            let scopes = if scopes.is_empty() {
                &everywhere
            } else {
                scopes
            };
            let covered = |id: &ScopeId| {
                self.model
                    .ancestors(*id)
                    .skip(1)
                    .any(|(above, _)| scopes.contains(&above))
            };
            let narrow = scopes.iter().filter(|id| !covered(id));
            let ids = narrow
                .filter_map(|id| self.model.scope(*id))
                .map(|scope| scope.id.clone());
            role.assignable_scopes = ids.collect();
            role.assignable_scopes.sort_unstable();
            role.assignable_scopes.dedup();
        }
    }

    /// Returns the narrowest scope above a scope that Azure takes as an assignable scope.
    fn container(&self, scope: ScopeId) -> Option<ScopeId> {
        let mut above = self.model.ancestors(scope);
        above
            .find(|(_, one)| one.level != Level::Resource)
            .map(|(id, _)| id)
    }

    /// Sorts roles by key, assignments by scope, principal and role.
    fn sort(&mut self) {
        let mut order: Vec<_> = (0..self.compiled.roles.len()).collect();
        let key = |index: &usize| self.compiled.roles.get(*index).map(|role| role.key.clone());
        order.sort_by_cached_key(key);
        let mut place = vec![CompiledRoleId(0); order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = place.get_mut(*old) {
                *slot = CompiledRoleId::new(new);
            }
        }
        let roles = std::mem::take(&mut self.compiled.roles);
        let mut numbered: Vec<_> = roles.into_iter().zip(&place).collect();
        numbered.sort_by_key(|(_, place)| **place);
        self.compiled.roles = numbered.into_iter().map(|(role, _)| role).collect();
        for assignment in &mut self.compiled.assignments {
            assignment.role = place
                .get(assignment.role.index())
                .copied()
                .unwrap_or(assignment.role);
        }
        let (scopes, principals) = (scope_ranks(self.model), principal_ranks(self.model));
        let rank = |assignment: &Assignment| {
            let scope = scopes.get(assignment.scope.index()).copied();
            (
                scope,
                principals.get(assignment.principal.index()).copied(),
                assignment.role,
            )
        };
        self.compiled.assignments.sort_by_cached_key(rank);
    }
}

/// Returns each scope's position when all are sorted by id.
fn scope_ranks(model: &Model) -> Vec<usize> {
    ranks(model.scopes.len(), |index| {
        model
            .scopes
            .get(index)
            .map(|scope| scope.id.to_ascii_lowercase())
    })
}

/// Returns each principal's position when all are sorted by name and environment.
fn principal_ranks(model: &Model) -> Vec<usize> {
    ranks(model.principals.len(), |index| {
        let principal = model.principals.get(index)?;
        let environment = principal.environment.and_then(|id| model.environment(id));
        Some((
            principal.name.clone(),
            environment.map(|one| one.name.clone()),
        ))
    })
}

fn ranks<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut order: Vec<_> = (0..count).collect();
    order.sort_by_cached_key(|index| (key(*index), *index));
    let mut ranks = vec![0; count];
    for (rank, index) in order.into_iter().enumerate() {
        if let Some(slot) = ranks.get_mut(index) {
            *slot = rank;
        }
    }
    ranks
}

/// Writes a role's key: `stage/kind/slots/tier`, with the part where one block did not do.
fn tail(stage: &str, facet: &Facet, tier: Option<Tier>, part: Option<usize>) -> SmolStr {
    let slots = if facet.slots.is_empty() {
        "-".to_owned()
    } else {
        facet.slots.join("+")
    };
    let tier = tier.map_or("any", Tier::keyword);
    let kind: Kind = facet.kind;
    let key = format_smolstr!("{stage}/{}/{slots}/{tier}", kind.keyword());
    match part {
        Some(part) => format_smolstr!("{key}/{part}"),
        None => key,
    }
}
