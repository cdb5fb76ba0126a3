//! Role definitions: which one in Azure is which of the policy, and what has to be written.

use smol_str::SmolStr;

use super::Work;
use super::absent;
use super::change::{Change, Kind, Subject};
use super::found::Owner;
use super::narrow::{self, Gone};
use super::refusal::{Guard, Refusal};
use super::write::{Phase, Write};
use crate::compile::{CompiledRole, CompiledRoleId, pooled};
use crate::model::permission::Block;
use crate::observed::{Aspect, RoleDefinition};
use crate::support::hash::{HashMap, HashSet};

/// A role of the policy as Azure has it.
pub(super) struct Settled<'a> {
    /// The GUID that assignments refer to.
    pub(super) id: SmolStr,
    pub(super) state: State<'a>,
}

/// What is known of a role.
pub(super) enum State<'a> {
    /// It is not written: one of Azure's own, or one that the policy says is there.
    Fixed,
    /// Azure lacks it.
    Absent,
    /// Azure has it.
    There {
        role: &'a RoleDefinition,
        /// It does not carry our marker.
        unmarked: bool,
    },
    /// It was not read whether Azure has it.
    Unknown(String),
    /// It must not be written.
    Refused(Refusal),
    /// A scope at which it is to be assignable is not there, so that it cannot be written.
    Nowhere(String),
}

/// All the roles of a policy, in the order of [`Compiled::roles`](crate::compile::Compiled::roles).
pub(super) struct Roles<'a>(Vec<Settled<'a>>);

impl<'a> Roles<'a> {
    pub(super) fn get(&self, id: CompiledRoleId) -> Option<&Settled<'a>> {
        self.0.get(id.index())
    }

    /// Lists the scopes at which the policy wants a role to be assignable, by its GUID in Azure.
    pub(super) fn assignable_scopes(&self, work: &Work<'a>, id: &str) -> &'a [SmolStr] {
        let mut all = work.input.compiled.roles.iter().zip(&self.0);
        let found = all.find(|(_, settled)| settled.id == id);
        found.map_or(&[], |(role, _)| role.assignable_scopes.as_slice())
    }

    /// Lists the GUIDs of the roles in Azure that are the policy's.
    pub(super) fn claimed(&self) -> HashSet<&str> {
        self.0.iter().map(|one| one.id.as_str()).collect()
    }
}

/// The customer's roles by what they may be told by.
struct Known<'a> {
    by_key: HashMap<&'a str, Vec<&'a RoleDefinition>>,
    by_name: HashMap<String, Vec<&'a RoleDefinition>>,
    /// The GUIDs that the policy computes or says.
    taken: HashSet<&'a str>,
}

/// Finds each role of the policy in Azure: by its GUID, else by its marker, else by an equal display
/// name and equal permissions.
pub(super) fn settle<'a>(work: &Work<'a>) -> Roles<'a> {
    let roles = &work.input.compiled.roles;
    let mut known = Known {
        by_key: HashMap::default(),
        by_name: HashMap::default(),
        taken: roles.iter().map(|one| one.guid.as_str()).collect(),
    };
    for one in work.found.custom() {
        let name = one.name.to_lowercase();
        known.by_name.entry(name).or_default().push(one);
        if let Owner::Ours(key) = work.found.owner(one.description.as_deref()) {
            known.by_key.entry(key).or_default().push(one);
        }
    }
    let settled = roles.iter().map(|role| {
        let state = if role.is_custom() {
            known.state(work, role)
        } else {
            State::Fixed
        };
        let id = match &state {
            State::There { role, .. } => role.id.clone(),
            _ => role.guid.clone(),
        };
        Settled { id, state }
    });
    Roles(settled.collect())
}

impl<'a> Known<'a> {
    fn state(&self, work: &Work<'a>, role: &CompiledRole) -> State<'a> {
        let there = match work.found.role(&role.guid) {
            Some(there) => Some(there),
            None => self.marked(&role.key),
        };
        if let Some(other) = self.namesake(role, there) {
            let free = !self.taken.contains(other.id.as_str());
            let nobodys = work.found.owner(other.description.as_deref()) == Owner::Nobody;
            let equal = narrow::same_permissions(&other.permissions, &permissions(role));
            return if there.is_none() && free && nobodys && equal {
                State::There {
                    role: other,
                    unmarked: true,
                }
            } else {
                State::Refused(name_taken(role, other))
            };
        }
        match there {
            Some(there) => found(work, role, there),
            None => lacking(work, role),
        }
    }

    /// Finds the role that was made for a key, where only one was.
    fn marked(&self, key: &str) -> Option<&'a RoleDefinition> {
        let marked = self.by_key.get(key)?.iter();
        let mut free = marked.filter(|one| !self.taken.contains(one.id.as_str()));
        let first = free.next()?;
        free.next().is_none().then_some(*first)
    }

    /// Finds another role that has the display name already.
    fn namesake(
        &self,
        role: &CompiledRole,
        there: Option<&RoleDefinition>,
    ) -> Option<&'a RoleDefinition> {
        let own = there.map_or(role.guid.as_str(), |there| &there.id);
        let alike = self.by_name.get(&role.display_name.to_lowercase())?;
        alike.iter().copied().find(|one| one.id != own)
    }
}

fn found<'a>(work: &Work<'a>, role: &CompiledRole, there: &'a RoleDefinition) -> State<'a> {
    let places = role.origins.clone();
    let refused = |guard, reason: String, remedy: &str| {
        State::Refused(Refusal::new(guard, places.clone(), reason, remedy))
    };
    if !there.custom {
        let reason = format!(
            "`{}` is the id of the built-in role `{}`",
            role.guid, there.name
        );
        return refused(Guard::BuiltInId, reason, "take `object-id` out of the role");
    }
    match work.found.owner(there.description.as_deref()) {
        Owner::Other(policy) => refused(
            Guard::OtherPolicy,
            format!("role `{}` is that of the policy `{policy}`", there.name),
            "declare the role in one of the policies, and as `existing` in the other",
        ),
        owner => State::There {
            role: there,
            unmarked: owner == Owner::Nobody,
        },
    }
}

fn lacking<'a>(work: &Work<'a>, role: &CompiledRole) -> State<'a> {
    if let Some(note) = absent::of_role(work, role) {
        return State::Nowhere(note);
    }
    let mut scopes = role.assignable_scopes.iter();
    let reason = scopes.find_map(|scope| {
        let reason = work.index.unread(Aspect::RoleDefinitions, scope)?;
        Some(format!(
            "the role definitions of `{scope}` were not read: {reason}"
        ))
    });
    reason.map_or(State::Absent, State::Unknown)
}

fn name_taken(role: &CompiledRole, other: &RoleDefinition) -> Refusal {
    let (name, id) = (&role.display_name, &other.id);
    Refusal::new(
        Guard::DisplayNameTaken,
        role.origins.clone(),
        format!(
            "role `{id}` is called `{name}` already, and display names are unique in the tenant, so that Azure would say `RoleDefinitionWithSameNameExists`"
        ),
        "where it is an earlier role of this policy, write `formerly` with its old name; else give one of them another name",
    )
}

/// Returns the one permission block that is written.
fn permissions(role: &CompiledRole) -> Vec<Block> {
    vec![pooled(&role.blocks).unwrap_or_default()]
}

/// Lists what happens to the role definitions of the policy.
pub(super) fn changes(work: &Work<'_>, roles: &Roles<'_>, gone: &Gone<'_>) -> Vec<Change> {
    let all = work.input.compiled.roles.iter().zip(&roles.0);
    all.filter_map(|(role, settled)| change(work, role, settled, gone))
        .collect()
}

fn change(
    work: &Work<'_>,
    role: &CompiledRole,
    settled: &Settled<'_>,
    gone: &Gone<'_>,
) -> Option<Change> {
    let subject = Subject::Role {
        name: role.display_name.clone(),
        id: settled.id.clone(),
    };
    let plain = |kind| Change::new(kind, subject.clone(), role.origins.clone());
    let wanted = RoleDefinition {
        id: settled.id.clone(),
        name: role.display_name.clone(),
        custom: true,
        description: Some(role.description.to_string()),
        permissions: permissions(role),
        assignable_scopes: role.assignable_scopes.clone(),
    };
    Some(match &settled.state {
        State::Fixed => return built_in(work, role, plain(Kind::BuiltInChanged)),
        State::Absent => plain(Kind::Create).write(Phase::Define, Write::PutRole(wanted)),
        State::Unknown(reason) => plain(Kind::Unknown).note(reason),
        State::Nowhere(note) => plain(Kind::Refused).note(note),
        State::Refused(refusal) => plain(Kind::Refused).refuse(refusal.clone()),
        State::There {
            role: there,
            unmarked,
        } => {
            let kind = if *unmarked { Kind::Adopt } else { Kind::Update };
            let change = narrow::change(work, plain(kind), there, wanted, gone);
            if let Some(note) = absent::of_role(work, role).filter(|_| !change.writes.is_empty()) {
                return Some(plain(Kind::Refused).note(note));
            }
            if there.id == role.guid {
                change
            } else {
                change.note("its id in Azure stays, and is not the one that we give: it is never deleted by a plan")
            }
        }
    })
}

/// Tells where one of Azure's own roles is not what the catalogue says.
fn built_in(work: &Work<'_>, role: &CompiledRole, mut change: Change) -> Option<Change> {
    let there = work.found.role(&role.guid)?;
    if !role.is_built_in() || narrow::same_permissions(&there.permissions, &role.blocks) {
        return None;
    }
    change.differences = narrow::lists(&role.blocks, &there.permissions);
    Some(change.note("Azure has changed this role: whoever holds it may do something else than the policy was checked for"))
}
