//! Judges what must hold: who surely can, who possibly may, and by which grant.
//!
//! `can` asks the lower bound of what stands without conditions; `cannot` and `never` ask the upper
//! bound of everything, there and below, from any scope above.

mod asked;
mod lacks;
mod ways;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::view::View;
use crate::model::{Granted, PrincipalId, ScopeId};
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
}
