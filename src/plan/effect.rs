//! What a change does to access: how much is gained and lost, and whether it is held otherwise.

mod bearing;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use smol_str::SmolStr;

use super::change::{Change, Difference, Kind, Plan, Subject};
use super::write::Write;
use super::written::applied;
use super::{Work, lockout};
use crate::access::{Access, World};
use crate::algebra::{OperationSet, Reach};
use crate::catalog::{Catalog, Risk};
use crate::compile::Compiled;
use crate::model::Guid;
use crate::model::permission::Block;
use crate::observed::{RoleDefinition, Snapshot};
use crate::support::hash::HashMap;

/// How many operations, and how grave the gravest is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many operations of the catalogue.
    pub operations: usize,
    /// The gravest risk class.
    pub risk: Option<Risk>,
}

impl Amount {
    fn of(catalog: &Catalog, operations: &OperationSet) -> Self {
        let classes = operations.by_risk(catalog).into_iter();
        let classes = classes.filter(|(_, count)| *count > 0);
        Self {
            operations: operations.len(),
            risk: classes
                .map(|(risk, _)| risk)
                .max_by_key(|risk| (risk.weight(), *risk)),
        }
    }
}

/// What a change does to access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effect {
    /// What may be done after it and was not surely possible before.
    pub gained: Amount,
    /// What was possible before and is not surely possible after the whole plan.
    pub lost: Amount,
    /// What the role gives and is surely held in another way as well.
    pub held: usize,
    /// How many assignments of the role have this effect; one for an assignment itself.
    pub holders: usize,
}

impl Effect {
    /// Leaves out what bounds that are apart would call gained and lost where words alone change.
    fn of_words(self) -> Self {
        Self {
            gained: Amount::default(),
            lost: Amount::default(),
            ..self
        }
    }
}

/// Both worlds: what was read, and what the plan makes of it.
struct Worlds<'a> {
    catalog: &'static Catalog,
    before: Side<'a>,
    after: Side<'a>,
}

struct Side<'a> {
    access: &'a Access<'a>,
    roles: HashMap<&'a str, &'a RoleDefinition>,
    snapshot: &'a Snapshot,
    /// What each role gives that somebody asked for: many changes are about one role.
    gives: RefCell<HashMap<String, Rc<Reach>>>,
}

/// Tells the effect of each change, and refuses a plan after which nobody can grant anything.
pub(super) fn tell(work: &Work<'_>, plan: &mut Plan) {
    let changes_role = plan.count(Kind::BuiltInChanged) > 0;
    if !plan.has_changes() && !changes_role {
        return;
    }
    let model = work.input.model;
    let now = completed(work, plan);
    let then = applied(&now, plan.writes());
    // Places and principals of the policy keep their names, and nothing but what was read counts.
    let catalog = plan.catalog;
    let base = World::of(model, &Compiled::nothing(catalog), catalog).only(|_| false);
    let (before, after) = (base.clone().under(model, &now), base.under(model, &then));
    let before = Access::new(&before, catalog);
    let after = Access::new(&after, catalog);
    let worlds = Worlds {
        catalog,
        before: Side::of(&before, &now),
        after: Side::of(&after, &then),
    };
    for change in &mut plan.changes {
        change.effect = worlds.effect(work, change).map(Box::new);
    }
    let locked = lockout::check(work, plan, &before, &after);
    plan.refusals.extend(locked);
}

/// Returns what the snapshot has that bears on a plan, with the role definitions that nobody read
/// and that the policy or the catalogue knows.
fn completed(work: &Work<'_>, plan: &Plan) -> Snapshot {
    let mut snapshot = bearing::on(work, plan);
    let definition = |id: SmolStr, name: &str, custom, permissions| RoleDefinition {
        id,
        name: name.into(),
        custom,
        description: None,
        permissions,
        assignable_scopes: Vec::new(),
    };
    let mut unread = BTreeMap::new();
    let roles = work.input.compiled.roles.iter();
    for role in roles.filter(|role| !role.is_custom()) {
        let (name, blocks) = (&role.display_name, role.blocks.clone());
        let known = definition(role.guid.clone(), name, !role.is_built_in(), blocks);
        unread.insert(role.guid.clone(), known);
    }
    for one in &snapshot.role_assignments {
        if let Some(role) = plan.catalog.builtin_by_id(&one.role.text()) {
            let id = SmolStr::from(one.role);
            let known = || definition(id.clone(), role.name(), false, role.blocks());
            unread.entry(id.clone()).or_insert_with(known);
        }
    }
    unread.retain(|id, _| work.found.role(id).is_none());
    snapshot.role_definitions.extend(unread.into_values());
    snapshot
}

impl<'a> Side<'a> {
    fn of(access: &'a Access<'a>, snapshot: &'a Snapshot) -> Self {
        let roles = snapshot.role_definitions.iter();
        Self {
            access,
            roles: roles.map(|one| (one.id.as_str(), one)).collect(),
            snapshot,
            gives: RefCell::default(),
        }
    }

    /// Returns what a role gives.
    fn role(&self, id: &str) -> Rc<Reach> {
        let mut gives = self.gives.borrow_mut();
        let known = gives.entry(id.to_owned()).or_insert_with(|| {
            let blocks = self.roles.get(id).map(|one| one.permissions.as_slice());
            Rc::new(self.reach(blocks.unwrap_or_default()))
        });
        Rc::clone(known)
    }

    /// Returns what somebody holds at a scope.
    fn held(&self, who: &str, scope: &str) -> Reach {
        let ends = self.access.party(who).zip(self.access.place(scope));
        let held = ends.map(|(who, at)| self.access.effective_at(who, at));
        held.unwrap_or_default()
    }

    fn reach(&self, blocks: &[Block]) -> Reach {
        Reach::of_blocks(self.access.catalog(), blocks)
    }

    fn holders(&self, role: &str) -> usize {
        let all = self.snapshot.role_assignments.iter();
        let role = Guid::read(role);
        all.filter(|one| Some(one.role) == role).count()
    }
}

impl Worlds<'_> {
    fn effect(&self, work: &Work<'_>, change: &Change) -> Option<Effect> {
        match &change.subject {
            Subject::Role { id, .. } if change.kind == Kind::BuiltInChanged => {
                let roles = &work.input.compiled.roles;
                let known = roles.iter().find(|role| role.guid == *id)?;
                let (old, new) = (self.before.reach(&known.blocks), self.before.role(id));
                Some(self.of_role(&old, &new, self.before.holders(id)))
            }
            Subject::Role { id, .. } => {
                let written = |(_, write): &(_, Write)| matches!(write, Write::PutRole(_));
                let there = self.before.roles.contains_key(id.as_str());
                let effect = || {
                    let (old, new) = (self.before.role(id), self.after.role(id));
                    let told = self.of_role(&old, &new, self.after.holders(id));
                    if self.keeps(change, id) {
                        told.of_words()
                    } else {
                        told
                    }
                };
                (there && change.writes.iter().any(written)).then(effect)
            }
            Subject::Assignment {
                scope,
                who,
                role_id,
                ..
            } => {
                let who = who.id.as_deref()?;
                let side = match change.kind {
                    Kind::Delete => &self.before,
                    _ => &self.after,
                };
                let told = || self.of_assignment(who, scope, &side.role(role_id).upper);
                let told = (!change.writes.is_empty()).then(told)?;
                Some(if self.keeps(change, role_id) {
                    told.of_words()
                } else {
                    told
                })
            }
        }
    }

    /// Tells whether something is adopted or described anew, and gives what it gave.
    fn keeps(&self, change: &Change, role: &str) -> bool {
        let words = |one: &Difference| matches!(one.what, "description" | "name");
        let blocks = |side: &Side<'_>| side.roles.get(role).map(|one| one.permissions.clone());
        matches!(change.kind, Kind::Adopt | Kind::Update)
            && !change.differences.is_empty()
            && change.differences.iter().all(words)
            && blocks(&self.before) == blocks(&self.after)
    }

    fn of_assignment(&self, who: &str, scope: &str, gives: &OperationSet) -> Effect {
        let was = self.before.held(who, scope);
        let is = self.after.held(who, scope);
        let gained = gives.intersection(&is.upper.difference(&was.lower));
        let lost = gives.intersection(&was.upper.difference(&is.lower));
        let kept = gives.intersection(&was.lower).intersection(&is.lower);
        Effect {
            gained: Amount::of(self.catalog, &gained),
            lost: Amount::of(self.catalog, &lost),
            held: kept.len(),
            holders: 1,
        }
    }

    fn of_role(&self, old: &Reach, new: &Reach, holders: usize) -> Effect {
        Effect {
            gained: Amount::of(self.catalog, &new.upper.difference(&old.lower)),
            lost: Amount::of(self.catalog, &old.upper.difference(&new.lower)),
            held: 0,
            holders,
        }
    }
}
