//! What is asked, as permissions and by name.

use super::judge::Judge;
use crate::algebra::{PermissionSet, compose};
use crate::model::access::Written;
use crate::model::guarantee::Asked;
use crate::model::permission::{Block, Pattern, Plane};
use crate::model::{CapabilityId, Model, ScopeId};
use crate::source::Span;

/// Operations that a task takes at one place.
#[derive(Debug)]
pub(super) struct Need {
    /// Where.
    pub(super) scope: ScopeId,
    /// They define the task, and do not only come with it.
    pub(super) defines: bool,
    /// What.
    pub(super) block: Block,
}

/// Writes what is asked as a policy names it.
pub fn name_of(model: &Model, asked: &Asked) -> String {
    let name = match asked {
        Asked::Capability(id) => model.capability(*id).map(|one| &one.name),
        Asked::Stage(id) => model.stage(*id).map(|one| &one.name),
        Asked::Operation(pattern) => return pattern.as_str().to_owned(),
    };
    name.map(ToString::to_string).unwrap_or_default()
}

/// Returns what defines what is asked, on whatever kind of scope.
pub fn defining(model: &Model, asked: &Asked) -> PermissionSet {
    if let Asked::Operation(pattern) = asked {
        return PermissionSet::of(&Plane::BOTH.map(|plane| block_of(plane, pattern)));
    }
    let blocks = capabilities(model, asked).into_iter().map(|(id, cuts)| {
        let mut block = cut_by(&cuts);
        let parts = model.capability(id).map_or(&[][..], |one| &one.parts);
        add(&mut block, parts.iter().flat_map(|part| &part.patterns));
        block
    });
    PermissionSet::of(&blocks.collect::<Vec<_>>())
}

/// Lists the capabilities that are asked about, with what a stage cuts from them.
fn capabilities(model: &Model, asked: &Asked) -> Vec<(CapabilityId, Vec<Pattern>)> {
    match asked {
        Asked::Operation(_) => Vec::new(),
        Asked::Capability(id) => vec![(*id, Vec::new())],
        Asked::Stage(id) => model.capabilities_of(*id),
    }
}

impl Judge<'_> {
    /// Lists the ways to do what is asked at a scope, each with all that it takes: there, above it
    /// and behind its links. What is for no such place has none.
    pub(super) fn needs(&self, asked: &Asked, scope: ScopeId) -> Vec<Vec<Need>> {
        if let Asked::Operation(pattern) = asked {
            let alone = |plane| {
                let block = block_of(plane, pattern);
                vec![Need {
                    scope,
                    defines: true,
                    block,
                }]
            };
            return Plane::BOTH.map(alone).into();
        }
        let capabilities = capabilities(self.model, asked).into_iter();
        let needs = capabilities.map(|(id, cuts)| self.needs_of(id, &cuts, scope));
        needs.filter(|needs| !needs.is_empty()).collect()
    }

    fn needs_of(&self, capability: CapabilityId, cuts: &[Pattern], scope: ScopeId) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        for part in self.model.parts_of(&[(capability, Span::default())]) {
            let (defines, Some(part)) = (!part.needed, self.model.part(part)) else {
                continue;
            };
            let Some(scope) = self.model.place_for(part.kind, scope) else {
                if defines {
                    return Vec::new();
                }
                continue;
            };
            let same = |one: &&mut Need| one.scope == scope && one.defines == defines;
            if let Some(need) = needs.iter_mut().find(same) {
                add(&mut need.block, &part.patterns);
                continue;
            }
            let mut block = cut_by(cuts);
            add(&mut block, &part.patterns);
            needs.push(Need {
                scope,
                defines,
                block,
            });
        }
        for need in &mut needs {
            need.block = compose(self.access.catalog(), &need.block);
        }
        needs.retain(|need| !need.block.is_empty());
        needs
    }
}

fn cut_by(cuts: &[Pattern]) -> Block {
    Block {
        not_actions: cuts.to_vec(),
        not_data_actions: cuts.to_vec(),
        ..Block::default()
    }
}

fn block_of(plane: Plane, pattern: &Pattern) -> Block {
    let mut block = Block::default();
    push(&mut block, plane, pattern);
    block
}

fn add<'w>(block: &mut Block, written: impl IntoIterator<Item = &'w Written>) {
    for one in written {
        if let Some(plane) = one.plane {
            push(block, plane, &one.pattern);
        }
    }
}

fn push(block: &mut Block, plane: Plane, pattern: &Pattern) {
    match plane {
        Plane::Control => block.actions.push(pattern.clone()),
        Plane::Data => block.data_actions.push(pattern.clone()),
    }
}
