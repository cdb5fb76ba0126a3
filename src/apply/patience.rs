//! How long one step waits for what.

use std::time::Duration;

use super::outcome::Wait;
use super::remote::{Meaning, Trouble};

/// The first pause; each further one is twice as long.
pub(super) const FIRST: Duration = Duration::from_millis(500);

/// No pause is longer.
const MOST: Duration = Duration::from_secs(20);

/// What one step has waited for so far.
#[derive(Debug, Default)]
pub(super) struct Patience {
    spent: Vec<(Meaning, Duration)>,
}

impl Patience {
    /// Returns the next pause; none where it is not worth waiting any more.
    pub(super) fn next(&mut self, trouble: &Trouble) -> Option<Wait> {
        let meaning = trouble.meaning;
        let total = meaning.patience()?;
        let known = self.spent.iter().position(|(one, _)| *one == meaning);
        let at = known.unwrap_or_else(|| {
            self.spent.push((meaning, Duration::ZERO));
            self.spent.len() - 1
        });
        let (_, spent) = self.spent.get_mut(at)?;
        let left = total.checked_sub(*spent).filter(|left| !left.is_zero())?;
        // As long again as it took so far: that doubles each pause.
        let own = (*spent + FIRST).min(MOST);
        let pause = own.min(left);
        *spent += pause;
        Some(Wait {
            meaning,
            words: trouble.words,
            pause,
            left,
        })
    }

    /// Begins anew to wait for something.
    pub(super) fn forget(&mut self, meaning: Meaning) {
        self.spent.retain(|(one, _)| *one != meaning);
    }
}
