//! What may be done: capabilities, stages and custom roles.

use smol_str::SmolStr;

use super::permission::{Block, Pattern, Plane};
use super::{DeclaredId, Kind};
use crate::source::Span;

super::index! {
    /// Identifies a capability.
    CapabilityId
}
super::index! {
    /// Identifies a stage.
    StageId
}
super::index! {
    /// Identifies a custom role.
    RoleId
}

/// A pattern with the place where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its plane; none for an `except` operation, which is cut from both.
    pub plane: Option<Plane>,
    /// It stands in an `except` list.
    pub cut: bool,
    /// The pattern.
    pub pattern: Pattern,
    /// Where.
    pub span: Span,
}

/// A named task.
#[derive(Debug, Clone)]
pub struct Capability {
    /// Its declaration.
    pub declared: DeclaredId,
    /// Its name.
    pub name: SmolStr,
    /// One part per kind.
    pub parts: Vec<Part>,
}

/// What a capability means on one kind of scope.
#[derive(Debug, Clone)]
pub struct Part {
    /// The kind of scope.
    pub kind: Kind,
    /// The operations that define the task.
    pub patterns: Vec<Written>,
    /// What is granted with it but does not define it.
    pub needs: Vec<(CapabilityId, Span)>,
    /// The whole part.
    pub span: Span,
}

/// A bundle of capabilities on kinds of scopes.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its declaration.
    pub declared: DeclaredId,
    /// Its name.
    pub name: SmolStr,
    /// The stages whose clauses it takes over.
    pub extends: Vec<(StageId, Span)>,
    /// The stages that nobody may hold beside it.
    pub separate_from: Vec<(StageId, Span)>,
    /// What it was called before, the newest first.
    pub formerly: Vec<SmolStr>,
    /// Its own clauses.
    pub clauses: Vec<Clause>,
    /// Its own exceptions.
    pub excepts: Vec<Except>,
    /// Its own and its ancestors' clauses with everything that cuts them, one entry per path.
    pub effective: Vec<EffectiveClause>,
}

/// `on KIND [slots] [if-linked] can …`
#[derive(Debug, Clone)]
pub struct Clause {
    /// The kind of scope.
    pub kind: Kind,
    /// Which ones, by name; empty for whichever there is.
    pub slots: Vec<(SmolStr, Span)>,
    /// It may bind to nothing.
    pub if_linked: bool,
    /// The capabilities.
    pub can: Vec<(CapabilityId, Span)>,
    /// The whole clause.
    pub span: Span,
}

/// One element of an `except`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Except {
    /// What is cut.
    pub what: Excepted,
    /// Where.
    pub span: Span,
    /// The whole `except` with everything that it lists.
    pub line: Span,
}

/// What an `except` cuts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excepted {
    /// What defines a capability.
    Capability(CapabilityId),
    /// An operation or pattern, on both planes.
    Operation(Pattern),
}

/// A clause as one stage has it, own or inherited.
#[derive(Debug, Clone)]
pub struct EffectiveClause {
    /// The stages from the one that has it to the one that wrote it, both included.
    pub path: Vec<StageId>,
    /// The position in the writer's own clauses.
    pub clause: usize,
    /// What is cut from it: the stage and the position in that stage's own exceptions.
    pub cuts: Vec<(StageId, usize)>,
}

impl EffectiveClause {
    /// Returns the stage that wrote the clause.
    pub fn writer(&self) -> Option<StageId> {
        self.path.last().copied()
    }
}

/// A custom role that the policy set spells out.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its declaration.
    pub declared: DeclaredId,
    /// Its name.
    pub name: SmolStr,
    /// It lives in Azure already and is not written.
    pub existing: bool,
    /// The kind of scope it is for.
    pub kind: Kind,
    /// Its display name in Azure; the declared name where none is written.
    pub display_name: Option<(SmolStr, Span)>,
    /// Its GUID in lower case, if the policy says it.
    pub object_id: Option<(SmolStr, Span)>,
    /// Its assignable scopes as resource ids, if the policy says them.
    pub assignable_scopes: Vec<(SmolStr, Span)>,
    /// What it was called before, the newest first.
    pub formerly: Vec<SmolStr>,
    /// Its permission blocks.
    pub blocks: Vec<Block>,
    /// The patterns of each block in the order in which they are written.
    pub written: Vec<Vec<Written>>,
}

/// One part of a capability that a clause grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRef {
    /// The capability.
    pub capability: CapabilityId,
    /// The position of the part.
    pub part: usize,
    /// It is granted only because something needs it.
    pub needed: bool,
}

impl super::Model {
    /// Returns a part of a capability.
    pub fn part(&self, part: PartRef) -> Option<&Part> {
        self.capability(part.capability)?.parts.get(part.part)
    }

    /// Lists every part that capabilities grant, `needs` followed, each once.
    pub fn parts_of(&self, capabilities: &[(CapabilityId, Span)]) -> Vec<PartRef> {
        let mut seen: Vec<CapabilityId> = Vec::new();
        let mut waiting: Vec<_> = capabilities
            .iter()
            .rev()
            .map(|(id, _)| (*id, false))
            .collect();
        let mut found = Vec::new();
        while let Some((capability, needed)) = waiting.pop() {
            if seen.contains(&capability) {
                continue;
            }
            seen.push(capability);
            let parts = self
                .capability(capability)
                .map_or(&[][..], |one| &one.parts);
            for (index, part) in parts.iter().enumerate() {
                found.push(PartRef {
                    capability,
                    part: index,
                    needed,
                });
                waiting.extend(part.needs.iter().rev().map(|(need, _)| (*need, true)));
            }
        }
        found
    }

    /// Returns a stage's effective clause as its writer wrote it.
    pub fn clause(&self, stage: StageId, position: usize) -> Option<&Clause> {
        let effective = self.stage(stage)?.effective.get(position)?;
        self.stage(effective.writer()?)?
            .clauses
            .get(effective.clause)
    }
}
