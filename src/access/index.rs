//! Positions by name, the tree of scopes, and lists by principal.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::world::{Place, World};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// Writes a resource id as scopes are compared: in lower case, without a slash at the end.
pub(super) fn scope_key(id: &str) -> SmolStr {
    SmolStr::new(folded(id.trim_end_matches('/')))
}

/// Writes a name as names are compared.
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if name.bytes().all(plain) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_lowercase())
    }
}

/// Principals and scopes by every name that they go by.
pub(super) struct Names {
    parties: HashMap<SmolStr, PrincipalId>,
    places: HashMap<SmolStr, ScopeId>,
}

impl Names {
    pub(super) fn of(world: &World) -> Self {
        let mut parties = HashMap::default();
        for (index, party) in world.parties.iter().enumerate() {
            let names = [Some(party.name.as_str()), party.object_id.as_deref()];
            for name in names.into_iter().flatten() {
                let name = SmolStr::new(folded(name));
                parties.entry(name).or_insert(PrincipalId::new(index));
            }
        }
        let mut places = HashMap::default();
        for (index, place) in world.places.iter().enumerate() {
            for name in [SmolStr::new(folded(&place.name)), place.id.clone()] {
                places.entry(name).or_insert(ScopeId::new(index));
            }
        }
        Self { parties, places }
    }

    /// Finds a principal by its name or its object id.
    pub(super) fn party(&self, name: &str) -> Option<PrincipalId> {
        // Most names are written as they are compared.
        let found = self.parties.get(name);
        found
            .or_else(|| self.parties.get(folded(name).as_ref()))
            .copied()
    }

    /// Finds a scope by its name or id, or else the nearest known one above; tells whether it is
    /// the very scope that was named.
    pub(super) fn place(&self, name: &str) -> Option<(ScopeId, bool)> {
        if let Some(found) = self.places.get(name) {
            return Some((*found, true));
        }
        let folded = folded(name.trim_end_matches('/'));
        let mut id = folded.as_ref();
        loop {
            if let Some(found) = self.places.get(id) {
                return Some((*found, id.len() == folded.len()));
            }
            id = id.get(..id.rfind('/')?)?;
        }
    }
}

/// Where a scope stands in a walk through the tree: it covers the walk from `enter` up to `leave`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reached {
    pub(super) enter: u32,
    pub(super) leave: u32,
}

impl Reached {
    /// Tells whether a scope is this one or stands below it.
    pub(super) fn covers(self, below: Self) -> bool {
        self.enter <= below.enter && below.enter < self.leave
    }
}

/// The tree of scopes.
pub(super) struct Tree {
    parents: Vec<Option<ScopeId>>,
    reached: Vec<Reached>,
    children: Lists<ScopeId>,
}

impl Tree {
    pub(super) fn of(places: &[Place]) -> Self {
        let root = places.iter().position(|place| place.id.is_empty());
        let root = root.map(ScopeId::new);
        let parents = places.iter().enumerate().map(|(index, place)| {
            let parent = place.parent.or(root)?;
            (parent.index() < places.len() && parent.index() != index).then_some(parent)
        });
        let mut parents: Vec<_> = parents.collect();
        uncycle(&mut parents);
        let below = parents.iter().enumerate();
        let below =
            below.filter_map(|(at, parent)| Some((parent.as_ref()?.index(), ScopeId::new(at))));
        let children = Lists::of(places.len(), below);
        let reached = walk(&parents, &children);
        Self {
            parents,
            reached,
            children,
        }
    }

    pub(super) fn at(&self, scope: ScopeId) -> Reached {
        self.reached.get(scope.index()).copied().unwrap_or_default()
    }

    /// Lists a scope and everything above it, nearest first.
    pub(super) fn upwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        let parent = |id: &ScopeId| self.parents.get(id.index()).copied().flatten();
        std::iter::successors(Some(scope), parent)
    }

    pub(super) fn children(&self, scope: ScopeId) -> &[ScopeId] {
        self.children.of_index(scope.index())
    }
}

/// Cuts every circle of parents at one place.
fn uncycle(parents: &mut [Option<ScopeId>]) {
    // 0: not looked at; else the number of the walk that came by.
    let mut seen = vec![0_usize; parents.len()];
    for start in 0..parents.len() {
        let mut at = start;
        while seen.get(at) == Some(&0) {
            if let Some(mark) = seen.get_mut(at) {
                *mark = start + 1;
            }
            let Some(next) = parents.get(at).copied().flatten() else {
                break;
            };
            if seen.get(next.index()) == Some(&(start + 1)) {
                if let Some(parent) = parents.get_mut(at) {
                    *parent = None;
                }
                break;
            }
            at = next.index();
        }
    }
}

fn walk(parents: &[Option<ScopeId>], children: &Lists<ScopeId>) -> Vec<Reached> {
    let mut reached = vec![Reached::default(); parents.len()];
    let mut clock = 0;
    for start in 0..parents.len() {
        if parents.get(start).is_some_and(Option::is_some) {
            continue;
        }
        let mut stack = vec![(start, false)];
        while let Some((at, done)) = stack.pop() {
            let Some(slot) = reached.get_mut(at) else {
                continue;
            };
            if done {
                slot.leave = clock;
                continue;
            }
            slot.enter = clock;
            clock += 1;
            stack.push((at, true));
            let below = children.of_index(at).iter().rev();
            stack.extend(below.map(|child| (child.index(), false)));
        }
    }
    reached
}

/// Lists by position, in one piece of memory.
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// Sorts items by position; each list keeps their order.
    pub(super) fn of(count: usize, items: impl Iterator<Item = (usize, T)>) -> Self {
        let mut pairs: Vec<(usize, T)> = items.filter(|(at, _)| *at < count).collect();
        pairs.sort_by_key(|(at, _)| *at);
        let mut starts = vec![0_u32; count + 1];
        for (at, _) in &pairs {
            if let Some(start) = starts.get_mut(at + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            starts,
            items: pairs.into_iter().map(|(_, item)| item).collect(),
        }
    }

    pub(super) fn of_index(&self, at: usize) -> &[T] {
        let bounds = self.starts.get(at).zip(self.starts.get(at + 1));
        let list = bounds.and_then(|(from, to)| self.items.get(*from as usize..*to as usize));
        list.unwrap_or_default()
    }
}
