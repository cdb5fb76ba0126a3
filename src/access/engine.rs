//! Answers about one principal, one operation and one scope.

use std::sync::OnceLock;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::index::{Lists, Names, Reached, Tree};
use super::world::{RoleId, Schedule, World};
use crate::algebra::{PermissionSet, Reach};
use crate::catalog::Catalog;
use crate::model::permission::Block;
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// As many grants of one principal are looked at one by one; of more, those of each scope are
/// looked up.
const FEW: usize = 16;

/// A scope that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    /// The scope, or the nearest known one above it.
    pub scope: ScopeId,
    /// It is that very scope.
    pub exact: bool,
}

impl From<ScopeId> for At {
    fn from(scope: ScopeId) -> Self {
        Self { scope, exact: true }
    }
}

/// One grant where it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) reached: Reached,
    pub(super) scope: ScopeId,
    /// The position of the blocks.
    pub(super) set: u32,
    /// The position of the grant.
    pub(super) grant: u32,
    /// It stands, and no condition hangs on it.
    pub(super) plain: bool,
}

/// Permission blocks, expanded when they are first asked about.
struct Blocks<'w> {
    written: &'w [Block],
    reach: OnceLock<Reach>,
    set: OnceLock<PermissionSet>,
}

/// Answers questions about a world.
pub struct Access<'w> {
    pub(super) world: &'w World,
    pub(super) catalog: &'static Catalog,
    names: Names,
    pub(super) tree: Tree,
    /// Each principal and the groups around it, nearest first.
    holders: Lists<PrincipalId>,
    /// The grants of each principal, in the order of the tree.
    held: Lists<Held>,
    /// Distinct permission blocks, those of denials after those of roles.
    sets: Vec<Blocks<'w>>,
    of_role: Vec<u32>,
    pub(super) of_denial: Vec<u32>,
}

impl<'w> Access<'w> {
    /// Prepares a world for questions.
    pub fn new(world: &'w World, catalog: &'static Catalog) -> Self {
        let tree = Tree::of(&world.places);
        let mut distinct: HashMap<&[Block], u32> = HashMap::default();
        let mut sets: Vec<Blocks<'w>> = Vec::new();
        let mut place = |blocks: &'w [Block]| {
            *distinct.entry(blocks).or_insert_with(|| {
                sets.push(Blocks::of(blocks));
                position(sets.len() - 1)
            })
        };
        let of_role: Vec<_> = world.roles.iter().map(|role| place(&role.blocks)).collect();
        let denials = world.denials.iter();
        let of_denial: Vec<_> = denials.map(|denial| place(&denial.blocks)).collect();
        let grants = world
            .grants
            .iter()
            .enumerate()
            .filter_map(|(index, grant)| {
                let held = Held {
                    reached: tree.at(grant.scope),
                    scope: grant.scope,
                    set: *of_role.get(grant.role.index())?,
                    grant: position(index),
                    plain: grant.condition.is_none() && grant.schedule == Schedule::Standing,
                };
                Some((grant.principal.index(), held))
            });
        let mut grants: Vec<_> = grants.collect();
        grants.sort_by_key(|(_, held)| held.reached.enter);
        Self {
            names: Names::of(world),
            holders: holders(world),
            held: Lists::of(world.parties.len(), grants.into_iter()),
            world,
            catalog,
            tree,
            sets,
            of_role,
            of_denial,
        }
    }

    /// Returns the world that is asked about.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// Returns the catalogue that it is asked by.
    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// Finds a principal by its name or object id.
    pub fn party(&self, name: &str) -> Option<PrincipalId> {
        self.names.party(name)
    }

    /// Finds a scope by its name or resource id; a resource that nothing knows is asked about at the
    /// nearest known scope above it.
    pub fn place(&self, name: &str) -> Option<At> {
        let (scope, exact) = self.names.place(name)?;
        Some(At { scope, exact })
    }

    /// Lists a principal and every group around it, nearest first.
    pub fn holders(&self, who: PrincipalId) -> &[PrincipalId] {
        self.holders.of_index(who.index())
    }

    /// Tells whether a scope is another one or stands above it.
    pub fn covers(&self, above: ScopeId, below: ScopeId) -> bool {
        self.tree.at(above).covers(self.tree.at(below))
    }

    /// Sorts scopes so that [`within`](Self::within) finds those below one.
    pub(crate) fn sort(&self, scopes: &mut [ScopeId]) {
        scopes.sort_by_key(|scope| self.tree.at(*scope).enter);
    }

    /// Lists those of some sorted scopes that are a scope or stand below it.
    pub(crate) fn within<'s>(&self, scopes: &'s [ScopeId], above: ScopeId) -> &'s [ScopeId] {
        let reached = self.tree.at(above);
        let from = scopes.partition_point(|scope| self.tree.at(*scope).enter < reached.enter);
        let to = scopes.partition_point(|scope| self.tree.at(*scope).enter < reached.leave);
        scopes.get(from..to).unwrap_or_default()
    }

    /// Lists a scope and everything above it, nearest first.
    pub fn upwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        self.tree.upwards(scope)
    }

    /// Lists the scopes right below one.
    pub fn children(&self, scope: ScopeId) -> &[ScopeId] {
        self.tree.children(scope)
    }

    /// Lists the positions of a principal's own grants, in the order of the tree.
    pub fn own_grants(&self, who: PrincipalId) -> impl Iterator<Item = usize> + '_ {
        let held = self.held.of_index(who.index()).iter();
        held.map(|held| held.grant as usize)
    }

    /// Visits the positions of the grants that a principal has at a scope: its own and those of the
    /// groups around it, there and above.
    pub fn each_grant(&self, who: PrincipalId, scope: ScopeId, mut visit: impl FnMut(usize)) {
        for holder in self.holders(who) {
            self.each_held(*holder, scope, |held| visit(held.grant as usize));
        }
    }

    /// Returns what a role reaches among the known operations; worked out once.
    pub fn reach(&self, role: RoleId) -> Option<&Reach> {
        self.reach_of(*self.of_role.get(role.index())?)
    }

    /// Returns a role as a permission set; worked out once.
    pub fn set(&self, role: RoleId) -> Option<&PermissionSet> {
        self.set_of(*self.of_role.get(role.index())?)
    }

    /// Returns the position of a role's blocks; roles with equal blocks share it.
    pub(crate) fn blocks_of(&self, role: RoleId) -> Option<u32> {
        self.of_role.get(role.index()).copied()
    }

    /// Counts the distinct blocks.
    pub(crate) fn blocks_count(&self) -> u32 {
        position(self.sets.len())
    }

    pub(super) fn reach_of(&self, set: u32) -> Option<&Reach> {
        let blocks = self.sets.get(set as usize)?;
        Some(
            blocks
                .reach
                .get_or_init(|| Reach::of_blocks(self.catalog, blocks.written)),
        )
    }

    pub(super) fn set_of(&self, set: u32) -> Option<&PermissionSet> {
        let blocks = self.sets.get(set as usize)?;
        Some(blocks.set.get_or_init(|| PermissionSet::of(blocks.written)))
    }

    /// Expands every role on all cores, so that no question waits for it.
    pub fn prepare(&self) {
        let all = 0..position(self.sets.len());
        all.into_par_iter().for_each(|set| {
            self.reach_of(set);
        });
    }

    /// Visits a principal's own grants at a scope and above.
    pub(super) fn each_held(
        &self,
        holder: PrincipalId,
        scope: ScopeId,
        mut visit: impl FnMut(&Held),
    ) {
        let list = self.held.of_index(holder.index());
        if list.len() <= FEW {
            let at = self.tree.at(scope);
            list.iter()
                .filter(|held| held.reached.covers(at))
                .for_each(visit);
            return;
        }
        for above in self.tree.upwards(scope) {
            let enter = self.tree.at(above).enter;
            let from = list.partition_point(|held| held.reached.enter < enter);
            let there = list.get(from..).unwrap_or_default().iter();
            there
                .take_while(|held| held.reached.enter == enter)
                .for_each(&mut visit);
        }
    }

    /// Lists a principal's own grants, in the order of the tree.
    pub(super) fn held(&self, holder: PrincipalId) -> &[Held] {
        self.held.of_index(holder.index())
    }
}

impl<'w> Blocks<'w> {
    fn of(blocks: &'w [Block]) -> Self {
        Self {
            written: blocks,
            reach: OnceLock::new(),
            set: OnceLock::new(),
        }
    }
}

pub(super) fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Lists each principal and the groups around it.
fn holders(world: &World) -> Lists<PrincipalId> {
    let mut seen = FixedBitSet::with_capacity(world.parties.len());
    let mut pairs = Vec::with_capacity(world.parties.len());
    for who in 0..world.parties.len() {
        let from = pairs.len();
        pairs.push((who, PrincipalId::new(who)));
        seen.insert(who);
        let mut next = from;
        while let Some((_, holder)) = pairs.get(next).copied() {
            let groups = world.parties.get(holder.index()).map(|one| &one.member_of);
            for group in groups.into_iter().flatten() {
                if group.index() < world.parties.len() && !seen.put(group.index()) {
                    pairs.push((who, *group));
                }
            }
            next += 1;
        }
        for (_, holder) in pairs.get(from..).unwrap_or_default() {
            seen.remove(holder.index());
        }
    }
    Lists::of(world.parties.len(), pairs.into_iter())
}
