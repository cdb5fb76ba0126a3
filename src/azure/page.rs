//! Lists that come in pages.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::budget::{Budget, Share};
use super::entries::{Entries, List, entry};
use super::error::Error;
use super::manager::Manager;
use super::splitter::Splitter;
use super::weigh::Weigh;
use crate::net::{self, Call, Method, Reply, Sink, Site, Url};
use crate::support::hash::HashSet;

/// No list has more pages: at a hundred entries each, this is ten times what a subscription holds.
const PAGES: usize = 2000;
/// No list is longer: 100,000 assignments are less than half of it.
const BYTES: usize = 256 << 20;
/// No list is made of more objects, entries and what is inside them; 100,000 assignments are less than
/// half of it. The smallest entry takes many times its text in memory.
const OBJECTS: usize = 1 << 19;

/// How long a list was so far: what a server that means ill sends does not fill the memory.
#[derive(Default, Clone, Copy)]
struct Length {
    pages: usize,
    bytes: usize,
    objects: usize,
}

impl Length {
    /// Counts what comes, before it is read; tells whether it is too much.
    fn grow(&mut self, piece: &[u8]) -> bool {
        self.bytes += piece.len();
        self.objects += memchr::memchr_iter(b'{', piece).count();
        self.pages <= PAGES && self.bytes <= BYTES && self.objects <= OBJECTS
    }
}

/// No entry is longer; a page has as many of them as fit.
const ENTRY: usize = 4 << 20;

/// A list that is being read: how long it is, and how much of it is kept.
pub(super) struct Reading<'b> {
    length: Length,
    share: Share<'b>,
}

impl<'b> Reading<'b> {
    pub(super) fn of(budget: &'b Budget) -> Self {
        Self {
            length: Length::default(),
            share: budget.share(),
        }
    }
}

/// What is said of a list that goes on and on.
pub(super) const ENDLESS: &str = "the list has no end";

/// A page while it comes.
struct Page<'p, 'b> {
    what: &'p str,
    field: &'static str,
    splitter: Splitter,
    length: Length,
    reading: &'p mut Reading<'b>,
    entries: &'p mut dyn Entries,
    broken: Option<Error>,
}

impl Page<'_, '_> {
    fn read(&mut self, piece: &[u8]) -> Result<(), Error> {
        let what = self.what;
        if !self.length.grow(piece) {
            return Err(Error::answer(what, ENDLESS));
        }
        let (entries, share, mut full) = (&mut self.entries, &mut self.reading.share, None);
        let fed = self.splitter.feed(piece, |entry| {
            let weight = entries.read(entry)?;
            full = full.take().or(share.take(what, weight).err());
            Ok(())
        });
        fed.map_err(|error| Error::answer(what, &format!("an entry: {error}")))?;
        if self.splitter.held() > ENTRY {
            let long = format!(
                "an entry, or what is around the list, is longer than {} KiB",
                ENTRY >> 10
            );
            return Err(Error::answer(what, &long));
        }
        full.map_or(Ok(()), Err)
    }
}

impl Sink for Page<'_, '_> {
    fn begin(&mut self) {
        self.splitter = Splitter::new(self.field);
        self.length = self.reading.length;
        self.reading.share.forget();
        self.entries.forget();
    }

    fn take(&mut self, piece: &[u8]) -> bool {
        self.broken = self.read(piece).err();
        self.broken.is_none()
    }
}

/// A page that is whole.
pub(super) struct Whole {
    /// The answer without its body.
    pub(super) reply: Reply,
    /// The body without the entries of the list.
    pub(super) around: Vec<u8>,
}

impl Whole {
    /// Reads what is around the list.
    pub(super) fn parsed<T: DeserializeOwned>(&self, what: &str) -> Result<T, Error> {
        let parsed = serde_json::from_slice(&self.around);
        parsed.map_err(|error| Error::answer(what, &error.to_string()))
    }
}

/// Reads one page of a list, the value of a field.
pub(super) async fn one(
    site: &Site,
    (what, field): (&str, &'static str),
    call: &Call,
    reading: &mut Reading<'_>,
    entries: &mut dyn Entries,
) -> Result<Whole, Error> {
    reading.length.pages += 1;
    let mut page = Page {
        what,
        field,
        splitter: Splitter::new(field),
        length: reading.length,
        reading,
        entries,
        broken: None,
    };
    let reply = accepted(what, site.pour(call, &mut page).await)?;
    if let Some(broken) = page.broken {
        return Err(broken);
    }
    page.reading.length = page.length;
    page.reading.share.keep();
    page.entries.keep();
    let around = page.splitter.into_around();
    Ok(Whole { reply, around })
}

/// What is around a list.
#[derive(Deserialize)]
struct Around {
    /// Its entries were taken out.
    #[serde(rename = "value")]
    _value: [(); 0],
    #[serde(alias = "@odata.nextLink", rename = "nextLink")]
    next: Option<String>,
}

/// Follows a list to its end.
pub(super) async fn all(
    (site, budget): (&Site, &Budget),
    what: &str,
    first: Call,
    entries: &mut dyn Entries,
) -> Result<(), Error> {
    let mut seen: HashSet<Url> = HashSet::default();
    let mut reading = Reading::of(budget);
    let mut call = first;
    loop {
        let page = one(site, (what, "value"), &call, &mut reading, entries).await?;
        let around: Around = page.parsed(what)?;
        let Some(next) = around.next.filter(|next| !next.is_empty()) else {
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
    accepted(what, site.send(call).await)
}

fn accepted(what: &str, reply: Result<Reply, net::Error>) -> Result<Reply, Error> {
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
        entries: &mut dyn Entries,
    ) -> Result<(), Error> {
        let call = self.call(what, Method::Get, path, query)?;
        all(self.lists(), what, call, entries).await
    }

    /// Reads a list at a path whose entries are kept as they come.
    pub(super) async fn list_of<T: DeserializeOwned + Weigh + Send>(
        &self,
        what: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Vec<T>, Error> {
        let mut list = List::new(entry);
        self.list(what, path, query, &mut list).await?;
        Ok(list.into_found())
    }

    /// Lists something of a provider at a scope; `place` says what in words and in Azure's.
    pub(super) async fn listed<T: DeserializeOwned + Weigh + Send>(
        &self,
        place: (&str, &str),
        scope: &str,
        version: &str,
        filter: Option<&str>,
    ) -> Result<Vec<T>, Error> {
        let mut list = List::new(entry);
        self.each_listed((place, scope, version), filter, &mut list)
            .await?;
        Ok(list.into_found())
    }

    /// Takes what is listed of a provider at a scope, one after the other.
    pub(super) async fn each_listed(
        &self,
        ((words, kind), scope, version): ((&str, &str), &str, &str),
        filter: Option<&str>,
        entries: &mut dyn Entries,
    ) -> Result<(), Error> {
        let what = format!("list {words} at {scope}");
        let path = format!("{}/providers/{kind}", scope.trim_end_matches('/'));
        let mut query = vec![("api-version", version)];
        query.extend(filter.map(|filter| ("$filter", filter)));
        self.list(&what, &path, &query, entries).await
    }
}
