//! Which identity and which scope of one side is which of the other.

use smol_str::{SmolStr, format_smolstr};

use super::Side;
use super::signs::Signs;
use crate::access::{Access, At, Gained, Party};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};

/// What stands on the other side for each identity and scope of one side.
pub(super) struct Links {
    /// The same identity.
    pub(super) parties: Vec<Option<PrincipalId>>,
    /// The same scope, or the nearest one above it; none where nothing is known above it.
    pub(super) places: Vec<Option<At>>,
    /// The scopes that stand below something else than on the other side.
    pub(super) moved: Vec<ScopeId>,
}

impl Links {
    pub(super) fn party(&self, id: PrincipalId) -> Option<PrincipalId> {
        self.parties.get(id.index()).copied().flatten()
    }

    pub(super) fn place(&self, id: ScopeId) -> Option<At> {
        self.places.get(id.index()).copied().flatten()
    }

    /// Finds the very scope on the other side.
    pub(super) fn same(&self, id: ScopeId) -> Option<ScopeId> {
        self.place(id).filter(|at| at.exact).map(|at| at.scope)
    }
}

/// Links the new side to the old one, and the old one to the new.
pub(super) fn links(old: &Side<'_>, new: &Side<'_>) -> (Links, Links) {
    let fits = |was: PrincipalId, now: PrincipalId| Signs::of(old, was).fit(&Signs::of(new, now));
    let (old, new) = (old.access(), new.access());
    let mut parties = Parties::of(old, new, &fits);
    // The surest sign first, so that no weaker one takes what a stronger one would find.
    let names = |one: &Party| Some(format_smolstr!("{} {}", one.kind.keyword(), one.name));
    parties.pair(|_, one| {
        let id = one.object_id.as_ref()?;
        Some(format_smolstr!("{id} {}", names(one)?))
    });
    parties.pair(|_, one| one.object_id.clone());
    parties.pair(resource);
    parties.pair(|_, one| names(one).filter(|_| one.gained.is_none()));
    let owners = parties.new_of.clone();
    parties.pair_gained(&owners);
    let forth = places(new, old);
    let back = places(old, new);
    let new_links = Links {
        moved: moved(new, old, &forth),
        parties: parties.old_of,
        places: forth,
    };
    let old_links = Links {
        moved: moved(old, new, &back),
        parties: parties.new_of,
        places: back,
    };
    (new_links, old_links)
}

struct Parties<'p, 'w> {
    old: &'p Access<'w>,
    new: &'p Access<'w>,
    /// Tells whether one of each side may be the same.
    fits: &'p dyn Fn(PrincipalId, PrincipalId) -> bool,
    old_of: Vec<Option<PrincipalId>>,
    new_of: Vec<Option<PrincipalId>>,
}

impl<'p, 'w> Parties<'p, 'w> {
    fn of(
        old: &'p Access<'w>,
        new: &'p Access<'w>,
        fits: &'p dyn Fn(PrincipalId, PrincipalId) -> bool,
    ) -> Self {
        Self {
            old,
            new,
            fits,
            old_of: vec![None; new.world().parties.len()],
            new_of: vec![None; old.world().parties.len()],
        }
    }

    /// Pairs what is not paired yet and has the same sign on both sides, each once.
    fn pair(&mut self, sign: impl Fn(&Access<'_>, &Party) -> Option<SmolStr>) {
        let (old, new) = (self.old, self.new);
        let mut signs: HashMap<SmolStr, PrincipalId> = HashMap::default();
        for (at, party) in old.world().parties.iter().enumerate() {
            if self.new_of.get(at).is_some_and(Option::is_none)
                && let Some(sign) = sign(old, party)
            {
                signs.entry(sign).or_insert(PrincipalId::new(at));
            }
        }
        for (at, party) in new.world().parties.iter().enumerate() {
            if self.old_of.get(at).is_none_or(Option::is_some) {
                continue;
            }
            let found = sign(new, party).and_then(|sign| signs.get(&sign).copied());
            let fits = |found: &PrincipalId| (self.fits)(*found, PrincipalId::new(at));
            let Some(found) = found.filter(fits) else {
                continue;
            };
            let free = self
                .new_of
                .get_mut(found.index())
                .filter(|slot| slot.is_none());
            if let (Some(back), Some(slot)) = (free, self.old_of.get_mut(at)) {
                *back = Some(PrincipalId::new(at));
                *slot = Some(found);
            }
        }
    }

    /// Pairs what steps gain: by the scope, or by the identity and the token.
    fn pair_gained(&mut self, new_of: &[Option<PrincipalId>]) {
        let old = self.old.world();
        let on = |access: &Access<'_>, scope: ScopeId| {
            let place = access.world().places.get(scope.index());
            place.map(|one| one.id.clone()).unwrap_or_default()
        };
        let is_old = |access: &Access<'_>| std::ptr::eq(access.world(), old);
        self.pair(|access, party| {
            Some(match party.gained? {
                Gained::Everything(scope) => format_smolstr!("everything {}", on(access, scope)),
                Gained::Data(scope) => format_smolstr!("data {}", on(access, scope)),
                Gained::Token(identity) => {
                    let owner = if is_old(access) {
                        new_of.get(identity.index()).copied().flatten()?
                    } else {
                        identity
                    };
                    format_smolstr!("token {} {}", owner.index(), party.name)
                }
            })
        });
    }
}

/// Returns the resource that an identity is, or that has it by itself.
fn resource(access: &Access<'_>, party: &Party) -> Option<SmolStr> {
    let (word, scope) = match (party.implicit_of, party.resource) {
        (Some(scope), _) => ("of", scope),
        (None, scope) => ("is", scope?),
    };
    let place = access.world().places.get(scope.index())?;
    Some(format_smolstr!("{word} {}", place.id))
}

/// Finds each scope of one side on the other: by its resource id, else the nearest above it by that
/// id, else by what stands above it here.
fn places(of: &Access<'_>, other: &Access<'_>) -> Vec<Option<At>> {
    let world = of.world();
    let mut ids: HashMap<&str, ScopeId> = HashMap::default();
    for (at, place) in other.world().places.iter().enumerate() {
        ids.entry(place.id.as_str()).or_insert(ScopeId::new(at));
    }
    let find = |scope: ScopeId| {
        let mut id = world.places.get(scope.index())?.id.as_str();
        let mut exact = true;
        loop {
            match ids.get(id) {
                Some(found) if exact || !id.is_empty() => {
                    return Some(At {
                        scope: *found,
                        exact,
                    });
                }
                _ => {}
            }
            exact = false;
            match id.rfind('/') {
                Some(slash) => id = id.get(..slash)?,
                None => return None,
            }
        }
    };
    let all = (0..world.places.len()).map(ScopeId::new);
    let above = |at: At| At { exact: false, ..at };
    all.map(|scope| {
        let beyond = || {
            let found = of.upwards(scope).skip(1).find_map(find).map(above);
            found.or_else(|| {
                ids.get("").map(|root| At {
                    scope: *root,
                    exact: false,
                })
            })
        };
        find(scope).or_else(beyond)
    })
    .collect()
}

/// Lists the scopes of one side where what comes down is not what comes down on the other.
fn moved(of: &Access<'_>, other: &Access<'_>, links: &[Option<At>]) -> Vec<ScopeId> {
    let link = |scope: ScopeId| links.get(scope.index()).copied().flatten();
    let all = (0..of.world().places.len()).map(ScopeId::new);
    let is_moved = |scope: &ScopeId| {
        let parent = of.upwards(*scope).nth(1).and_then(link).map(|at| at.scope);
        match link(*scope) {
            Some(at) if at.exact => other.upwards(at.scope).nth(1) != parent,
            at => at.map(|at| at.scope) != parent,
        }
    };
    let mut seen = HashSet::default();
    let fresh = |scope: &ScopeId| {
        let place = of.world().places.get(scope.index());
        place.is_some_and(|place| seen.insert(place.id.clone()))
    };
    all.filter(is_moved).filter(fresh).collect()
}
