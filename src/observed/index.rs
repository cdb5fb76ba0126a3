//! Questions to a snapshot: what stands above a scope, and what is not known of it.

use smol_str::{SmolStr, StrExt as _};

use super::completeness::{Aspect, Gap, Part};
use super::snapshot::{Principal, Scope, Snapshot};
use crate::support::hash::HashMap;

/// So many subscriptions and management groups can stand above one another; Azure allows 8.
pub(super) const HIGHEST: usize = 16;

/// What a snapshot says, ready to be asked.
#[derive(Debug)]
pub struct Index<'s> {
    tenant: &'s str,
    scopes: HashMap<SmolStr, &'s Scope>,
    principals: HashMap<&'s str, &'s Principal>,
    /// Whether it was read below as well.
    full: HashMap<(Aspect, SmolStr), bool>,
    missing: HashMap<(Aspect, SmolStr), &'s Gap>,
    groups: HashMap<&'s str, &'s str>,
    absent: HashMap<SmolStr, &'s str>,
}

/// A scope and what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    /// The ids in lower case, nearest first, the scope's own included.
    pub scopes: Vec<SmolStr>,
    /// The way leads up to `/`; otherwise what stands above the last one is not known.
    pub whole: bool,
}

impl<'s> Index<'s> {
    /// Sorts a snapshot for questions.
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        let Snapshot { completeness, .. } = snapshot;
        let scopes = snapshot.tree.iter().map(|one| (key(&one.id), one));
        let principals = snapshot.principals.iter();
        let groups = completeness.groups.iter();
        let absent = snapshot.absent.iter();
        let mut full = HashMap::default();
        for part in &completeness.full {
            *full.entry(place(part)).or_default() |= part.below;
        }
        let mut missing = HashMap::default();
        for gap in &completeness.missing {
            let known = missing.entry(place(&gap.part)).or_insert(gap);
            if gap.part.below {
                *known = gap;
            }
        }
        Self {
            tenant: &snapshot.tenant,
            scopes: scopes.collect(),
            principals: principals.map(|one| (one.id.as_str(), one)).collect(),
            full,
            missing,
            groups: groups
                .map(|gap| (gap.group.as_str(), gap.reason.as_str()))
                .collect(),
            absent: absent.map(|id| (key(id), id.as_str())).collect(),
        }
    }

    /// Returns a scope by its id.
    pub fn scope(&self, id: &str) -> Option<&'s Scope> {
        self.scopes.get(&key(id)).copied()
    }

    /// Returns a principal by its object id in lower case.
    pub fn principal(&self, id: &str) -> Option<&'s Principal> {
        self.principals.get(id).copied()
    }

    /// Lists a scope and what stands above it.
    pub fn above(&self, id: &str) -> Above {
        let mut scopes = vec![key(id)];
        let mut hops = 0;
        while let Some(last) = scopes.last().filter(|last| last.as_str() != "/") {
            let above = match above_in_id(last) {
                Some(above) => SmolStr::new(above),
                None => match self.parent(last).filter(|_| hops < HIGHEST) {
                    Some(above) => above,
                    None => break,
                },
            };
            hops += usize::from(above_in_id(last).is_none());
            scopes.push(above);
        }
        let whole = scopes.last().is_some_and(|last| last == "/");
        Above { scopes, whole }
    }

    /// Returns the highest scope, among one and those above it, that is known not to be there.
    pub fn absent(&self, id: &str) -> Option<&'s str> {
        if self.absent.is_empty() {
            return None;
        }
        let above = self.above(id).scopes;
        let mut from_the_top = above.iter().rev();
        from_the_top.find_map(|id| self.absent.get(id).copied())
    }

    /// Returns the parent of a scope whose id does not say it.
    fn parent(&self, id: &SmolStr) -> Option<SmolStr> {
        let said = self.scopes.get(id).and_then(|scope| scope.parent.as_ref());
        // The root management group has the GUID of its tenant.
        let is_root = || id.rsplit('/').next() == Some(self.tenant) && is_group(id);
        said.map(|parent| key(parent))
            .or_else(|| is_root().then(|| SmolStr::new_static("/")))
    }

    /// Says why something of a scope is not known; none where it was read to the end.
    pub fn unread(&self, what: Aspect, scope: &str) -> Option<&'s str> {
        let above = self.above(scope).scopes;
        let asked = what.said_by();
        let places = || {
            let scopes = above.iter().enumerate();
            scopes.flat_map(|(height, id)| {
                asked
                    .iter()
                    .map(move |aspect| (height, (*aspect, id.clone())))
            })
        };
        let gap = places().find_map(|(height, place)| {
            let gap = self.missing.get(&place)?;
            (height == 0 || gap.part.below).then_some(gap.reason.as_str())
        });
        let was_read = || {
            places().any(|(height, place)| {
                let below = self.full.get(&place);
                below.is_some_and(|below| height == 0 || *below)
            })
        };
        gap.or_else(|| {
            (!was_read()).then(|| match self.absent(scope) {
                Some(_) => "it is not there",
                None => "the snapshot does not say that it was read",
            })
        })
    }

    /// Says why something of a scope, or of one below it, is not known; none where all of it was
    /// read to the end.
    pub fn unread_below(&self, what: Aspect, scope: &str) -> Option<&'s str> {
        let top = key(scope);
        let is_asked = |aspect: Aspect| what.said_by().contains(&aspect);
        let gaps = self
            .missing
            .iter()
            .filter(|((aspect, of), _)| is_asked(*aspect) && self.above(of).scopes.contains(&top));
        let gap = gaps
            .map(|(_, gap)| *gap)
            .min()
            .map(|gap| gap.reason.as_str());
        let above = self.above(scope).scopes;
        let whole = above.iter().any(|id| {
            let read = |aspect| self.full.get(&(aspect, id.clone())) == Some(&true);
            what.said_by().iter().any(|aspect| read(*aspect))
        });
        self.unread(what, scope).or(gap).or_else(|| {
            (!whole).then_some("the snapshot does not say that everything below was read")
        })
    }

    /// Says why the members of a group are not all known; none where they are.
    pub fn unread_members(&self, group: &str) -> Option<&'s str> {
        let listed = self
            .principal(group)
            .is_some_and(|one| one.members.is_some());
        let gap = self.groups.get(group).copied();
        gap.or_else(|| (!listed).then_some("the snapshot does not list its members"))
    }
}

fn place(part: &Part) -> (Aspect, SmolStr) {
    (part.what, key(&part.of))
}

/// Returns an id as ids are compared.
pub(super) fn key(id: &str) -> SmolStr {
    id.to_ascii_lowercase_smolstr()
}

/// Returns the scope above one as far as the id says; subscriptions and management groups do not,
/// and nothing is above `/`.
pub(super) fn above_in_id(id: &str) -> Option<&str> {
    let above = without(without(id)?)?;
    let holder = without(above).filter(|rest| ends_with(rest, "/providers"));
    let above = match holder {
        Some(providers) => without(providers)?,
        None => above,
    };
    match above {
        "" if holder.is_none() || is_group(id) => None,
        "" => Some("/"),
        above => Some(above),
    }
}

/// Takes the last segment off an id.
fn without(id: &str) -> Option<&str> {
    id.rsplit_once('/').map(|(above, _)| above)
}

fn is_group(id: &str) -> bool {
    without(id).is_some_and(|above| {
        above.eq_ignore_ascii_case("/providers/Microsoft.Management/managementGroups")
    })
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start
        .and_then(|start| text.get(start..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
