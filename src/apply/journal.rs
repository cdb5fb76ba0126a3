//! The journal of an apply: what is intended is on the disk before it is sent.
//!
//! Each line is `{"sum":"…","entry":{…}}`. The sum is the beginning of the SHA-256 of the sum before
//! it and the entry, so that a line that was changed, taken out or moved is seen. A last line that
//! is not whole is what a crash leaves, and is taken for none.

mod account;
mod entry;
mod past;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::io;

use tokio::sync::Mutex;

pub use account::{Account, Outcome, accounts};
pub use entry::Entry;
pub use past::{Broken, Past, State};

use crate::model::date::Moment;

/// Somewhere to append to.
pub trait Store {
    /// Appends, and returns when what was appended outlives a crash.
    fn append(&mut self, lines: Vec<u8>) -> impl Future<Output = io::Result<()>>;
}

/// Writes the journal. Whoever wants to be sure of an entry waits for one write to the disk, which
/// takes along whatever the others have written down meanwhile.
pub struct Journal<S> {
    queue: RefCell<Queue>,
    store: Mutex<S>,
    /// So many entries outlive a crash.
    safe: Cell<u64>,
    /// Nothing can be written any more.
    broken: Cell<bool>,
    clock: fn() -> Moment,
}

/// What was not yet given to the store.
struct Queue {
    lines: Vec<u8>,
    count: u64,
    sum: String,
}

impl<S: Store> Journal<S> {
    /// Goes on after a sum, which is empty at the beginning.
    pub fn after(sum: &str, store: S, clock: fn() -> Moment) -> Self {
        Self {
            queue: RefCell::new(Queue {
                lines: Vec::new(),
                count: 0,
                sum: sum.to_owned(),
            }),
            store: Mutex::new(store),
            safe: Cell::new(0),
            broken: Cell::new(false),
            clock,
        }
    }

    /// Writes an entry down; it goes to the disk with the next one that somebody wants to be sure of.
    pub fn note(&self, entry: &Entry) -> u64 {
        let mut queue = self.queue.borrow_mut();
        let (line, sum) = entry::line(&queue.sum, (self.clock)(), entry);
        queue.lines.extend_from_slice(line.as_bytes());
        queue.sum = sum;
        queue.count += 1;
        queue.count
    }

    /// Writes an entry down, and returns when it outlives a crash.
    pub async fn record(&self, entry: &Entry) -> io::Result<()> {
        let mine = self.note(entry);
        self.safe_up_to(mine).await
    }

    /// Returns when all that was noted outlives a crash.
    pub async fn sync(&self) -> io::Result<()> {
        let last = self.queue.borrow().count;
        self.safe_up_to(last).await
    }

    async fn safe_up_to(&self, mine: u64) -> io::Result<()> {
        let mut store = self.store.lock().await;
        if self.broken.get() {
            return Err(io::Error::other("an earlier write to the journal failed"));
        }
        if self.safe.get() >= mine {
            return Ok(());
        }
        let (lines, count) = {
            let mut queue = self.queue.borrow_mut();
            (std::mem::take(&mut queue.lines), queue.count)
        };
        // Whatever ends this early leaves the journal broken: what was taken is written by nobody.
        self.broken.set(true);
        store.append(lines).await?;
        self.broken.set(false);
        self.safe.set(count);
        Ok(())
    }
}
