//! Written patterns with what the catalogue knows of them, worked out once for all rules.

use std::sync::Arc;

use crate::algebra::{Bound, OperationSet, covered};
use crate::catalog::{Catalog, OperationId};
use crate::diagnostic::Edit;
use crate::model::access::Written;
use crate::model::permission::Plane;
use crate::model::{CapabilityId, DeclaredId, Model, RoleId};
use crate::source::Span;

/// Whose list a pattern stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A custom role, with the position of its block.
    Role(RoleId, usize),
    /// A capability of the policy set.
    Capability(CapabilityId),
}

/// What stands out in a list of patterns.
#[derive(Debug, Clone, Default)]
pub struct Special {
    /// The positions of the wildcards.
    pub wild: Vec<usize>,
    /// The positions of the exceptions.
    pub cuts: Vec<usize>,
}

/// One written pattern.
#[derive(Debug, Clone)]
pub struct PatternFact<'m> {
    /// Whose list.
    pub owner: Owner,
    /// The owner's declaration.
    pub declared: DeclaredId,
    /// Every pattern of the block or part, in the order in which they are written.
    pub list: &'m [Written],
    /// The position of this one.
    pub position: usize,
    /// The pattern itself.
    pub written: &'m Written,
    /// Its plane.
    pub plane: Plane,
    /// Whether it holds a `*`.
    pub is_wild: bool,
    /// What stands out in the list.
    pub special: Arc<Special>,
    /// The operation that it names; none for wildcards and for names that nobody knows.
    pub known: Option<OperationId>,
}

impl PatternFact<'_> {
    /// Returns the pattern's text.
    pub fn text(&self) -> &str {
        self.written.pattern.as_str()
    }

    /// Returns what it possibly covers among the known operations.
    pub fn covered(&self, catalog: &Catalog) -> OperationSet {
        covered(catalog, self.plane, &self.written.pattern, Bound::Upper)
    }

    /// Lists the other wildcards of its list.
    pub fn wildcards(&self) -> impl Iterator<Item = &Written> {
        let others = self
            .special
            .wild
            .iter()
            .filter(|position| **position != self.position);
        others
            .filter_map(|position| self.list.get(*position))
            .filter(|other| self.stands_with(other))
    }

    /// Lists the exceptions of its block and plane.
    pub fn exceptions(&self) -> impl Iterator<Item = &Written> {
        let cuts = self
            .special
            .cuts
            .iter()
            .filter_map(|position| self.list.get(*position));
        cuts.filter(|other| other.plane == self.written.plane)
    }

    /// Tells whether another pattern stands in the very same list.
    pub fn stands_with(&self, other: &Written) -> bool {
        other.plane == self.written.plane && other.cut == self.written.cut
    }

    /// Returns the edits that take it out of its list; none if nothing else stands there.
    pub fn removal(&self) -> Vec<Edit> {
        let neighbour = |index: Option<usize>| {
            index
                .and_then(|index| self.list.get(index))
                .filter(|other| self.stands_with(other))
        };
        let span = self.written.span;
        if let Some(next) = neighbour(self.position.checked_add(1)) {
            return vec![Edit::delete(Span::new(
                span.file,
                span.start,
                next.span.start,
            ))];
        }
        match neighbour(self.position.checked_sub(1)) {
            Some(before) => vec![Edit::delete(Span::new(
                span.file,
                before.span.end,
                span.end,
            ))],
            None => Vec::new(),
        }
    }
}

/// Lists every pattern that the policy set itself writes, the standard library left out.
pub(super) fn patterns<'m>(model: &'m Model, catalog: &Catalog) -> Vec<PatternFact<'m>> {
    let mut facts = Vec::new();
    for (index, role) in model.roles.iter().enumerate() {
        for (block, list) in role.written.iter().enumerate() {
            let owner = Owner::Role(RoleId::new(index), block);
            add(&mut facts, catalog, (owner, role.declared), list);
        }
    }
    for (index, capability) in model.capabilities.iter().enumerate() {
        let standard = model
            .declaration(capability.declared)
            .is_none_or(|one| one.standard);
        for part in capability.parts.iter().filter(|_| !standard) {
            let owner = Owner::Capability(CapabilityId::new(index));
            add(
                &mut facts,
                catalog,
                (owner, capability.declared),
                &part.patterns,
            );
        }
    }
    facts
}

fn add<'m>(
    facts: &mut Vec<PatternFact<'m>>,
    catalog: &Catalog,
    (owner, declared): (Owner, DeclaredId),
    list: &'m [Written],
) {
    let positions = |fits: &dyn Fn(&Written) -> bool| -> Vec<usize> {
        let fitting = list.iter().enumerate().filter(|(_, written)| fits(written));
        fitting.map(|(position, _)| position).collect()
    };
    let special = Arc::new(Special {
        wild: positions(&|written| written.pattern.is_wild()),
        cuts: positions(&|written| written.cut),
    });
    for (position, written) in list.iter().enumerate() {
        let plane = written.plane.unwrap_or(Plane::Control);
        let is_wild = special.wild.binary_search(&position).is_ok();
        let known = if is_wild {
            None
        } else {
            catalog.find(plane, written.pattern.as_str())
        };
        facts.push(PatternFact {
            owner,
            declared,
            list,
            position,
            written,
            plane,
            is_wild,
            special: special.clone(),
            known,
        });
    }
}
