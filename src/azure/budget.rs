//! How much is kept of all lists together: what a server that means ill sends does not fill the memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::Error;

/// No lists together take more: 100,000 role assignments with their schedules take three quarters of
/// it. Whoever writes a snapshot has all of it in memory a second time.
const MOST: usize = 224 << 20;

/// What all lists take together while somebody gathers them; a copy is the same budget.
#[derive(Clone)]
pub struct Budget(Arc<Kept>);

struct Kept {
    most: usize,
    /// None while nobody gathers: then nothing is kept for long.
    sum: Mutex<Option<usize>>,
}

/// A time in which what is read is kept.
pub struct Gathering<'b>(&'b Budget);

/// What one list takes. Pages that are whole count for good, since whoever reads a list may keep them
/// even where it breaks off.
pub(super) struct Share<'b> {
    budget: &'b Budget,
    /// Of the page that is being read.
    page: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(MOST)
    }
}

impl Budget {
    /// Lets lists take so many bytes together.
    pub fn new(most: usize) -> Self {
        let sum = Mutex::default();
        Self(Arc::new(Kept { most, sum }))
    }

    /// Counts all lists together until what is returned goes.
    pub fn gathering(&self) -> Gathering<'_> {
        *self.sum() = Some(0);
        Gathering(self)
    }

    /// Returns the share of a list that is about to be read.
    pub(super) fn share(&self) -> Share<'_> {
        Share {
            budget: self,
            page: 0,
        }
    }

    fn sum(&self) -> MutexGuard<'_, Option<usize>> {
        // A number stays right even if somebody panicked beside it.
        self.0.sum.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, bytes: usize) {
        if let Some(sum) = self.sum().as_mut() {
            *sum = sum.saturating_sub(bytes);
        }
    }
}

impl Drop for Gathering<'_> {
    fn drop(&mut self) {
        *self.0.sum() = None;
    }
}

impl Share<'_> {
    /// Takes bytes of the budget, and refuses what is too much.
    pub(super) fn take(&mut self, what: &str, bytes: usize) -> Result<(), Error> {
        self.page += bytes;
        let most = self.budget.0.most;
        let fits = self.budget.sum().as_mut().is_none_or(|sum| {
            *sum += bytes;
            *sum <= most
        });
        let refused = || Error::too_much(what, &format!("they may take {} MiB", most >> 20));
        fits.then_some(()).ok_or_else(refused)
    }

    /// Forgets the page, which comes again.
    pub(super) fn forget(&mut self) {
        self.budget.give_back(std::mem::take(&mut self.page));
    }

    /// Takes the page over, which is whole.
    pub(super) fn keep(&mut self) {
        self.page = 0;
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.forget();
    }
}
