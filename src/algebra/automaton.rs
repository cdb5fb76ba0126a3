//! One pattern as a finite automaton that reads a name byte by byte.
//!
//! The text before the first `*` must be read as it stands. Each later piece is searched as early as
//! it can stand, by its failure table (Knuth, Morris, Pratt), so one number per piece is the state.

use super::alphabet::Bytes;
use super::matching::{Bound, Glob, may_share};

/// Where in its pattern an automaton stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) piece: u32,
    pub(super) at: u32,
}

/// What a state says about the name read so far, and any longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Open,
    Accepted,
    /// Accepted, and so is every longer name.
    Settled,
}

#[derive(Debug)]
pub(super) struct Automaton<'a> {
    pieces: Vec<Piece<'a>>,
}

#[derive(Debug)]
struct Piece<'a> {
    text: &'a [u8],
    /// How much of the piece counts as read already when it begins: a slash that it may share.
    head_start: usize,
    /// For each length read: the longest shorter beginning that also ends what was read.
    failure: Vec<usize>,
}

impl<'a> Automaton<'a> {
    pub(super) fn of_name(name: &'a str) -> Self {
        Self {
            pieces: vec![Piece {
                text: name.as_bytes(),
                head_start: 0,
                failure: Vec::new(),
            }],
        }
    }

    pub(super) fn of_glob(glob: &'a Glob, bound: Bound) -> Self {
        let mut before = None;
        let pieces = glob.pieces().into_iter().map(|text| {
            let shares =
                bound == Bound::Upper && before.is_some_and(|before| may_share(before, text));
            let failure = if before.is_some() {
                failure(text.as_bytes())
            } else {
                Vec::new()
            };
            before = Some(text);
            Piece {
                text: text.as_bytes(),
                head_start: usize::from(shares),
                failure,
            }
        });
        Self {
            pieces: pieces.collect(),
        }
    }

    pub(super) fn start(&self) -> State {
        self.settled_at(0, 0)
    }

    /// Reads one byte; nothing is left when no longer name can be accepted.
    pub(super) fn step(&self, state: State, byte: u8) -> Option<State> {
        let piece = self.pieces.get(state.piece as usize)?;
        if state.piece == 0 {
            let fits = piece.text.get(state.at as usize) == Some(&byte);
            return fits.then(|| self.settled_at(0, state.at as usize + 1));
        }
        Some(self.settled_at(state.piece as usize, piece.search(state.at as usize, byte)))
    }

    /// Moves on to the next piece as long as one is read to its end.
    fn settled_at(&self, mut piece: usize, mut at: usize) -> State {
        while let (Some(now), Some(next)) = (self.pieces.get(piece), self.pieces.get(piece + 1)) {
            if at < now.text.len() {
                break;
            }
            (piece, at) = (piece + 1, next.head_start);
        }
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        State {
            piece: number(piece),
            at: number(at),
        }
    }

    pub(super) fn verdict(&self, state: State) -> Verdict {
        let Some(piece) = self.pieces.get(state.piece as usize) else {
            return Verdict::Open;
        };
        let is_last = state.piece as usize + 1 == self.pieces.len();
        if !is_last || piece.text.len() != state.at as usize {
            Verdict::Open
        } else if state.piece > 0 && piece.text.is_empty() {
            Verdict::Settled
        } else {
            Verdict::Accepted
        }
    }

    /// Adds the bytes that do not lead where all others lead.
    pub(super) fn add_telling_bytes(&self, state: State, bytes: &mut Bytes) {
        let Some(piece) = self.pieces.get(state.piece as usize) else {
            return;
        };
        let mut at = state.at as usize;
        loop {
            if let Some(byte) = piece.text.get(at) {
                bytes.insert(*byte);
            }
            if at == 0 || state.piece == 0 {
                return;
            }
            at = piece.failure.get(at).copied().unwrap_or(0);
        }
    }
}

impl Piece<'_> {
    fn search(&self, mut at: usize, byte: u8) -> usize {
        loop {
            if self.text.get(at) == Some(&byte) {
                return at + 1;
            }
            if at == 0 {
                return 0;
            }
            at = self.failure.get(at).copied().unwrap_or(0);
        }
    }
}

fn failure(text: &[u8]) -> Vec<usize> {
    let mut table = vec![0, 0];
    for (place, byte) in text.iter().enumerate().skip(1) {
        let mut at = table.get(place).copied().unwrap_or(0);
        while at > 0 && text.get(at) != Some(byte) {
            at = table.get(at).copied().unwrap_or(0);
        }
        table.push(at + usize::from(text.get(at) == Some(byte)));
    }
    table
}
