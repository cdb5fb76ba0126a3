//! Grants that change nothing, because the same principal has everything they give by others.

mod duplicate;
mod pool;

use super::grade::{levels_at, resource_type};
use super::holding::MOST_HOLDERS;
use super::view::View;
use crate::algebra::OperationSet;
use crate::catalog::{Access, OperationId};
use crate::compile::{Assignment, CompiledRoleId};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};
pub(super) use duplicate::duplicates;
use duplicate::is_plain;
use pool::Pools;

/// How a grant comes to change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Its principal has it all by its own grants, at the same scope or above.
    Own,
    /// A group that holds its principal has it all.
    Group,
    /// From above or through a group its principal has it all, and far more.
    Wider,
}

/// A grant that changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// Its position.
    pub grant: usize,
    /// How.
    pub how: How,
    /// The position of one of its assignments.
    pub narrow: usize,
    /// The position of the assignment that gives all that this one gives.
    pub wide: usize,
}

/// Lists the grants that change nothing, duplicates left out, in the model's order.
pub(super) fn find(view: &View<'_>) -> Vec<Covered> {
    let pools = Pools::of(view);
    let mut search = Search {
        view,
        pools: &pools,
        rarest: rarest(view),
        contained: HashMap::default(),
        levels: HashMap::default(),
    };
    let repeated = duplicates(view).into_iter().map(|found| found.gone);
    let repeated: HashSet<usize> = repeated.collect();
    let grants = 0..view.model.grants.len();
    let left = grants.filter(|grant| !repeated.contains(grant));
    left.filter_map(|grant| search.covered(grant)).collect()
}

/// Finds for each role the operation that the fewest roles reach: what contains it has that one.
fn rarest(view: &View<'_>) -> Vec<Option<OperationId>> {
    let mut count = vec![0_u32; view.catalog.len()];
    let reached = |role| {
        let is_first = view.twin(role) == role;
        let reach = view.reach(role).filter(|_| is_first);
        reach.map(|reach| &reach.upper)
    };
    let roles = || view.roles().map(|(id, _)| id);
    for id in roles().filter_map(reached).flat_map(OperationSet::ids) {
        if let Some(count) = count.get_mut(id.index()) {
            *count += 1;
        }
    }
    let rarity = |id: &OperationId| count.get(id.index()).copied();
    roles()
        .map(|role| reached(role)?.ids().min_by_key(rarity))
        .collect()
}

struct Search<'a, 'v> {
    view: &'a View<'v>,
    pools: &'a Pools,
    /// The operation of each role that the fewest others reach.
    rarest: Vec<Option<OperationId>>,
    /// Whether the first role contains the second.
    contained: HashMap<(CompiledRoleId, CompiledRoleId), bool>,
    /// The grave access levels of a role on a type of resource.
    levels: HashMap<(CompiledRoleId, Option<&'static str>), Vec<Access>>,
}

impl<'v> Search<'_, 'v> {
    fn covered(&mut self, index: usize) -> Option<Covered> {
        let view = self.view;
        let grant = view.model.grants.get(index)?;
        let statement = view.model.statement(grant.statement)?;
        let own = view.holdings().of_grant(index);
        if statement.keep || own.is_empty() {
            return None;
        }
        let mut holders = view.model.memberships(grant.principal);
        holders.retain(|holder| view.assignments_to(*holder).next().is_some());
        // Of somebody in more groups it is told that not all of them are judged together.
        holders.truncate(MOST_HOLDERS);
        let mut found: Option<Covered> = None;
        for narrow in own {
            let (wide, how) = self.covering(index, *narrow, &holders)?;
            let better = found.is_none_or(|found| how > found.how);
            if better {
                found = Some(Covered {
                    grant: index,
                    how,
                    narrow: *narrow,
                    wide,
                });
            }
        }
        found.filter(|found| !self.undoes_exception(found))
    }

    /// Finds what gives all that an assignment of a grant gives; the most telling one.
    fn covering(
        &mut self,
        grant: usize,
        narrow: usize,
        holders: &[PrincipalId],
    ) -> Option<(usize, How)> {
        let view = self.view;
        let small = view.compiled.assignments.get(narrow)?;
        let mut best: Option<(usize, How)> = None;
        for holder in holders {
            for (scope, _) in view.model.ancestors(small.scope) {
                let found = self.covering_in((*holder, scope), grant, (narrow, small));
                best = match (best, found) {
                    (Some((_, known)), Some((_, how))) if known >= how => best,
                    (_, None) => best,
                    _ => found,
                };
                if best.is_some_and(|(_, how)| how == How::Wider) {
                    return best;
                }
            }
        }
        best
    }

    /// The same among what one principal holds at one scope; of equals the first.
    fn covering_in(
        &mut self,
        place: (PrincipalId, ScopeId),
        grant: usize,
        (narrow, small): (usize, &'v Assignment),
    ) -> Option<(usize, How)> {
        let mut best: Option<(usize, How)> = None;
        for (role, positions) in self.pools.at(place) {
            if !self.contains(*role, small.role) {
                continue;
            }
            let standing = positions.iter().copied().find_map(|position| {
                let large = self.view.compiled.assignments.get(position)?;
                let stands = self.is_first_of_equals((position, large), (narrow, small))
                    && self.stands(large, grant, position == narrow);
                stands.then_some((position, large))
            });
            let Some((position, large)) = standing else {
                continue;
            };
            let how = self.how(large, small);
            let is_better =
                best.is_none_or(|(first, known)| how > known || (how == known && position < first));
            if is_better {
                best = Some((position, how));
            }
        }
        best
    }

    /// Tells whether an assignment stands without a grant, for at least as long as it does.
    fn stands(&self, assignment: &Assignment, without: usize, same: bool) -> bool {
        let view = self.view;
        let end = |grant: usize| {
            let grant = view.model.grants.get(grant)?;
            view.model
                .statement(grant.statement)?
                .until
                .map(|(day, _)| day)
        };
        let needed = end(without);
        let sources = assignment
            .sources
            .iter()
            .filter_map(|index| view.compiled.sources.get(*index));
        let mut others = sources.filter(|source| source.grant != without);
        others.any(|source| {
            let statement = view
                .model
                .grants
                .get(source.grant)
                .and_then(|grant| view.model.statement(grant.statement));
            let long = match (end(source.grant), needed) {
                (None, _) => true,
                (Some(end), Some(needed)) => end >= needed,
                (Some(_), None) => false,
            };
            // Of two grants that ask for one assignment the earlier one stands.
            let first = !same || source.grant < without;
            first && long && statement.is_some_and(is_plain)
        })
    }

    /// Tells whether an assignment, which gives all that another gives, stands and the other one
    /// goes: of two equal ones beside each other the earlier stands.
    fn is_first_of_equals(
        &mut self,
        (at, large): (usize, &Assignment),
        (place, small): (usize, &Assignment),
    ) -> bool {
        let beside = large.scope == small.scope && large.principal == small.principal;
        !beside || at <= place || !self.contains(small.role, large.role)
    }

    /// Tells whether a role gives all that another gives; decided once for equal roles.
    fn contains(&mut self, large: CompiledRoleId, small: CompiledRoleId) -> bool {
        let (outer, inner) = (self.view.twin(large), self.view.twin(small));
        if outer == inner {
            return true;
        }
        let rarest = self.rarest.get(inner.index()).copied().flatten();
        let (Some(rarest), Some(reaching)) = (rarest, self.view.reach(outer)) else {
            return false;
        };
        // Cheap first: most roles lack the one operation that is rare in the other.
        let within = reaching.upper.contains(rarest)
            && self.view.reach(inner).is_some_and(|reached| {
                reached.upper.is_subset(&reaching.upper) && reached.lower.is_subset(&reaching.lower)
            });
        if !within {
            return false;
        }
        let view = self.view;
        let found = self.contained.entry((outer, inner));
        *found.or_insert_with(|| {
            let sets = view.set(outer).zip(view.set(inner));
            sets.is_some_and(|(outer, inner)| outer.contains(inner).is_sure())
        })
    }

    fn how(&mut self, large: &Assignment, small: &Assignment) -> How {
        let by_group = large.principal != small.principal;
        let elsewhere = by_group || large.scope != small.scope;
        let narrow = self.view.grade(small.role);
        let mut levels = self.levels(large.role, small.scope).iter();
        let raises = levels.any(|access| !narrow.is_some_and(|grade| grade.reaches(*access)));
        match (raises && elsewhere, by_group) {
            (true, _) => How::Wider,
            (false, true) => How::Group,
            (false, false) => How::Own,
        }
    }

    fn levels(&mut self, role: CompiledRoleId, scope: ScopeId) -> &[Access] {
        let view = self.view;
        let key = (view.twin(role), resource_type(view, scope));
        let found = self.levels.entry(key);
        found.or_insert_with(|| levels_at(view, role, scope))
    }

    /// Tells whether what covers a grant also hands back what the grant excepts, which is told on
    /// its own.
    fn undoes_exception(&self, found: &Covered) -> bool {
        let view = self.view;
        let wide = view.compiled.assignments.get(found.wide);
        let narrow = view.compiled.assignments.get(found.narrow);
        let Some((wide, narrow)) = wide.zip(narrow) else {
            return false;
        };
        let sources = narrow
            .sources
            .iter()
            .filter_map(|index| view.compiled.sources.get(*index));
        let mut own = sources.filter(|source| source.grant == found.grant);
        own.any(|source| {
            let cut = view.cuts().of_source(view, source);
            cut.is_some_and(|cut| cut.handed_back(view, wide).is_some())
        })
    }
}
