//! Resource Manager: the client, and how its calls are made.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use smol_str::{SmolStr, ToSmolStr as _};
use uuid::Builder;

use super::budget::Budget;
use super::error::{self, Error};
use super::meaning::{Meaning, Retry};
use super::page::answered;
use crate::net::{Again, Authorize, Call, Client, Method, Origin, Patience, Reply, Site, Watch};

/// So many calls are under way at once; Azure throttles those who send many more.
const AT_ONCE: usize = 8;

/// A client of Resource Manager.
pub struct Manager {
    site: Site,
    budget: Budget,
}

/// Something at a scope that is read or written by name.
#[derive(Debug, Clone, Copy)]
pub struct Target<'t> {
    /// The scope.
    pub scope: &'t str,
    /// The GUID.
    pub name: &'t str,
    /// The id to send the request under; a fresh one if none.
    pub request: Option<&'t str>,
}

/// What came of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// How it is now.
    pub value: T,
    /// Azure says that it was made and not there before. It says so of each write of a role.
    pub created: bool,
    /// The id under which Azure's support finds the call.
    pub correlation: Option<String>,
}

impl<'t> Target<'t> {
    /// Names something at a scope.
    pub fn new(scope: &'t str, name: &'t str) -> Self {
        Self {
            scope,
            name,
            request: None,
        }
    }
}

/// Makes the site at an origin, whose refusals are those of Azure.
pub(super) fn site(
    place: (Client, Origin),
    authorize: Arc<dyn Authorize>,
    watch: Arc<dyn Watch>,
) -> Site {
    Site::new(place, authorize, watch, judge, AT_ONCE)
}

impl Manager {
    /// Makes a client of the Resource Manager at an origin.
    pub fn new(
        place: (Client, Origin),
        authorize: Arc<dyn Authorize>,
        watch: Arc<dyn Watch>,
    ) -> Self {
        Self {
            site: site(place, authorize, watch),
            budget: Budget::default(),
        }
    }

    /// Makes its lists count together with others.
    pub fn with_budget(mut self, budget: &Budget) -> Self {
        self.budget = budget.clone();
        self
    }

    /// Makes it try this long and this often.
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.site.patience = patience;
        self
    }

    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    /// Returns where lists come from, and how much of them is kept.
    pub(super) fn lists(&self) -> (&Site, &Budget) {
        (&self.site, &self.budget)
    }

    /// Makes a call of a path, which begins with a slash.
    pub(super) fn call(
        &self,
        what: &str,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Call, Error> {
        let url = self.site.address(path, query);
        let url = url.map_err(|error| Error::unanswered(what, &error))?;
        Ok(Call::new(method, url).header("x-ms-client-request-id", fresh_id()))
    }

    /// Reads what stands at a path; none where nothing does.
    pub(super) async fn found<T: DeserializeOwned>(
        &self,
        what: &str,
        path: &str,
        version: &str,
    ) -> Result<Option<T>, Error> {
        let call = self.call(what, Method::Get, path, &[("api-version", version)])?;
        match answered(&self.site, what, &call).await {
            Ok(reply) => parsed(what, &reply).map(Some),
            // Of what is read itself, the code says it whatever the status is.
            Err(error) if is_absence(&error) || error.meaning == Meaning::RoleMissing => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes something at a path.
    pub(super) async fn put<T: DeserializeOwned>(
        &self,
        what: &str,
        (path, version): (&str, &str),
        body: &impl Serialize,
        request: Option<&str>,
    ) -> Result<Written<T>, Error> {
        let call = self.call(what, Method::Put, path, &[("api-version", version)])?;
        // Shapes of this room have no map with a key that is no text: nothing can fail.
        let call = call.json(serde_json::to_vec(body).unwrap_or_default());
        let reply = answered(&self.site, what, &named(call, request)).await?;
        Ok(Written {
            value: parsed(what, &reply)?,
            created: reply.status == 201,
            correlation: error::correlation(&reply),
        })
    }

    /// Deletes what stands at a path; tells whether something did.
    pub(super) async fn delete(
        &self,
        what: &str,
        (path, version): (&str, &str),
        request: Option<&str>,
    ) -> Result<Written<bool>, Error> {
        let call = self.call(what, Method::Delete, path, &[("api-version", version)])?;
        let reply = match answered(&self.site, what, &named(call, request)).await {
            Err(error) if is_absence(&error) => {
                return Ok(Written {
                    value: false,
                    created: false,
                    correlation: error.correlation,
                });
            }
            reply => reply?,
        };
        Ok(Written {
            value: reply.status != 204,
            created: false,
            correlation: error::correlation(&reply),
        })
    }
}

/// Tells whether an error says no more than that nothing is there. That the scope itself is missing
/// says more.
fn is_absence(error: &Error) -> bool {
    error.status == Some(404) && matches!(error.meaning, Meaning::Missing | Meaning::RoleMissing)
}

pub(super) fn named(mut call: Call, request: Option<&str>) -> Call {
    let header = call.headers.first_mut();
    if let (Some((_, value)), Some(request)) = (header, request) {
        request.clone_into(value);
    }
    call
}

pub(super) fn parsed<T: DeserializeOwned>(what: &str, reply: &Reply) -> Result<T, Error> {
    let parsed = serde_json::from_slice(&reply.body);
    parsed.map_err(|error| Error::answer(what, &error.to_string()))
}

/// Tells which answers are tried again.
fn judge(reply: &Reply) -> Again {
    if reply.is_success() {
        return Again::No;
    }
    // A code can make nothing of it that the status does not, but for a race.
    let code = super::body::read(&reply.body).code;
    match Meaning::of(reply.status, &code).retry() {
        Retry::Soon | Retry::Later => Again::Later,
        Retry::Token => Again::Fresh,
        Retry::Never | Retry::IfFresh => Again::No,
    }
}

/// Makes an id for a request; it need only differ from others.
fn fresh_id() -> SmolStr {
    let half = || RandomState::new().build_hasher().finish();
    let bits = (u128::from(half()) << 64) | u128::from(half());
    let id = Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
    id.to_smolstr()
}
