//! Judges what must hold: who surely can, who possibly may, and by which grant.
//!
//! `can` asks the lower bound of what stands without conditions; `cannot` and `never` ask the upper
//! bound of everything, there and below, from any scope above.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::view::View;
use crate::algebra::{Bound, PermissionSet, compose};
use crate::compile::Assignment;
use crate::model::access::Excepted;
use crate::model::guarantee::Asked;
use crate::model::permission::{Block, Pattern, Plane};
use crate::model::{CapabilityId, Granted, Kind, PrincipalId, ScopeId, StageId};
use crate::support::hash::HashMap;

/// One way in which somebody may do what is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// Who.
    pub(super) who: PrincipalId,
    /// The position of the assignment that gives it.
    pub(super) assignment: usize,
}

/// Who and where a question is about, and what does not count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Question<'q> {
    /// These and their members; none means anyone.
    pub(super) to: Option<&'q [PrincipalId]>,
    /// There, below and from above; none means everywhere.
    pub(super) on: Option<&'q [ScopeId]>,
    /// These and their members are left out.
    pub(super) except: &'q [PrincipalId],
    /// What comes by grants of these alone is left out.
    pub(super) through: &'q [Granted],
    /// What has to be activated first is left out.
    pub(super) standing: bool,
    /// Identities that a resource has by itself are left out.
    pub(super) declared: bool,
}

/// Judges one view.
pub(super) struct Judge<'s, 'v> {
    view: &'s View<'v>,
    /// The groups that hold each principal, itself included; worked out once.
    memberships: OnceCell<Vec<Vec<PrincipalId>>>,
    /// The members of each principal, itself included; worked out once.
    members: OnceCell<Vec<Vec<PrincipalId>>>,
    /// Which roles possibly grant what, by what was asked.
    roles: RefCell<HashMap<String, Rc<[bool]>>>,
}

impl<'s, 'v> Judge<'s, 'v> {
    /// Makes a judge; nothing is worked out before it is asked for.
    pub(super) fn new(view: &'s View<'v>) -> Self {
        Self {
            view,
            memberships: OnceCell::new(),
            members: OnceCell::new(),
            roles: RefCell::default(),
        }
    }

    fn memberships(&self) -> &[Vec<PrincipalId>] {
        self.memberships.get_or_init(|| {
            let all = (0..self.view.model.principals.len()).map(PrincipalId::new);
            all.map(|id| self.view.model.memberships(id)).collect()
        })
    }

    /// Lists who is in a group, itself included, by position.
    fn members_of(&self, group: PrincipalId) -> &[PrincipalId] {
        let members = self.members.get_or_init(|| {
            let mut members = vec![Vec::new(); self.view.model.principals.len()];
            for (who, groups) in self.memberships().iter().enumerate() {
                for group in groups {
                    if let Some(list) = members.get_mut(group.index()) {
                        list.push(PrincipalId::new(who));
                    }
                }
            }
            members
        });
        members.get(group.index()).map_or(&[], Vec::as_slice)
    }

    fn groups_of(&self, who: PrincipalId) -> &[PrincipalId] {
        let groups = self.memberships().get(who.index());
        groups.map_or(&[], Vec::as_slice)
    }

    /// Lists every way in which what is asked is possibly granted, one per assignment.
    pub(super) fn ways(&self, asked: &Asked, question: &Question<'_>) -> Vec<Way> {
        let roles = self.roles_with(asked);
        let is_counted = |one: &'v Assignment| {
            let gives = roles.get(one.role.index()).copied().unwrap_or(false);
            gives && self.counts(one, question)
        };
        let way = |assignment: usize| {
            let one = self.view.compiled.assignments.get(assignment)?;
            let who = is_counted(one).then(|| self.asked_of(one.principal, question))??;
            Some(Way { who, assignment })
        };
        match question.to {
            Some(to) => self.reaching(to).into_iter().filter_map(way).collect(),
            None => (0..self.view.compiled.assignments.len())
                .filter_map(way)
                .collect(),
        }
    }

    /// Lists the positions of the assignments that somebody of these or their members has, by
    /// themselves or through a group.
    fn reaching(&self, to: &[PrincipalId]) -> BTreeSet<usize> {
        let members = to.iter().flat_map(|group| self.members_of(*group));
        let members: BTreeSet<_> = members.copied().collect();
        let holders = members.iter().flat_map(|who| self.groups_of(*who));
        let holders: BTreeSet<_> = holders.copied().collect();
        let positions = holders.iter().flat_map(|id| self.view.positions_to(*id));
        positions.copied().collect()
    }

    /// Finds who of those that are asked about has the assignments of a principal: itself, or else
    /// its first member.
    fn asked_of(&self, holder: PrincipalId, question: &Question<'_>) -> Option<PrincipalId> {
        if self.is_asked(holder, question) {
            return Some(holder);
        }
        let mut members = self.members_of(holder).iter().copied();
        members.find(|id| self.is_asked(*id, question))
    }

    /// Tells of each role whether it possibly grants any of what is asked; worked out once.
    fn roles_with(&self, asked: &Asked) -> Rc<[bool]> {
        let key = format!("{asked:?}");
        if let Some(known) = self.roles.borrow().get(&key) {
            return Rc::clone(known);
        }
        let defining = self.defining(asked);
        let shares = |set: &PermissionSet| {
            let shared = set.overlaps(Bound::Upper, &defining, Bound::Upper);
            shared.is_possible()
        };
        let sets = self.view.roles().map(|(id, _)| self.view.set(id));
        let found: Rc<[bool]> = sets.map(|set| set.is_some_and(shares)).collect();
        self.roles.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn is_asked(&self, who: PrincipalId, question: &Question<'_>) -> bool {
        let groups = self.groups_of(who);
        let in_any = |list: &[PrincipalId]| groups.iter().any(|group| list.contains(group));
        let principal = self.view.model.principal(who);
        let implicit = principal.is_some_and(|one| one.implicit_of.is_some());
        question.to.is_none_or(in_any)
            && !in_any(question.except)
            && !(question.declared && implicit)
    }

    fn counts(&self, assignment: &'v Assignment, question: &Question<'_>) -> bool {
        let model = self.view.model;
        let near = |scope: &ScopeId| {
            model.covers(assignment.scope, *scope) || model.covers(*scope, assignment.scope)
        };
        let there = question.on.is_none_or(|scopes| scopes.iter().any(near));
        let mut statements = self
            .view
            .grants_of(assignment)
            .filter_map(|grant| model.statement(grant.statement));
        there
            && statements.any(|statement| {
                let activated = question.standing && statement.eligible;
                !(activated || question.through.contains(&statement.what))
            })
    }

    /// Tells whether somebody surely can do what is asked at a scope; if not, what they lack.
    pub(super) fn lacks(
        &self,
        who: PrincipalId,
        asked: &Asked,
        scope: ScopeId,
        eligible: bool,
    ) -> Option<String> {
        let needs: Vec<Vec<(ScopeId, Block)>> = match asked {
            Asked::Operation(pattern) => Plane::BOTH
                .map(|plane| vec![(scope, block_of(plane, pattern))])
                .into(),
            Asked::Capability(id) => vec![self.needs(*id, scope)],
            Asked::Stage(id) => {
                let capabilities = self.capabilities(*id).into_iter();
                capabilities.map(|(id, _)| self.needs(id, scope)).collect()
            }
        };
        let mut lacking = None;
        for parts in needs.iter().filter(|parts| !parts.is_empty()) {
            match parts
                .iter()
                .find_map(|part| self.missing(who, part, eligible))
            {
                None => return None,
                Some(missing) => lacking = lacking.or(Some(missing)),
            }
        }
        Some(lacking.unwrap_or_else(|| "nothing of it is for such a place".to_owned()))
    }

    /// Finds an operation of a block that is not surely granted.
    fn missing(
        &self,
        who: PrincipalId,
        (scope, block): &(ScopeId, Block),
        eligible: bool,
    ) -> Option<String> {
        let needed = PermissionSet::of(std::slice::from_ref(block));
        let mut held = PermissionSet::empty();
        for group in self.groups_of(who) {
            for (_, assignment) in self.view.holdings().reaching(self.view, *group, *scope) {
                if self.is_sure(assignment, eligible)
                    && let Some(set) = self.view.set(assignment.role)
                {
                    held = held.union(set);
                }
            }
        }
        if needed.within(Bound::Lower, &held, Bound::Lower).is_sure() {
            return None;
        }
        let beyond = needed.beyond(Bound::Lower, &held, Bound::Lower);
        let place = self.view.scope_name(*scope);
        Some(match beyond.witness() {
            Some(witness) => format!("`{}` on `{place}` is missing", witness.name),
            None => format!("it is not certain that all of it is granted on `{place}`"),
        })
    }

    /// Tells whether an assignment stands without a condition, or is eligible where that counts.
    fn is_sure(&self, assignment: &'v Assignment, eligible: bool) -> bool {
        let mut statements = self
            .view
            .grants_of(assignment)
            .filter_map(|grant| self.view.model.statement(grant.statement));
        statements.any(|statement| !statement.conditional && (eligible || !statement.eligible))
    }

    /// Lists what a capability takes at a scope: its parts there, above it and behind its links.
    fn needs(&self, capability: CapabilityId, scope: ScopeId) -> Vec<(ScopeId, Block)> {
        let model = self.view.model;
        let mut needs: Vec<(ScopeId, Block)> = Vec::new();
        for part in model.parts_of(&[(capability, crate::source::Span::default())]) {
            let (needed, Some(part)) = (part.needed, model.part(part)) else {
                continue;
            };
            let Some(place) = self.place_of(part.kind, scope) else {
                if needed {
                    continue;
                }
                return Vec::new();
            };
            if !needs.iter().any(|(known, _)| *known == place) {
                needs.push((place, Block::default()));
            }
            if let Some((_, block)) = needs.iter_mut().find(|(known, _)| *known == place) {
                for written in &part.patterns {
                    add(block, written.plane, &written.pattern);
                }
            }
        }
        let catalog = self.view.catalog;
        let composed = needs.into_iter();
        composed
            .map(|(place, block)| (place, compose(catalog, &block)))
            .collect()
    }

    /// Finds where the part of a capability for a kind is asked for, as a clause would find it.
    fn place_of(&self, kind: Kind, scope: ScopeId) -> Option<ScopeId> {
        let model = self.view.model;
        let is = |id: &ScopeId| model.scope(*id).is_some_and(|one| one.kind == kind);
        let here = model.scope(scope)?;
        if here.kind == kind || here.kind.holds(kind) {
            return Some(scope);
        }
        let mut above = model.ancestors(scope).map(|(id, _)| id);
        let linked = || here.links.iter().map(|link| link.target).find(is);
        above.find(is).or_else(linked)
    }

    /// Lists the capabilities of a stage with what is cut from them.
    fn capabilities(&self, stage: StageId) -> Vec<(CapabilityId, Vec<Pattern>)> {
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
    fn defining(&self, asked: &Asked) -> PermissionSet {
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
    pub(super) fn asked_name(&self, asked: &Asked) -> String {
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

fn block_of(plane: Plane, pattern: &Pattern) -> Block {
    let mut block = Block::default();
    add(&mut block, Some(plane), pattern);
    block
}

fn add(block: &mut Block, plane: Option<Plane>, pattern: &Pattern) {
    match plane {
        Some(Plane::Control) => block.actions.push(pattern.clone()),
        Some(Plane::Data) => block.data_actions.push(pattern.clone()),
        None => {}
    }
}
