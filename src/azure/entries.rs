//! The entries of a list on their way to whoever keeps them.

use serde::de::DeserializeOwned;

use super::weigh::Weigh;

/// What takes the entries of a list: page by page, since a page may break off and come again.
pub(super) trait Entries: Send {
    /// Reads one entry of a page, and tells how many bytes it takes.
    fn read(&mut self, entry: &[u8]) -> serde_json::Result<usize>;

    /// Forgets what was read of the page.
    fn forget(&mut self);

    /// Keeps what was read, since the page is whole.
    fn keep(&mut self);
}

/// Entries that are kept in a list of their own.
pub(super) struct List<T, R> {
    found: Vec<T>,
    /// So many are of pages that are whole.
    whole: usize,
    read: R,
}

impl<T, R> List<T, R>
where
    R: FnMut(&[u8]) -> serde_json::Result<T>,
{
    pub(super) fn new(read: R) -> Self {
        Self {
            found: Vec::new(),
            whole: 0,
            read,
        }
    }

    pub(super) fn into_found(self) -> Vec<T> {
        self.found
    }
}

impl<T, R> Entries for List<T, R>
where
    T: Weigh + Send,
    R: FnMut(&[u8]) -> serde_json::Result<T> + Send,
{
    fn read(&mut self, entry: &[u8]) -> serde_json::Result<usize> {
        let entry = (self.read)(entry)?;
        let weight = entry.weight();
        self.found.push(entry);
        Ok(weight)
    }

    fn forget(&mut self) {
        self.found.truncate(self.whole);
    }

    fn keep(&mut self) {
        self.whole = self.found.len();
    }
}

/// Entries that somebody takes over, page by page.
pub(super) struct Each<T, R, K> {
    page: List<T, R>,
    keep: K,
}

impl<T, R, K> Each<T, R, K>
where
    R: FnMut(&[u8]) -> serde_json::Result<T>,
    K: FnMut(T),
{
    pub(super) fn new(read: R, keep: K) -> Self {
        let page = List::new(read);
        Self { page, keep }
    }
}

impl<T, R, K> Entries for Each<T, R, K>
where
    T: Weigh + Send,
    R: FnMut(&[u8]) -> serde_json::Result<T> + Send,
    K: FnMut(T) + Send,
{
    fn read(&mut self, entry: &[u8]) -> serde_json::Result<usize> {
        self.page.read(entry)
    }

    fn forget(&mut self) {
        self.page.forget();
    }

    fn keep(&mut self) {
        self.page.found.drain(..).for_each(&mut self.keep);
    }
}

/// Reads an entry of the shape that it is kept in.
pub(super) fn entry<T: DeserializeOwned>(entry: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(entry)
}
