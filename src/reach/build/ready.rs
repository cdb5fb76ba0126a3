//! The steps with what enables them looked up.

use crate::access::{Access, Asked, Bounds};
use crate::model::ScopeId;
use crate::reach::edge::{Edge, Site};
use crate::reach::gains::is_site;

/// A step with what enables it looked up.
pub(in crate::reach) struct Ready {
    pub(in crate::reach) edge: &'static Edge,
    pub(super) asked: Vec<Asked>,
}

impl Ready {
    pub(super) fn of(access: &Access<'_>, edge: &'static Edge) -> Self {
        let operations = edge.operations.iter();
        let asked = operations.map(|(plane, name)| access.asked(*plane, name));
        Self {
            edge,
            asked: asked.collect(),
        }
    }
}

/// Tells which steps distinct blocks enable, and whether surely.
pub(super) fn enabled(access: &Access<'_>, edges: &[Ready]) -> Vec<Vec<(u16, bool)>> {
    let of = |set: u32| {
        let steps = (0_u16..).zip(edges).filter_map(|(at, ready)| {
            let asked = ready.asked.iter();
            let bounds = asked
                .map(|asked| access.bounds(set, asked))
                .fold(Bounds::default(), Bounds::or);
            bounds.upper.then_some((at, bounds.lower))
        });
        steps.collect()
    };
    (0..access.blocks_count()).map(of).collect()
}

/// Lists where the operations of a step have to be held, in the order of the tree.
pub(super) fn sites(access: &Access<'_>, edge: &Edge) -> Vec<ScopeId> {
    if edge.at == Site::Anywhere {
        return Vec::new();
    }
    let places = access.world().places.iter().enumerate();
    let fitting = places.filter(|(_, place)| is_site(edge.at, place));
    let mut sites: Vec<_> = fitting.map(|(index, _)| ScopeId::new(index)).collect();
    access.sort(&mut sites);
    sites
}
