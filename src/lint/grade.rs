//! How much a role gives: access levels and classes, judged by what it reaches.

use super::view::View;
use crate::algebra::{Bound, OperationSet, PermissionSet, Reach};
use crate::catalog::{Access, Catalog, Operation};
use crate::compile::CompiledRoleId;
use crate::model::ScopeId;
use crate::model::permission::{Block, Plane};

/// The operations each of which hands out access without limits: by an assignment, by one that
/// Privileged Identity Management makes, or by widening a role that somebody has.
const ASSIGNS: [&str; 4] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleDefinitions/write",
];
/// A role that reaches at least this share of all writes and deletes is as good as one that
/// reaches them all; in per cent.
const NEARLY_ALL: usize = 90;

/// What kind of power a role is, as far as resources in general are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Anything that is none of the others.
    Limited,
    /// It changes and removes nearly everything, and cannot hand out access.
    Contributor,
    /// It hands out access without limits.
    AccessAdministrator,
    /// It does nearly everything and hands out access: equal to Owner.
    Owner,
}

/// What a role possibly gives, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    levels: u8,
    /// What kind of power it is.
    pub class: Class,
}

impl Grade {
    /// Grades a role by its blocks and by what they reach.
    pub fn of(catalog: &Catalog, blocks: &[Block], reach: &Reach) -> Self {
        let mut levels = 0;
        let mut changes = 0;
        for operation in reach.upper.ids().map(|id| catalog.operation(id)) {
            if is_below(operation.name, TICKETS) {
                continue;
            }
            levels |= bit(operation.access);
            changes += usize::from(changes_resources(operation.access, operation.plane));
        }
        let assigns = levels & bit(Access::Permissions) != 0 && hands_out_access(blocks);
        let class = match (assigns, is_nearly_all(catalog, changes)) {
            (true, true) => Class::Owner,
            (true, false) => Class::AccessAdministrator,
            (false, true) => Class::Contributor,
            (false, false) => Class::Limited,
        };
        Self { levels, class }
    }

    /// Tells whether it possibly reaches an operation of an access level.
    pub fn reaches(self, access: Access) -> bool {
        self.levels & bit(access) != 0
    }

    /// Tells whether it possibly changes anything: writes, deletes or hands out access.
    pub fn changes(self) -> bool {
        [Access::Write, Access::Delete, Access::Permissions]
            .into_iter()
            .any(|access| self.reaches(access))
    }

    /// Tells whether it does anything but look.
    pub fn acts(self) -> bool {
        self.levels & !bit(Access::Read) != 0
    }

    /// Tells whether it hands out access without limits.
    pub fn hands_out_access(self) -> bool {
        matches!(self.class, Class::AccessAdministrator | Class::Owner)
    }
}

fn bit(access: Access) -> u8 {
    1 << (access as u8)
}

fn changes_resources(access: Access, plane: Plane) -> bool {
    plane == Plane::Control && matches!(access, Access::Write | Access::Delete)
}

/// Tells whether blocks may hand out access; a block that restricts itself to named roles
/// by a condition of its own does not count.
fn hands_out_access(blocks: &[Block]) -> bool {
    let free = blocks.iter().filter(|block| block.condition.is_none());
    let free: Vec<Block> = free.cloned().collect();
    let held = PermissionSet::of(&free);
    let mut assigns = ASSIGNS.iter();
    assigns.any(|name| held.holds(Bound::Upper, Plane::Control, name))
}

/// How many operations change resources.
struct Changing(usize);

fn is_nearly_all(catalog: &Catalog, changes: usize) -> bool {
    // Counting them all takes a look at the whole catalogue, which few roles are worth.
    if changes < 1_000 {
        return false;
    }
    let Changing(all) = catalog.kept(|| {
        let operations = catalog.operations().map(|(_, operation)| operation);
        let changing = |one: &Operation| changes_resources(one.access, one.plane);
        Changing(operations.filter(changing).count())
    });
    changes * 100 >= all * NEARLY_ALL
}

/// Lists the operations of some access levels that a role possibly gives and that mean something
/// at a scope: on a storage account nobody can change a workspace.
pub(super) fn at_scope(
    view: &View<'_>,
    (role, scope): (CompiledRoleId, ScopeId),
    levels: &[Access],
) -> OperationSet {
    let mut found = OperationSet::empty();
    let Some(reach) = view.reach(role) else {
        return found;
    };
    let resource_type = resource_type(view, scope);
    for id in reach.upper.ids() {
        let wanted = levels.contains(&view.catalog.operation(id).access);
        if wanted && applies(view.catalog.name(id), resource_type) {
            found.insert(id);
        }
    }
    found
}

/// Tells whether an operation means something on a kind of resource, or anywhere above resources.
pub(super) fn applies(name: &str, resource_type: Option<&str>) -> bool {
    !is_below(name, TICKETS)
        && resource_type.is_none_or(|kind| is_below(name, kind) || is_below(name, ANYWHERE))
}

/// Lists the access levels above plain actions of which a role possibly gives something that means
/// something at a scope.
pub(super) fn levels_at(view: &View<'_>, role: CompiledRoleId, scope: ScopeId) -> Vec<Access> {
    let mut levels = Access::ALL.to_vec();
    let grade = view.grade(role);
    levels.retain(|access| {
        *access > Access::Action && grade.is_some_and(|grade| grade.reaches(*access))
    });
    if levels.is_empty() || resource_type(view, scope).is_none() {
        return levels;
    }
    let there = at_scope(view, (role, scope), &levels).by_access(view.catalog);
    there.iter().map(|(access, _)| *access).collect()
}

/// The provider whose operations mean something at every scope.
const ANYWHERE: &str = "Microsoft.Authorization";

/// The provider of support tickets, which change no resource; every reading role may write them.
const TICKETS: &str = "Microsoft.Support";

/// Returns the type of the resource that a scope is or lies in; none above resources, and where it
/// is not known.
pub(super) fn resource_type(view: &View<'_>, scope: ScopeId) -> Option<&'static str> {
    let kinds = view.model.ancestors(scope).map(|(_, one)| one.kind);
    let types = kinds.map_while(crate::model::Kind::azure_type);
    types.filter(|kind| kind.starts_with("Microsoft.")).last()
}

fn is_below(name: &str, kind: &str) -> bool {
    let start = name
        .get(..kind.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(kind));
    start && name.as_bytes().get(kind.len()) == Some(&b'/')
}

/// Writes up to three operations of a set in back-ticks, and how many more there are.
pub(super) fn witnesses(catalog: &Catalog, set: &OperationSet) -> String {
    let count = set.len();
    let names: Vec<_> = set
        .ids()
        .take(3)
        .map(|id| format!("`{}`", catalog.name(id)))
        .collect();
    match count.saturating_sub(names.len()) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
