//! The search for the shortest name for which a restricted formula holds.
//!
//! Breadth first over the product of the automata of all open patterns, made as it is walked. A
//! branch ends where the formula is settled as false; where it is settled as true, only the leading
//! wildcard is followed to its end. At each state only the bytes that some pattern waits for are
//! tried, the slash, and one more byte that stands for all others, in the order of the alphabet: so
//! the first name found is the shortest, and the first in order among those.

use crate::support::hash::HashSet;
use std::rc::Rc;

use smol_str::SmolStr;

use super::alphabet::{Bytes, compare, rank};
use super::automaton::{Automaton, State, Verdict};
use super::formula::{Exhausted, Work};
use super::restricted::{Restricted, Value};

/// How far the name read so far is well-formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// In front of the first segment.
    Start,
    /// Inside the first segment.
    First,
    /// Just behind a slash.
    Slash,
    /// Inside a later segment: the name could end here.
    Later,
}

impl Form {
    fn step(self, byte: u8) -> Option<Self> {
        rank(byte)?;
        match (self, byte) {
            (Self::Start | Self::Slash, b'/') => None,
            (Self::First | Self::Later, b'/') => Some(Self::Slash),
            (Self::Start | Self::First, _) => Some(Self::First),
            (Self::Slash | Self::Later, _) => Some(Self::Later),
        }
    }
}

/// Where all automata stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Place {
    form: Form,
    leader: State,
    /// The atoms that may still speak, with their states; in order.
    open: Vec<(u32, State)>,
    /// The lists that cover every longer name; in order.
    settled: Vec<u32>,
    /// The formula holds for every longer name.
    won: bool,
}

struct Visit {
    place: Rc<Place>,
    from: usize,
    byte: u8,
    depth: usize,
}

struct Search<'a, 'work> {
    restricted: &'a Restricted<'a>,
    leader: Automaton<'a>,
    seen: HashSet<Rc<Place>>,
    visits: Vec<Visit>,
    work: &'work mut Work,
}

/// Finds the shortest name, if it comes before the best one known so far.
pub(super) fn shortest(
    restricted: &Restricted<'_>,
    best: Option<&str>,
    work: &mut Work,
) -> Result<Option<SmolStr>, Exhausted> {
    let leader = Automaton::of_glob(restricted.leader, restricted.bound);
    let (seen, visits) = (HashSet::default(), Vec::new());
    let mut search = Search {
        restricted,
        leader,
        seen,
        visits,
        work,
    };
    let Some(start) = search.start()? else {
        return Ok(None);
    };
    let prefix = restricted.leader.prefix();
    let found = if search.accepts(&start) {
        Some(String::new())
    } else {
        None
    };
    let found = match found {
        Some(_) => found,
        None => search.run(
            start,
            best.map(|best| best.len().saturating_sub(prefix.len())),
        )?,
    };
    let name = found.map(|rest| SmolStr::new([prefix, &rest].concat()));
    Ok(name.filter(|name| best.is_none_or(|best| compare(name, best).is_lt())))
}

impl Search<'_, '_> {
    /// Reads the text that every name of the leading wildcard begins with.
    fn start(&mut self) -> Result<Option<Place>, Exhausted> {
        let atoms = self.restricted.atoms.iter().enumerate();
        let open = atoms.map(|(at, atom)| {
            (
                u32::try_from(at).unwrap_or(u32::MAX),
                atom.automaton.start(),
            )
        });
        let mut place = Place {
            form: Form::Start,
            leader: self.leader.start(),
            open: Vec::new(),
            settled: Vec::new(),
            won: false,
        };
        self.sort(open.collect(), &mut place);
        for byte in self.restricted.leader.prefix().bytes() {
            match self.step(&place, byte)? {
                Some(next) => place = next,
                None => return Ok(None),
            }
        }
        Ok(self.judged(place))
    }

    fn run(&mut self, start: Place, most: Option<usize>) -> Result<Option<String>, Exhausted> {
        let start = Rc::new(start);
        self.seen.insert(Rc::clone(&start));
        self.visits.push(Visit {
            place: start,
            from: 0,
            byte: 0,
            depth: 0,
        });
        let mut at = 0;
        while let Some(visit) = self.visits.get(at) {
            let (place, depth) = (Rc::clone(&visit.place), visit.depth);
            if most.is_some_and(|most| depth >= most) {
                return Ok(None);
            }
            for byte in self.telling_bytes(&place).iter() {
                let Some(next) = self.step(&place, byte)?.and_then(|next| self.judged(next)) else {
                    continue;
                };
                let accepted = self.accepts(&next);
                let next = Rc::new(next);
                if self.seen.insert(Rc::clone(&next)) {
                    self.visits.push(Visit {
                        place: next,
                        from: at,
                        byte,
                        depth: depth + 1,
                    });
                    if accepted {
                        return Ok(Some(self.path()));
                    }
                }
            }
            at += 1;
        }
        Ok(None)
    }

    /// Reads the name off the last visit.
    fn path(&self) -> String {
        let mut bytes = Vec::new();
        let mut at = self.visits.len().saturating_sub(1);
        while let Some(visit) = self.visits.get(at).filter(|_| at > 0) {
            bytes.push(visit.byte);
            at = visit.from;
        }
        bytes.iter().rev().map(|byte| char::from(*byte)).collect()
    }

    fn telling_bytes(&self, place: &Place) -> Bytes {
        let mut bytes = Bytes::default();
        self.leader.add_telling_bytes(place.leader, &mut bytes);
        for (atom, state) in &place.open {
            if let Some(atom) = self.restricted.atoms.get(*atom as usize) {
                atom.automaton.add_telling_bytes(*state, &mut bytes);
            }
        }
        bytes.with_slash_and_another()
    }

    /// Reads a byte; gives nothing where no name can go on.
    fn step(&mut self, place: &Place, byte: u8) -> Result<Option<Place>, Exhausted> {
        self.work.spend(place.open.len())?;
        let (Some(form), Some(leader)) =
            (place.form.step(byte), self.leader.step(place.leader, byte))
        else {
            return Ok(None);
        };
        let (settled, won) = (place.settled.clone(), place.won);
        let mut next = Place {
            form,
            leader,
            open: Vec::new(),
            settled,
            won,
        };
        let moved = place.open.iter().filter_map(|(at, state)| {
            let atom = self.restricted.atoms.get(*at as usize)?;
            Some((*at, atom.automaton.step(*state, byte)?))
        });
        let moved = moved.collect();
        self.sort(moved, &mut next);
        Ok(Some(next))
    }

    /// Keeps the atoms that may still change something.
    fn sort(&self, moved: Vec<(u32, State)>, place: &mut Place) {
        let before = place.settled.len();
        for (at, state) in &moved {
            let atom = self.restricted.atoms.get(*at as usize);
            if let Some(atom) =
                atom.filter(|atom| atom.automaton.verdict(*state) == Verdict::Settled)
            {
                let list = u32::try_from(atom.list).unwrap_or(u32::MAX);
                if !place.settled.contains(&list) {
                    place.settled.push(list);
                }
            }
        }
        place.open = moved;
        if place.settled.len() > before {
            place.settled.sort_unstable();
        }
        if !place.settled.is_empty() {
            let settled = &place.settled;
            place.open.retain(|(at, _)| {
                let list = self
                    .restricted
                    .atoms
                    .get(*at as usize)
                    .map_or(0, |atom| atom.list);
                !is_decided(settled, list)
            });
        }
    }

    /// Drops a place from which the formula cannot hold; forgets the atoms where it surely does.
    fn judged(&self, mut place: Place) -> Option<Place> {
        if place.won {
            return Some(place);
        }
        match self.value(&place, Value::Open) {
            Value::False => None,
            Value::Open => Some(place),
            Value::True => {
                place.won = true;
                place.open.clear();
                place.settled.clear();
                Some(place)
            }
        }
    }

    /// Tells whether the name read so far is one for which the formula holds.
    fn accepts(&self, place: &Place) -> bool {
        place.form == Form::Later
            && self.leader.verdict(place.leader) != Verdict::Open
            && (place.won || self.value(place, Value::False) == Value::True)
    }

    /// Judges the formula with the open atoms unknown, or by what they say of the name so far.
    fn value(&self, place: &Place, unread: Value) -> Value {
        let mut lists = self.restricted.settled_lists().to_vec();
        for (at, state) in &place.open {
            let Some(atom) = self.restricted.atoms.get(*at as usize) else {
                continue;
            };
            let covers = atom.automaton.verdict(*state) != Verdict::Open;
            let says = if covers && unread == Value::False {
                Value::True
            } else {
                unread
            };
            lists
                .get_mut(atom.list)
                .into_iter()
                .for_each(|list| *list = list.or(says));
        }
        for list in &place.settled {
            lists
                .get_mut(*list as usize)
                .into_iter()
                .for_each(|list| *list = Value::True);
        }
        self.restricted.value(&lists)
    }
}

/// Tells whether nothing in a list can change its block any more: the list covers everything, or
/// the block's cut does. A block's granted list has an even place, its cut the next one.
fn is_decided(settled: &[u32], list: usize) -> bool {
    let is_settled = |list: usize| settled.iter().any(|known| *known as usize == list);
    is_settled(list) || is_settled(list | 1)
}
