//! What whoever plans and whoever applies a policy set has to be allowed, and no more.
//!
//! In: a model, what it compiles to, the object ids that its names led to. Out: two custom roles
//! with the scopes at which they are held, and for the one that writes the condition that limits
//! which roles it hands out to whom; the same for a deployment stack; all as policy text. What is left
//! in Azure of what the policy asked for before comes in as plain data. Absent on purpose: Azure, files.

mod condition;
mod source;
mod stack;

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, ToSmolStr as _, format_smolstr};

use crate::catalog::{Catalog, OperationId};
use crate::compile::place::{Place, highest, is_at_or_below};
use crate::compile::{Assignment, Compiled};
use crate::gather;
use crate::model::permission::Plane;
use crate::model::{Model, PrincipalId};

pub use source::source;
pub use stack::{Stack, Stacked};

/// What changes role definitions.
const DEFINE: [&str; 2] = [
    "Microsoft.Authorization/roleDefinitions/delete",
    "Microsoft.Authorization/roleDefinitions/write",
];

/// What changes role assignments.
const ASSIGN: [&str; 2] = [
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleAssignments/write",
];

/// What tells whoever is about to write that it may.
const OWN: &str = "Microsoft.Authorization/permissions/read";

/// The rights of whoever plans and of whoever applies, who holds both roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The name of the policy.
    pub policy: SmolStr,
    /// It reads.
    pub plan: Role,
    /// It writes; none where the policy asks for nothing.
    pub apply: Option<Role>,
    /// What a deployment stack needs besides; none where each write is sent by itself.
    pub stack: Option<Stacked>,
    /// What a reader has to know.
    pub notes: Vec<&'static str>,
}

/// A custom role, and where it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: SmolStr,
    /// Its actions, sorted.
    pub actions: Vec<SmolStr>,
    /// Where it may be assigned.
    pub assignable_scopes: Vec<SmolStr>,
    /// Where it has to be held.
    pub held: Vec<Held>,
}

/// Where a role has to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The scope.
    pub scope: SmolStr,
    /// Under which condition.
    pub condition: Limit,
}

/// The condition of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// None is needed.
    Free,
    /// This one.
    Condition(String),
    /// No condition that Azure takes is short enough to name all the roles.
    TooLong,
}

/// What Azure has that bears on what is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct There {
    /// The scopes and role GUIDs of assignments that nothing asks for any more.
    pub unassign: Vec<(SmolStr, SmolStr)>,
    /// The scopes of role definitions that are written: one that is there may have more than the policy
    /// asks for, and Azure wants the right at each.
    pub define: Vec<SmolStr>,
    /// The scopes of role definitions that nothing asks for any more.
    pub undefine: Vec<SmolStr>,
    /// The GUIDs in Azure of roles that are there under others than those that we give, by the latter.
    pub adopted: BTreeMap<SmolStr, SmolStr>,
}

/// Finds the rights for a policy set; `pins` are the object ids that its names led to.
pub fn of(
    (model, compiled): (&Model, &Compiled),
    pins: &BTreeMap<SmolStr, SmolStr>,
    there: &There,
    stack: Option<Stack<'_>>,
) -> Rights {
    let writes = Writes::of((model, compiled), pins, there);
    let apply = writes.role(&model.policy.name);
    let mut notes = vec![
        "names and members of groups are read from Microsoft Graph: GroupMember.Read.All and Application.Read.All",
    ];
    if !writes.define.is_empty() {
        notes.push(
            "whoever may write role definitions may write anything into them: the condition limits which roles are handed out, and not what those that this policy writes come to contain",
        );
    }
    if apply.iter().flat_map(|one| &one.held).any(Held::is_open) {
        notes.push(
            "no condition that Azure takes (8 KB) names all the roles: part the policy, or let a person apply it",
        );
    }
    Rights {
        policy: model.policy.name.clone(),
        plan: reads(model, compiled.catalog),
        stack: stack
            .filter(|_| apply.is_some())
            .map(|one| stack::of(&model.policy.name, one)),
        apply,
        notes,
    }
}

impl Held {
    /// Tells whether nothing limits what is handed out.
    fn is_open(&self) -> bool {
        self.condition == Limit::TooLong
    }
}

/// Returns the role that reads.
fn reads(model: &Model, catalog: &Catalog) -> Role {
    let scopes: Vec<_> = model.scopes.iter().map(|one| one.id.clone()).collect();
    let asked = gather::asked(&scopes);
    let operations = asked
        .operations
        .iter()
        .filter_map(|name| known(catalog, name));
    let mut actions: Vec<_> = operations.collect();
    actions.push(SmolStr::new_static(OWN));
    actions.sort_unstable();
    let held = asked.scopes.iter().map(|scope| Held {
        scope: scope.clone(),
        condition: Limit::Free,
    });
    Role {
        name: format_smolstr!("{}-planner", model.policy.name),
        actions,
        assignable_scopes: asked.scopes.iter().cloned().collect(),
        held: held.collect(),
    }
}

/// Returns an operation as the catalogue spells it. Azure takes no other into a role.
fn known(catalog: &Catalog, name: &str) -> Option<SmolStr> {
    let mut found = catalog.named(name).map(OperationId);
    let found = found.find(|id| catalog.plane(*id) == Plane::Control)?;
    Some(catalog.name(found).to_smolstr())
}

/// What the policy writes, and where.
struct Writes<'a> {
    /// The scopes of role definitions.
    define: BTreeSet<SmolStr>,
    /// The assignments with their scopes.
    assign: Vec<(SmolStr, condition::Pair)>,
    model: &'a Model,
    pins: &'a BTreeMap<SmolStr, SmolStr>,
    there: &'a There,
}

impl<'a> Writes<'a> {
    fn of(
        (model, compiled): (&'a Model, &Compiled),
        pins: &'a BTreeMap<SmolStr, SmolStr>,
        there: &'a There,
    ) -> Self {
        let custom = compiled.roles.iter().filter(|one| one.is_custom());
        let mut writes = Self {
            define: custom
                .flat_map(|one| one.assignable_scopes.clone())
                .chain(there.define.iter().cloned())
                .collect(),
            assign: Vec::new(),
            model,
            pins,
            there,
        };
        let assignments = compiled.assignments.iter();
        let assign = assignments.filter_map(|one| writes.assigned(compiled, one));
        writes.assign = assign.collect();
        writes
    }

    fn assigned(
        &self,
        compiled: &Compiled,
        one: &Assignment,
    ) -> Option<(SmolStr, condition::Pair)> {
        let role = compiled.roles.get(one.role.index())?;
        let principal = self.model.principal(one.principal)?;
        let pair = condition::Pair {
            role: self
                .there
                .adopted
                .get(&role.guid)
                .unwrap_or(&role.guid)
                .clone(),
            who: principal
                .object_id
                .clone()
                .or_else(|| self.pin(one.principal)),
            kind: principal.kind.azure_type(),
        };
        Some((self.model.scope(one.scope)?.id.clone(), pair))
    }

    fn pin(&self, who: PrincipalId) -> Option<SmolStr> {
        self.pins
            .get(self.model.principal_name(who).as_str())
            .cloned()
    }

    /// Returns the role that writes; none where nothing is written.
    fn role(&self, policy: &str) -> Option<Role> {
        let There {
            unassign, undefine, ..
        } = self.there;
        let given = self.assign.iter().map(|(scope, _)| scope);
        let taken = unassign.iter().map(|(scope, _)| scope);
        let scopes = highest(given.chain(&self.define).chain(taken).chain(undefine));
        let assignable: BTreeSet<_> = scopes.iter().filter_map(container).collect();
        let assigns = verbs(ASSIGN, self.assign.is_empty(), unassign.is_empty());
        let defines = verbs(DEFINE, self.define.is_empty(), undefine.is_empty());
        let actions: Vec<_> = assigns.chain(defines).map(SmolStr::new_static).collect();
        (!actions.is_empty()).then(|| Role {
            name: format_smolstr!("{policy}-applier"),
            actions,
            assignable_scopes: assignable.into_iter().collect(),
            held: scopes.into_iter().map(|id| self.held(id)).collect(),
        })
    }

    /// Returns under which condition it is held at a scope: for what is assigned there and below.
    fn held(&self, scope: SmolStr) -> Held {
        let here = self.assign.iter();
        let here = here.filter(|(id, _)| is_at_or_below(id, &scope));
        let gone = self.there.unassign.iter();
        let gone = gone.filter(|(id, _)| is_at_or_below(id, &scope));
        let condition = if self.assign.is_empty() && self.there.unassign.is_empty() {
            Limit::Free
        } else {
            condition::of(here.map(|(_, pair)| pair), gone.map(|(_, role)| role))
        };
        Held { scope, condition }
    }
}

/// Returns what has to be allowed of deleting and writing, in this order: both where something is asked
/// for, since that may be taken out one day, and to delete alone where something is only left.
fn verbs(
    both: [&'static str; 2],
    asks_nothing: bool,
    leaves_nothing: bool,
) -> impl Iterator<Item = &'static str> {
    let [delete, write] = both;
    let delete = (!asks_nothing || !leaves_nothing).then_some(delete);
    let write = (!asks_nothing).then_some(write);
    delete.into_iter().chain(write)
}

/// Returns the narrowest scope at or above one that Azure takes as an assignable scope.
fn container(id: &SmolStr) -> Option<SmolStr> {
    Some(match Place::of(id)? {
        Place::Resource {
            subscription,
            group,
            ..
        } => format_smolstr!("/subscriptions/{subscription}/resourceGroups/{group}"),
        _ => id.clone(),
    })
}
