//! Whether a deployment stack would do what a plan says, no more and no less.

use smol_str::{SmolStr, StrExt as _};

use super::saved::Saved;
use super::step::Step;
use super::thing::Thing;
use crate::compile::names::scope_in_name;
use crate::model::Guid;
use crate::observed::Snapshot;
use crate::support::hash::{HashMap, HashSet};

/// Something that the template of a stack holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// A role definition.
    Role {
        /// Its GUID.
        id: SmolStr,
        /// Its display name.
        name: SmolStr,
    },
    /// A role assignment.
    Assignment {
        /// The id of its scope.
        scope: SmolStr,
        /// The GUID that ends its id.
        name: SmolStr,
        /// The object id of whom it is for.
        who: SmolStr,
        /// What people call them.
        who_name: String,
        /// The GUID of its role.
        role: SmolStr,
        /// The display name of its role.
        role_name: SmolStr,
    },
}

/// A stack as it is and is to be.
#[derive(Debug, Clone, Copy)]
pub struct Stacked<'s> {
    /// What its template holds.
    pub held: &'s [Held],
    /// The ids of what it holds now.
    pub managed: &'s [String],
    /// What leaves it is deleted.
    pub deletes: bool,
}

/// Something that a stack would do otherwise than a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Azure has it under a name that a template cannot give.
    #[error(
        "{what} is in Azure under another name, `{name}`: a stack would make it a second time, and Azure \
         refuses that"
    )]
    OtherName {
        /// What.
        what: String,
        /// The GUID that it has.
        name: SmolStr,
    },
    /// The stack would write it, and the plan does not.
    #[error("{0} would be written by the stack, and the plan cannot say what is there")]
    Unplanned(String),
    /// The plan writes it, and the stack would not.
    #[error("{0} is changed by the plan, and is not in the template of the stack")]
    Unstacked(String),
    /// The plan deletes it, and the stack would not.
    #[error("{0} is deleted by the plan, and the stack does not hold it")]
    NotHeld(String),
    /// The plan deletes it, and the stack would let it stay.
    #[error("{0} is deleted by the plan, and `on-unmanage = \"detach\"` lets it stay")]
    Stays(String),
    /// The stack holds it, and it is not of this policy.
    #[error("the stack holds `{0}`, which is not of this policy, and would let go of it")]
    NotOurs(String),
}

/// Lists what a stack would do otherwise than a plan that was made from a snapshot.
pub fn misfits(stack: &Stacked<'_>, saved: &Saved, snapshot: &Snapshot) -> Vec<Misfit> {
    let there = There::of(snapshot);
    let steps = saved.steps();
    let written: HashSet<SmolStr> = steps.iter().filter_map(|(_, step)| written(step)).collect();
    let mut found = Vec::new();
    // What is adopted under another name is told of once.
    let mut known: HashSet<SmolStr> = stack.held.iter().map(|one| one.guid().clone()).collect();
    for one in stack.held {
        if let Some(name) = there.other(one) {
            known.insert(name.clone());
            let what = one.to_string();
            found.push(Misfit::OtherName { what, name });
        } else if !written.contains(one.guid()) && !there.guids.contains(one.guid()) {
            found.push(Misfit::Unplanned(one.to_string()));
        }
    }
    let managed: HashSet<SmolStr> = stack.managed.iter().map(|id| last(id)).collect();
    for (change, step) in &steps {
        let Some(key) = step.key() else { continue };
        let what = || change.subject.to_string();
        match step.after {
            Some(_) if !known.contains(key.guid()) => found.push(Misfit::Unstacked(what())),
            Some(_) => continue,
            None if !managed.contains(key.guid()) => found.push(Misfit::NotHeld(what())),
            None if !stack.deletes => found.push(Misfit::Stays(what())),
            None => {}
        }
        known.insert(key.guid().clone());
    }
    let strangers = stack.managed.iter();
    let strangers = strangers.filter(|id| !known.contains(&last(id)) && there.may_hold(id));
    found.extend(strangers.map(|id| Misfit::NotOurs(id.clone())));
    found.dedup();
    found
}

/// What a snapshot has, by what a template can be compared with.
struct There<'s> {
    snapshot: &'s Snapshot,
    guids: HashSet<SmolStr>,
    tuples: HashMap<(String, Guid, Guid), Guid>,
    roles: HashMap<String, &'s SmolStr>,
}

impl<'s> There<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let mut there = Self {
            snapshot,
            guids: HashSet::default(),
            tuples: HashMap::default(),
            roles: HashMap::default(),
        };
        for one in snapshot.role_definitions.iter().filter(|one| one.custom) {
            there.guids.insert(one.id.clone());
            there.roles.insert(one.name.to_lowercase(), &one.id);
        }
        let held = snapshot.role_assignments.iter();
        for one in held.filter(|one| !one.is_eligible()) {
            let key = (scope_in_name(&one.scope), one.principal.id, one.role);
            there.guids.insert(one.name.into());
            there.tuples.insert(key, one.name);
        }
        there
    }

    /// Finds what is the same as something of a template, under another GUID.
    fn other(&self, one: &Held) -> Option<SmolStr> {
        let there = match one {
            Held::Role { name, .. } => (*self.roles.get(&name.to_lowercase())?).clone(),
            Held::Assignment {
                scope, who, role, ..
            } => {
                let key = (scope_in_name(scope), Guid::read(who)?, Guid::read(role)?);
                SmolStr::from(*self.tuples.get(&key)?)
            }
        };
        (there != *one.guid()).then_some(there)
    }

    /// Tells whether something that a stack says it holds may be there still. What lies where
    /// everything was read, and was not found, is gone already; nested deployments hold nothing.
    fn may_hold(&self, id: &str) -> bool {
        let lower = id.to_lowercase();
        let mut scopes = self.snapshot.scopes.iter();
        let was_read = self.snapshot.completeness.missing.is_empty()
            && lower.contains("/microsoft.authorization/role")
            && scopes.any(|scope| lower.starts_with(&format!("{}/", scope_in_name(scope))));
        let is_nested = lower.contains("/microsoft.resources/deployments/");
        !is_nested && (!was_read || self.guids.contains(&last(&lower)))
    }
}

/// Returns the GUID of what a step leaves in Azure.
fn written(step: &Step) -> Option<SmolStr> {
    match step.after.as_ref()? {
        Thing::Role(role) => Some(role.id.clone()),
        Thing::Assignment(one) => Some(one.name.into()),
    }
}

fn last(id: &str) -> SmolStr {
    id.rsplit('/').next().unwrap_or(id).to_lowercase_smolstr()
}

impl Held {
    fn guid(&self) -> &SmolStr {
        match self {
            Self::Role { id, .. } => id,
            Self::Assignment { name, .. } => name,
        }
    }
}

impl std::fmt::Display for Held {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Role { name, .. } => write!(formatter, "role `{name}`"),
            Self::Assignment {
                scope,
                who_name,
                role_name,
                ..
            } => write!(formatter, "`{role_name}` for `{who_name}` at `{scope}`"),
        }
    }
}
