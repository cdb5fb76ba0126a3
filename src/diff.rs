//! Who gains and who loses what where, between two sides: directly, and by reach; and what was
//! loosened on the way.
//!
//! In: two [`Side`]s, each a world with its reach and, for a policy set, its model. Out: a [`Diff`]
//! of plain values. Absent on purpose: files, revisions, settings, and drawing.
//!
//! Sides are compared by meaning: identities by their object id or resource, else by kind and name,
//! as long as what the name stands for in Azure is the same; scopes by resource id; roles not at
//! all, but by what they give. What judges the new side counts as the old one has it. Whether anything is gained is
//! decided over every operation name there may be, for both bounds and under each condition, so
//! that it stays so for operations that Azure adds; the catalogue names what is gained.
//!
//! What is told once is not told again: not below the scope where it changes, not of the members of
//! a group that were members before, and not of whoever could become the one that gains.

mod before;
mod book;
mod direct;
mod guarantee;
mod guard;
mod held;
mod matched;
mod signs;
mod steps;
mod sum;
mod told;
mod weigh;

use smol_str::{SmolStr, format_smolstr};

use crate::access::{Access, Hides, World};
use crate::catalog::Catalog;
use crate::compile::Compiled;
use crate::model::{Model, PrincipalId};
use crate::reach::Reach;
use book::Book;
use direct::Facing;
use guarantee::Sides;
use held::Holdings;
use steps::Climb;
use told::Teller;
use weigh::Weigher;

pub use guarantee::{Broken, Loosened, Where};
pub use guard::Guard;
pub use told::{Becomes, Chain, Change, Identity, Presence, Stair};
pub use weigh::Beyond;

/// One side of a comparison.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The policy set; an empty one for what was read from Azure.
    pub model: &'a Model,
    /// What it compiles to.
    pub compiled: &'a Compiled,
    /// What everybody can come to, over a world with what steps may gain.
    pub reach: &'a Reach<'a>,
    /// It is policy text, which may hold what judges it; invariants are compared where both are.
    pub judges: bool,
}

impl<'a> Side<'a> {
    fn access(&self) -> &'a Access<'a> {
        self.reach.access()
    }

    fn world(&self) -> &'a World {
        self.access().world()
    }
}

/// What differs between two sides.
#[derive(Debug, Default)]
pub struct Diff {
    /// Who gains or loses something directly, by name.
    pub identities: Vec<Identity>,
    /// Who can come to more or to less by becoming another.
    pub becomes: Vec<Becomes>,
    /// The invariants of the old side that the new one breaks.
    pub broken: Vec<Broken>,
    /// What judged the old side, and judges the new one less strictly.
    pub loosened: Vec<Loosened>,
    /// What was not read of the new side and may give somebody more, or of the old side and may
    /// have denied more.
    pub unread: Vec<SmolStr>,
    /// The catalogue whose operations are named.
    pub catalog: &'static Catalog,
}

impl Diff {
    /// Tells whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty()
            && self.becomes.is_empty()
            && self.broken.is_empty()
            && self.loosened.is_empty()
            && self.unread.is_empty()
    }

    /// Tells whether anybody gains anything, as far as it can be known, or anything is loosened.
    pub fn is_widened(&self) -> bool {
        self.identities.iter().any(|one| !one.gained.is_empty())
            || self.becomes.iter().any(|one| !one.lost)
            || !self.broken.is_empty()
            || !self.loosened.is_empty()
            || !self.unread.is_empty()
    }
}

/// Compares two sides.
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Diff {
    let (forth, back) = matched::links(old, new);
    let mut book = Book::new(new.access().catalog());
    let numbers = book.number(old.access(), old.model, old.compiled);
    let before = Holdings::of(old, numbers);
    let numbers = book.number(new.access(), new.model, new.compiled);
    let after = Holdings::of(new, numbers);
    let gain = Facing {
        of: &after,
        than: &before,
        links: &forth,
        back: &back,
        backwards: false,
    };
    let loss = Facing {
        of: &before,
        than: &after,
        links: &back,
        back: &forth,
        backwards: true,
    };
    let mut weigher = Weigher::new(&book);
    let sides = Sides {
        old,
        new,
        forth: &forth,
        back: &back,
    };
    Diff {
        identities: identities(old, new, (gain, loss), &mut weigher),
        becomes: becomes(old, new, (gain, loss), &book),
        broken: guarantee::broken(&sides, &tellers(old, new).0),
        loosened: if old.judges && new.judges {
            guarantee::loosened(&sides)
        } else {
            Vec::new()
        },
        unread: unread(old.world(), new.world()),
        catalog: new.access().catalog(),
    }
}

fn tellers<'a>(old: &Side<'a>, new: &Side<'a>) -> (Teller<'a>, Teller<'a>) {
    let teller = |side: &Side<'a>, lost| Teller {
        access: side.access(),
        reach: side.reach,
        lost,
    };
    (teller(new, false), teller(old, true))
}

fn identities(
    old: &Side<'_>,
    new: &Side<'_>,
    (gain, loss): (Facing<'_, '_>, Facing<'_, '_>),
    weigher: &mut Weigher<'_>,
) -> Vec<Identity> {
    let (after, before) = tellers(old, new);
    let mut found = Vec::new();
    let mut tell = |who: Option<PrincipalId>, was: Option<PrincipalId>| {
        let gained = who.map(|who| after.changes(who, &gain.beyond(who, weigher)));
        let lost = was.map(|was| before.changes(was, &loss.beyond(was, weigher)));
        let (gained, lost) = (gained.unwrap_or_default(), lost.unwrap_or_default());
        if gained.is_empty() && lost.is_empty() {
            return;
        }
        let here = who.and_then(|who| new.world().parties.get(who.index()));
        let there = was.and_then(|was| old.world().parties.get(was.index()));
        let Some(party) = here.or(there) else { return };
        found.push(Identity {
            name: party.name.clone(),
            kind: party.kind,
            presence: match (who, was) {
                (Some(_), Some(_)) => Presence::Both,
                (Some(_), None) => Presence::New,
                (None, _) => Presence::Removed,
            },
            gained,
            lost,
        });
    };
    for (index, party) in new.world().parties.iter().enumerate() {
        let who = PrincipalId::new(index);
        if party.gained.is_none() {
            tell(Some(who), gain.links.party(who));
        }
    }
    for (index, party) in old.world().parties.iter().enumerate() {
        let was = PrincipalId::new(index);
        if party.gained.is_none() && loss.links.party(was).is_none() {
            tell(None, Some(was));
        }
    }
    found.sort_by(|one, other| (&one.name, one.kind).cmp(&(&other.name, other.kind)));
    found
}

fn becomes(
    old: &Side<'_>,
    new: &Side<'_>,
    (gain, loss): (Facing<'_, '_>, Facing<'_, '_>),
    book: &Book,
) -> Vec<Becomes> {
    let (after, before) = tellers(old, new);
    let up = Climb {
        facing: gain,
        of: new.reach,
        than: old.reach,
    };
    let down = Climb {
        facing: loss,
        of: old.reach,
        than: new.reach,
    };
    // Neither way asks what the other does.
    let (mut told, lost) = rayon::join(
        || after.climbs(&up.beyond(&mut Weigher::new(book))),
        || before.climbs(&down.beyond(&mut Weigher::new(book))),
    );
    told.extend(lost);
    told.sort_by(|one, other| {
        (one.lost, &one.who, &one.other).cmp(&(other.lost, &other.who, &other.other))
    });
    told
}

/// Lists what was not read on the one side alone where it may hide a widening.
fn unread(old: &World, new: &World) -> Vec<SmolStr> {
    let known = hidden(old, Hides::Access);
    let mut unread = hidden(new, Hides::Access);
    unread.retain(|what| !known.contains(what));
    let known = hidden(new, Hides::Denials);
    let denials = hidden(old, Hides::Denials);
    unread.extend(denials.into_iter().filter(|what| !known.contains(what)));
    unread.sort();
    unread.dedup();
    unread
}

/// Lists what was not read of a world and may hide access, or denials: of whom and where, since
/// the same may be unknown of somebody else as well.
fn hidden(world: &World, what: Hides) -> Vec<SmolStr> {
    let gaps = world.gaps.iter().filter(|gap| gap.hides == what);
    let gaps = gaps.map(|gap| {
        let who = gap.principal.and_then(|who| world.parties.get(who.index()));
        let who = who.map(|party| format!(", which `{}` holds", party.name));
        let on = gap.scope.and_then(|at| world.places.get(at.index()));
        let on = on.map(|place| format!(", on `{}`", place.id));
        let (who, on) = (who.unwrap_or_default(), on.unwrap_or_default());
        format_smolstr!("{}{who}{on}", gap.what)
    });
    let open = world.open.iter().filter(|_| what == Hides::Access);
    let open = open.filter_map(|group| world.parties.get(group.index()));
    let open = open.map(|group| format_smolstr!("the members of group `{}`", group.name));
    gaps.chain(open).collect()
}
