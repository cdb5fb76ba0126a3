//! How many calls are under way at once: fewer while the server is short of quota.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::call::Method;

/// An empty bucket of Azure's holds another call after this time: it fills by ten a second or more, and
/// what is left over of the wait stays in it.
pub(super) const REFILL: Duration = Duration::from_millis(115);

/// The gates of a service: Azure counts reads, writes and deletions apart.
#[derive(Debug)]
pub(super) struct Gates {
    reads: Gate,
    writes: Gate,
    deletions: Gate,
}

impl Gates {
    pub(super) fn new(most: usize) -> Self {
        Self {
            // Pages that follow one another take most of them, and the rest is not to wait behind those.
            reads: Gate::new(most + most / 2),
            writes: Gate::new(most),
            deletions: Gate::new(most),
        }
    }

    pub(super) fn of(&self, method: Method) -> &Gate {
        match method {
            Method::Get | Method::Post => &self.reads,
            Method::Put => &self.writes,
            Method::Delete => &self.deletions,
        }
    }
}

/// Lets so many calls through at once.
#[derive(Debug)]
pub(super) struct Gate {
    most: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    /// So many may be under way.
    limit: usize,
    running: usize,
    /// So many of them are pages.
    pages: usize,
    /// So many long lists are being read, page by page.
    lists: usize,
    /// So many calls wait until the server wants to hear from anybody again.
    closed: usize,
    /// So many went well since the limit last changed.
    good: usize,
}

/// A call that is under way.
pub(super) struct Place<'g> {
    gate: &'g Gate,
    paged: bool,
}

/// A long list that is being read.
pub struct LongList<'g>(&'g Gate);

/// A time in which nobody calls.
struct Closed<'g>(&'g Gate);

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            most,
            state: Mutex::new(State {
                limit: most,
                running: 0,
                pages: 0,
                lists: 0,
                closed: 0,
                good: 0,
            }),
            changed: Notify::new(),
        }
    }

    /// Waits for a place.
    pub(super) async fn enter(&self, paged: bool) -> Place<'_> {
        loop {
            // Made before the look, so that no change in between is missed.
            let changed = self.changed.notified();
            if self.taken(paged) {
                return Place { gate: self, paged };
            }
            changed.await;
        }
    }

    /// Keeps a place for the pages of a long list until its end, if there are enough.
    pub(super) fn long_list(&self) -> LongList<'_> {
        self.state().lists += 1;
        LongList(self)
    }

    fn taken(&self, paged: bool) -> bool {
        let mut state = self.state();
        let free = state.closed == 0 && state.running < state.room(paged);
        state.running += usize::from(free);
        state.pages += usize::from(free && paged);
        free
    }

    /// Learns from an answer: half as many calls after a refusal, one more after many good ones,
    /// and no more than the quota that is left.
    pub(super) fn learn(&self, throttled: bool, remaining: Option<usize>) {
        let mut state = self.state();
        if throttled {
            state.limit = (state.limit / 2).max(1);
            state.good = 0;
        } else {
            state.good += 1;
            if state.good > state.limit * 2 && state.limit < self.most {
                state.limit += 1;
                state.good = 0;
            }
        }
        if let Some(left) = remaining.filter(|left| *left < state.limit) {
            state.limit = left.max(1);
            state.good = 0;
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Lets nobody through for a time.
    pub(super) async fn close(&self, pause: Duration) {
        self.state().closed += 1;
        let _closed = Closed(self);
        tokio::time::sleep(pause).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is counted stays right even if somebody panicked beside it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns how many calls there may be for one more of a kind to come in: two thirds of the places are
    /// for pages, as long as lists are being read.
    fn room(&self, paged: bool) -> usize {
        let for_pages = (self.limit * 2 / 3).max(1);
        let others = self.running - self.pages;
        if paged {
            self.limit.min(others + for_pages)
        } else {
            let due = for_pages.min(self.lists);
            self.limit
                .saturating_sub(due.saturating_sub(self.pages))
                .max(1)
        }
    }
}

impl Drop for LongList<'_> {
    fn drop(&mut self) {
        self.0.state().lists -= 1;
        self.0.changed.notify_waiters();
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.running -= 1;
        state.pages -= usize::from(self.paged);
        drop(state);
        self.gate.changed.notify_waiters();
    }
}

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.state().closed -= 1;
        self.0.changed.notify_waiters();
    }
}
