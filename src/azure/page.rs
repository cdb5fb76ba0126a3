//! Lists that come in pages.

use std::borrow::Cow;

use serde::Deserialize;

use super::error::Error;
use super::manager::Manager;
use crate::net::{Call, Method, Reply, Site, Url};
use crate::support::hash::HashSet;

/// No list has more pages: at a hundred entries each, this is ten times what a subscription holds.
const PAGES: usize = 2000;
/// No list is longer: 100,000 assignments are less than half of it.
const BYTES: usize = 256 << 20;
/// No list is made of more objects, entries and what is inside them; 100,000 assignments are less than
/// half of it. The smallest entry takes many times its text in memory.
const OBJECTS: usize = 1 << 19;

/// How long a list was so far: what a server that means ill sends does not fill the memory.
#[derive(Default)]
pub(super) struct Length {
    pages: usize,
    bytes: usize,
    objects: usize,
}

impl Length {
    /// Counts a page before it is read, and refuses the one that is too much.
    pub(super) fn grow(&mut self, what: &str, body: &[u8]) -> Result<(), Error> {
        self.pages += 1;
        self.bytes += body.len();
        self.objects += memchr::memchr_iter(b'{', body).count();
        let fits = self.pages <= PAGES && self.bytes <= BYTES && self.objects <= OBJECTS;
        fits.then_some(())
            .ok_or_else(|| Error::answer(what, ENDLESS))
    }
}

/// What is said of a list that goes on and on.
pub(super) const ENDLESS: &str = "the list has no end";

/// One page.
#[derive(Deserialize)]
struct Page<'p, T> {
    value: Vec<T>,
    #[serde(borrow, alias = "@odata.nextLink", rename = "nextLink")]
    next: Option<Cow<'p, str>>,
}

/// Reads a page whose entries are of a shape: each is taken, and where the next page is returned.
pub(super) fn read<'p, S: Deserialize<'p>>(
    body: &'p [u8],
    take: impl FnMut(S),
) -> serde_json::Result<Option<String>> {
    let page: Page<'p, S> = serde_json::from_slice(body)?;
    page.value.into_iter().for_each(take);
    let next = page.next.filter(|next| !next.is_empty());
    Ok(next.map(Cow::into_owned))
}

/// Follows a list to its end; `read` takes a page in and returns where the next one is.
pub(super) async fn all(
    site: &Site,
    what: &str,
    first: Call,
    mut read: impl FnMut(&[u8]) -> serde_json::Result<Option<String>>,
) -> Result<(), Error> {
    let mut seen: HashSet<Url> = HashSet::default();
    let mut length = Length::default();
    let mut call = first;
    loop {
        let reply = answered(site, what, &call).await?;
        length.grow(what, &reply.body)?;
        let broken = |error: serde_json::Error| Error::answer(what, &error.to_string());
        let Some(next) = read(&reply.body).map_err(broken)? else {
            return Ok(());
        };
        let unanswered = |error| Error::unanswered(what, &error);
        call.url = site.origin.follow(&next).map_err(unanswered)?;
        if !seen.insert(call.url.clone()) {
            return Err(Error::answer(what, ENDLESS));
        }
    }
}

/// Sends a call and takes a refusal for an error.
pub(super) async fn answered(site: &Site, what: &str, call: &Call) -> Result<Reply, Error> {
    let reply = site.send(call).await;
    let reply = reply.map_err(|error| Error::unanswered(what, &error))?;
    if reply.is_success() {
        Ok(reply)
    } else {
        Err(Error::refused(what, &reply))
    }
}

impl Manager {
    /// Reads a list at a path, page by page.
    pub(super) async fn list(
        &self,
        what: &str,
        path: &str,
        query: &[(&str, &str)],
        read: impl FnMut(&[u8]) -> serde_json::Result<Option<String>>,
    ) -> Result<(), Error> {
        let call = self.call(what, Method::Get, path, query)?;
        all(self.site(), what, call, read).await
    }

    /// Reads a list at a path whose entries are kept as they come.
    pub(super) async fn list_of<T: for<'de> Deserialize<'de>>(
        &self,
        what: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.list(what, path, query, |body| read(body, |one| found.push(one)))
            .await?;
        Ok(found)
    }

    /// Lists something of a provider at a scope; `place` says what in words and in Azure's.
    pub(super) async fn listed<T: for<'de> Deserialize<'de>>(
        &self,
        (words, kind): (&str, &str),
        scope: &str,
        version: &str,
        filter: Option<&str>,
    ) -> Result<Vec<T>, Error> {
        let what = format!("list {words} at {scope}");
        let path = format!("{}/providers/{kind}", scope.trim_end_matches('/'));
        let mut query = vec![("api-version", version)];
        query.extend(filter.map(|filter| ("$filter", filter)));
        self.list_of(&what, &path, &query).await
    }
}
