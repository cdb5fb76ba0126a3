//! Lists that come in pages.

use std::borrow::Cow;

use serde::Deserialize;

use super::error::Error;
use super::manager::Manager;
use super::names::Names;
use crate::net::{Call, Method, Reply, Site, Url};
use crate::support::hash::HashSet;

/// No list has more pages: at a hundred entries each, this is ten times what a subscription holds.
const PAGES: usize = 2000;

/// One page.
#[derive(Deserialize)]
struct Page<'p, T> {
    value: Vec<T>,
    #[serde(borrow, alias = "@odata.nextLink", rename = "nextLink")]
    next: Option<Cow<'p, str>>,
}

/// Reads a page: gives its entries to `take` and returns where the next one is.
pub(super) type Read<T> = fn(&[u8], &mut Names, &mut Vec<T>) -> serde_json::Result<Option<String>>;

/// Reads a page whose entries are of a shape, each made into what is kept.
pub(super) fn read<'p, S: Deserialize<'p>, T>(
    body: &'p [u8],
    names: &mut Names,
    found: &mut Vec<T>,
    one: impl Fn(S, &mut Names) -> T,
) -> serde_json::Result<Option<String>> {
    let page: Page<'p, S> = serde_json::from_slice(body)?;
    found.extend(page.value.into_iter().map(|entry| one(entry, names)));
    let next = page.next.filter(|next| !next.is_empty());
    Ok(next.map(Cow::into_owned))
}

/// Follows a list to its end.
pub(super) async fn all<T>(
    site: &Site,
    what: &str,
    first: Call,
    read: Read<T>,
) -> Result<Vec<T>, Error> {
    let (mut names, mut found) = (Names::default(), Vec::new());
    let mut seen: HashSet<Url> = HashSet::default();
    let mut call = first;
    loop {
        let reply = answered(site, what, &call).await?;
        let broken = |error: serde_json::Error| Error::answer(what, &error.to_string());
        let Some(next) = read(&reply.body, &mut names, &mut found).map_err(broken)? else {
            return Ok(found);
        };
        let unanswered = |error| Error::unanswered(what, &error);
        call.url = site.origin.follow(&next).map_err(unanswered)?;
        if !seen.insert(call.url.clone()) || seen.len() > PAGES {
            return Err(Error::answer(what, "the list has no end"));
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
    /// Reads a list at a path.
    pub(super) async fn list<T>(
        &self,
        what: &str,
        path: &str,
        query: &[(&str, &str)],
        read: Read<T>,
    ) -> Result<Vec<T>, Error> {
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
        let read: Read<T> = |body, names, found| read(body, names, found, |one, _| one);
        self.list(what, path, query, read).await
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
