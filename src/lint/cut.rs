//! What roles and stages except, and which other roles hand it back to the same principal.

use std::collections::BTreeMap;

use super::grade::witnesses;
use super::view::View;
use crate::algebra::{Bound, Match, OperationSet, PermissionSet, Reach, matching};
use crate::catalog::{Catalog, OperationId};
use crate::compile::stage::{Facet, facet, shares};
use crate::compile::{Assignment, Source};
use crate::model::access::Excepted;
use crate::model::permission::{Block, Pattern};
use crate::model::{Granted, PrincipalId, RoleId, StageId};
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};

/// What blocks would grant and except.
#[derive(Debug)]
pub struct Cut {
    /// The known operations of it.
    known: OperationSet,
    /// The same as a list, where it is short.
    few: Option<Vec<OperationId>>,
    /// The blocks, for the operations that nobody knows yet.
    blocks: Vec<Block>,
    wild: bool,
}

/// So many operations are looked up one by one rather than as a set.
const FEW: usize = 16;

impl Cut {
    /// Works out what blocks except; none where they except nothing.
    pub fn of(catalog: &Catalog, blocks: &[Block]) -> Option<Self> {
        let cutting = || blocks.iter().filter(|block| cuts(block)).map(apart);
        cutting().next()?;
        let mut known = OperationSet::empty();
        for pair in cutting() {
            let [gross, cut] =
                pair.map(|block| Reach::of_blocks(catalog, std::slice::from_ref(&block)).upper);
            known.union_with(&gross.intersection(&cut));
        }
        if blocks.len() > 1 {
            known = known.difference(&Reach::of_blocks(catalog, blocks).lower);
        }
        let is_short = known.ids().nth(FEW).is_none();
        let few = is_short.then(|| known.ids().collect());
        let mut patterns = blocks
            .iter()
            .flat_map(|block| block.not_actions.iter().chain(&block.not_data_actions));
        Some(Self {
            few,
            known,
            wild: patterns.any(Pattern::is_wild),
            blocks: blocks.to_vec(),
        })
    }

    /// Names what a role hands back of it, if it does: the words for a reader, and one name.
    pub fn handed_back<'v>(
        &self,
        view: &View<'v>,
        wide: &'v Assignment,
    ) -> Option<(String, String)> {
        let reached = &view.reach(wide.role)?.upper;
        let overlaps = match &self.few {
            Some(few) => few.iter().any(|id| reached.contains(*id)),
            None => self.known.overlaps(reached),
        };
        if overlaps {
            let shared = self.known.intersection(reached);
            let name = view.catalog.name(shared.first()?).to_owned();
            return Some((witnesses(view.catalog, &shared), name));
        }
        if !self.wild || !view.role(wide.role)?.blocks.iter().any(is_wild) {
            return None;
        }
        let found = self
            .set()
            .shared(Bound::Lower, view.set(wide.role)?, Bound::Lower);
        let name = found.witness()?.name.to_string();
        Some((
            format!("operations such as `{name}`, which Azure may add"),
            name,
        ))
    }

    /// Makes the set of everything that is excepted, known or not.
    fn set(&self) -> PermissionSet {
        let mut set = PermissionSet::empty();
        for [gross, cut] in self.blocks.iter().map(apart) {
            set = set.union(&PermissionSet::of(&[gross]).intersection(&PermissionSet::of(&[cut])));
        }
        set.difference(&PermissionSet::of(&self.blocks))
    }
}

fn cuts(block: &Block) -> bool {
    !block.not_actions.is_empty() || !block.not_data_actions.is_empty()
}

fn is_wild(block: &Block) -> bool {
    let mut patterns = block.actions.iter().chain(&block.data_actions);
    patterns.any(Pattern::is_wild)
}

/// Splits a block into what it would grant and what it cuts.
fn apart(block: &Block) -> [Block; 2] {
    let gross = Block {
        actions: block.actions.clone(),
        data_actions: block.data_actions.clone(),
        ..Block::default()
    };
    let cut = Block {
        actions: block.not_actions.clone(),
        data_actions: block.not_data_actions.clone(),
        ..Block::default()
    };
    [gross, cut]
}

/// What each role and stage of a policy set excepts.
#[derive(Debug, Default)]
pub struct Cuts {
    roles: HashMap<RoleId, Cut>,
    stages: HashMap<StageId, BTreeMap<Facet, Cut>>,
}

impl Cuts {
    /// Works out everything that is excepted.
    pub fn of(view: &View<'_>) -> Self {
        let roles = view
            .model
            .roles
            .iter()
            .enumerate()
            .filter_map(|(index, role)| {
                Some((RoleId::new(index), Cut::of(view.catalog, &role.blocks)?))
            });
        let roles = roles.collect();
        let mut stages: HashMap<StageId, BTreeMap<Facet, Cut>> = HashMap::default();
        for (index, stage) in view.model.stages.iter().enumerate() {
            if stage.effective.iter().all(|clause| clause.cuts.is_empty()) {
                continue;
            }
            let id = StageId::new(index);
            for (facet, share) in shares(view.model, view.catalog, id) {
                if let Some(cut) = Cut::of(view.catalog, &share.intent) {
                    stages.entry(id).or_default().insert(facet, cut);
                }
            }
        }
        Self { roles, stages }
    }

    /// Tells whether nothing is excepted anywhere.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.stages.is_empty()
    }

    /// Returns what a grant's part in an assignment excepts.
    pub fn of_source(&self, view: &View<'_>, source: &Source) -> Option<&Cut> {
        let grant = view.model.grants.get(source.grant)?;
        match &view.model.statement(grant.statement)?.what {
            Granted::Role(id) => self.roles.get(id),
            Granted::BuiltIn(_) => None,
            Granted::Stage(id) => {
                let facets = self.stages.get(id)?;
                let binding = grant.bindings.get(source.binding)?;
                let clause = view.model.clause(*id, binding.clause)?;
                facets.get(&facet(clause, binding.kind))
            }
        }
    }
}

/// An exception that another assignment of the same principal undoes.
#[derive(Debug)]
pub(super) struct HandedBack<'v> {
    /// The position of the grant whose role or stage excepts something.
    pub grant: usize,
    /// Its assignment.
    pub narrow: &'v Assignment,
    /// The assignment that hands back.
    pub wide: &'v Assignment,
    /// Who has both.
    pub by: PrincipalId,
    /// What is handed back, in words.
    pub operations: String,
    /// One operation of it.
    pub witness: String,
}

/// Lists what is handed back, each pair of causes once.
pub(super) fn handed_back<'v>(view: &View<'v>) -> Vec<HandedBack<'v>> {
    let cuts = view.cuts();
    let mut found = Vec::new();
    if cuts.is_empty() {
        return found;
    }
    let mut seen: HashSet<(&Granted, usize)> = HashSet::default();
    for joint in view.holdings().joints() {
        for narrow in view.assignments_to(joint.one) {
            for source in narrow
                .sources
                .iter()
                .filter_map(|index| view.compiled.sources.get(*index))
            {
                let Some(cut) = cuts.of_source(view, source) else {
                    continue;
                };
                let Some(what) = granted(view, source.grant) else {
                    continue;
                };
                for (_, wide) in view.holdings().reaching(view, joint.other, narrow.scope) {
                    let known = seen.contains(&(what, wide.role.index()));
                    if known || is_of(view, wide, what) || !view.is_plain(wide) {
                        continue;
                    }
                    let Some((operations, witness)) = cut.handed_back(view, wide) else {
                        continue;
                    };
                    seen.insert((what, wide.role.index()));
                    found.push(HandedBack {
                        grant: source.grant,
                        narrow,
                        wide,
                        by: joint.by,
                        operations,
                        witness,
                    });
                }
            }
        }
    }
    found
}

/// Returns what a grant grants.
fn granted<'v>(view: &View<'v>, grant: usize) -> Option<&'v Granted> {
    let grant = view.model.grants.get(grant)?;
    Some(&view.model.statement(grant.statement)?.what)
}

/// Tells whether every grant of an assignment grants one thing.
fn is_of<'v>(view: &View<'v>, assignment: &'v Assignment, what: &Granted) -> bool {
    let sources = assignment
        .sources
        .iter()
        .filter_map(|index| view.compiled.sources.get(*index));
    let mut all = sources.map(|source| granted(view, source.grant));
    all.all(|other| other == Some(what))
}

/// Finds where an operation is excepted from what is granted.
pub(super) fn excepted_at(view: &View<'_>, what: &Granted, operation: &str) -> Option<Span> {
    let fits = |pattern: &Pattern| matching(pattern, operation) != Match::No;
    match what {
        Granted::BuiltIn(_) => None,
        Granted::Role(id) => {
            let written = view.model.role(*id)?.written.iter().flatten();
            let mut cuts = written.filter(|written| written.cut);
            cuts.find(|written| fits(&written.pattern))
                .map(|written| written.span)
        }
        Granted::Stage(id) => {
            let effective = view.model.stage(*id)?.effective.iter();
            let cuts = effective.flat_map(|clause| &clause.cuts);
            let excepts =
                cuts.filter_map(|(stage, index)| view.model.stage(*stage)?.excepts.get(*index));
            let mut fitting = excepts.filter(|except| match &except.what {
                Excepted::Operation(pattern) => fits(pattern),
                Excepted::Capability(id) => view.model.capability(*id).is_some_and(|capability| {
                    let patterns = capability.parts.iter().flat_map(|part| &part.patterns);
                    patterns.into_iter().any(|written| fits(&written.pattern))
                }),
            });
            fitting.next().map(|except| except.span)
        }
    }
}
