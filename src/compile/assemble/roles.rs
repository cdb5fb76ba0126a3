//! The roles that what is granted makes, each once.

use smol_str::{SmolStr, format_smolstr};

use super::names::tail;
use super::{Assembly, Demand};
use crate::algebra::{Builtins, Reach};
use crate::compile::stage::{Facet, shares};
use crate::compile::{CompiledRole, CompiledRoleId, Provenance};
use crate::model::permission::Block;
use crate::model::{RoleId, StageId, Tier};
use crate::source::Span;

impl Assembly<'_> {
    pub(super) fn roles(&mut self, demand: Demand) -> Vec<CompiledRoleId> {
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
        let reach = Reach::of_blocks(self.catalog, blocks);
        if let Some(role) = Builtins::of(self.catalog).equal(blocks, &reach) {
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
    pub(super) fn unassigned(&mut self) {
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
}
