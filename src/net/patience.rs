//! How long and how often something is tried, and who hears of the waiting.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// How long and how often a call is tried.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// So many times at most.
    pub tries: u32,
    /// The first pause where the server names none; each further one is twice as long.
    pub first: Duration,
    /// No pause is longer, but for one that the server asks for.
    pub most: Duration,
    /// All tries and pauses together.
    pub total: Duration,
}

impl Patience {
    /// Returns the usual patience.
    pub const fn usual() -> Self {
        Self {
            tries: 6,
            first: Duration::from_millis(500),
            most: Duration::from_secs(20),
            total: Duration::from_mins(5),
        }
    }

    /// Returns the patience of somebody who tries everything once.
    pub const fn once() -> Self {
        Self {
            tries: 1,
            ..Self::usual()
        }
    }
}

/// A pause before a further try.
#[derive(Debug, Clone, Copy)]
pub struct Wait<'w> {
    /// Who is waited for.
    pub host: &'w str,
    /// How long.
    pub pause: Duration,
    /// Why: the status of the answer; none where no answer came.
    pub status: Option<u16>,
    /// Which try comes next, from 2.
    pub attempt: u32,
}

/// Somebody who hears of each pause before it begins.
pub trait Watch: Send + Sync {
    /// Hears of a pause.
    fn waiting(&self, wait: &Wait<'_>);
}

/// Nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Watch for Silent {
    fn waiting(&self, _: &Wait<'_>) {}
}

/// The pauses of one call.
#[derive(Debug)]
pub(super) struct Pauses {
    patience: Patience,
    tried: u32,
    spent: Duration,
}

impl Pauses {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            tried: 1,
            spent: Duration::ZERO,
        }
    }

    /// Returns the next pause and which try follows it; none where it is not worth waiting.
    pub(super) fn next(&mut self, asked: Option<Duration>) -> Option<(Duration, u32)> {
        if self.tried >= self.patience.tries {
            return None;
        }
        let doubled = self
            .patience
            .first
            .saturating_mul(1 << (self.tried - 1).min(16));
        let own = doubled.min(self.patience.most);
        // An early call would start the server's clock anew; a late one costs little.
        let pause = match asked {
            Some(asked) => asked + part(Duration::from_millis(250)),
            None => own / 2 + part(own / 2),
        };
        self.spent += pause;
        self.tried += 1;
        (self.spent < self.patience.total).then_some((pause, self.tried))
    }
}

/// Returns a random part of a time, so that many callers do not come back at once.
fn part(whole: Duration) -> Duration {
    // A hash that is seeded anew each time is random enough.
    let dice = RandomState::new().build_hasher().finish() & 0xff;
    whole * u32::try_from(dice).unwrap_or(0) / 256
}
