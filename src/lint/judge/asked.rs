//! What is asked, as permissions and by name.

use super::Judge;
use crate::algebra::PermissionSet;
use crate::model::access::Excepted;
use crate::model::guarantee::Asked;
use crate::model::permission::{Block, Pattern, Plane};
use crate::model::{CapabilityId, StageId};

impl Judge<'_, '_> {
    /// Lists the capabilities of a stage with what is cut from them.
    pub(super) fn capabilities(&self, stage: StageId) -> Vec<(CapabilityId, Vec<Pattern>)> {
        let model = self.view.model;
        let effective = model.stage(stage).map_or(&[][..], |one| &one.effective);
        let mut found = Vec::new();
        for (position, clause) in effective.iter().enumerate() {
            let cuts = clause.cuts.iter().flat_map(|(by, index)| {
                let except = model.stage(*by).and_then(|one| one.excepts.get(*index));
                except
                    .map(|except| self.cut(&except.what))
                    .unwrap_or_default()
            });
            let cuts: Vec<_> = cuts.collect();
            let can = model
                .clause(stage, position)
                .map_or(&[][..], |clause| &clause.can);
            found.extend(can.iter().map(|(id, _)| (*id, cuts.clone())));
        }
        found
    }

    fn cut(&self, except: &Excepted) -> Vec<Pattern> {
        match except {
            Excepted::Operation(pattern) => vec![pattern.clone()],
            Excepted::Capability(id) => {
                let parts = self
                    .view
                    .model
                    .capability(*id)
                    .map_or(&[][..], |one| &one.parts);
                let written = parts.iter().flat_map(|part| &part.patterns);
                written.map(|one| one.pattern.clone()).collect()
            }
        }
    }

    /// Returns what defines what is asked, on whatever kind of scope.
    pub(super) fn defining(&self, asked: &Asked) -> PermissionSet {
        let capabilities = match asked {
            Asked::Operation(pattern) => {
                let planes = Plane::BOTH;
                return PermissionSet::of(&planes.map(|plane| block_of(plane, pattern)));
            }
            Asked::Capability(id) => vec![(*id, Vec::new())],
            Asked::Stage(id) => self.capabilities(*id),
        };
        let blocks: Vec<Block> = capabilities
            .iter()
            .map(|(id, cuts)| {
                let mut block = Block {
                    not_actions: cuts.clone(),
                    not_data_actions: cuts.clone(),
                    ..Block::default()
                };
                let parts = self
                    .view
                    .model
                    .capability(*id)
                    .map_or(&[][..], |one| &one.parts);
                for written in parts.iter().flat_map(|part| &part.patterns) {
                    add(&mut block, written.plane, &written.pattern);
                }
                block
            })
            .collect();
        PermissionSet::of(&blocks)
    }

    /// Writes what is asked as a policy names it.
    pub(in crate::lint) fn asked_name(&self, asked: &Asked) -> String {
        match asked {
            Asked::Capability(id) => {
                let name = self.view.model.capability(*id).map(|one| one.name.clone());
                name.unwrap_or_default().to_string()
            }
            Asked::Stage(id) => self.view.stage_name(*id),
            Asked::Operation(pattern) => pattern.as_str().to_owned(),
        }
    }
}

pub(super) fn block_of(plane: Plane, pattern: &Pattern) -> Block {
    let mut block = Block::default();
    add(&mut block, Some(plane), pattern);
    block
}

pub(super) fn add(block: &mut Block, plane: Option<Plane>, pattern: &Pattern) {
    match plane {
        Some(Plane::Control) => block.actions.push(pattern.clone()),
        Some(Plane::Data) => block.data_actions.push(pattern.clone()),
        None => {}
    }
}
