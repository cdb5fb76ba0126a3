//! Microsoft Graph: who is in the directory. Nothing is ever written there.

mod object;

use std::sync::Arc;

use serde::Serialize;
use smol_str::SmolStr;

use super::budget::Budget;
use super::entries::List;
use super::error::Error;
use super::manager::site;
use super::names::Names;
use super::page;
use crate::net::{Authorize, Call, Client, Method, Origin, Patience, Site, Watch};

pub use object::Object;

/// So many ids are asked for at once; Graph takes no more.
const IDS: usize = 1000;

/// What is kept of each object.
const SELECT: &str = "id,displayName,appId,servicePrincipalType,userPrincipalName";

/// A client of Microsoft Graph.
pub struct Graph {
    site: Site,
    budget: Budget,
}

/// A list of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// People.
    Users,
    /// Groups.
    Groups,
    /// Applications and managed identities as they act in the tenant.
    ServicePrincipals,
    /// Applications as they are registered.
    Applications,
}

/// A field by which something is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The application id.
    AppId,
    /// The display name, which several may have.
    DisplayName,
    /// The user principal name.
    UserPrincipalName,
}

#[derive(Serialize)]
struct Ids<'i> {
    ids: &'i [SmolStr],
    types: [&'static str; 4],
}

impl Collection {
    fn path(self) -> &'static str {
        match self {
            Self::Users => "/v1.0/users",
            Self::Groups => "/v1.0/groups",
            Self::ServicePrincipals => "/v1.0/servicePrincipals",
            Self::Applications => "/v1.0/applications",
        }
    }

    /// Returns the fields that its objects have.
    fn select(self) -> &'static str {
        match self {
            Self::Users => "id,displayName,userPrincipalName",
            Self::Groups => "id,displayName",
            Self::ServicePrincipals => "id,displayName,appId,servicePrincipalType",
            Self::Applications => "id,displayName,appId",
        }
    }
}

impl Field {
    fn word(self) -> &'static str {
        match self {
            Self::AppId => "appId",
            Self::DisplayName => "displayName",
            Self::UserPrincipalName => "userPrincipalName",
        }
    }
}

impl Graph {
    /// Makes a client of the Graph at an origin.
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

    /// Fetches a token ahead of the first call. Whether that went well the call tells.
    pub async fn sign_in(&self) {
        drop(self.site.authorize.token(false).await);
    }

    /// Finds objects by their ids. Those that the directory does not know are left out.
    pub async fn by_ids(&self, ids: &[SmolStr]) -> Result<Vec<Object>, Error> {
        let what = "look principals up in the directory";
        let mut found = Vec::new();
        for ids in ids.chunks(IDS) {
            let types = ["user", "group", "servicePrincipal", "device"];
            let call = self.call(what, Method::Post, "/v1.0/directoryObjects/getByIds", &[])?;
            // Shapes of this room have no map with a key that is no text: nothing can fail.
            let body = serde_json::to_vec(&Ids { ids, types }).unwrap_or_default();
            found.extend(self.all(what, call.json(body)).await?);
        }
        Ok(found)
    }

    /// Finds what has a value in a field.
    pub async fn find(
        &self,
        collection: Collection,
        field: Field,
        value: &str,
    ) -> Result<Vec<Object>, Error> {
        let what = format!("look `{value}` up in the directory");
        let filter = format!("{} eq '{}'", field.word(), value.replace('\'', "''"));
        let query = [
            ("$filter", filter.as_str()),
            ("$select", collection.select()),
        ];
        let call = self.call(&what, Method::Get, collection.path(), &query)?;
        self.all(&what, call).await
    }

    /// Lists whom a group holds itself.
    pub async fn members(&self, group: &str) -> Result<Vec<Object>, Error> {
        self.held(group, "members").await
    }

    /// Lists whom a group holds itself or through other groups.
    pub async fn transitive_members(&self, group: &str) -> Result<Vec<Object>, Error> {
        self.held(group, "transitiveMembers").await
    }

    async fn held(&self, group: &str, list: &str) -> Result<Vec<Object>, Error> {
        let what = format!("list the members of the group {group}");
        let path = format!("/v1.0/groups/{group}/{list}");
        let query = [("$select", SELECT), ("$top", "999")];
        let call = self.call(&what, Method::Get, &path, &query)?;
        self.all(&what, call).await
    }

    fn call(
        &self,
        what: &str,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Call, Error> {
        let url = self.site.address(path, query);
        let url = url.map_err(|error| Error::unanswered(what, &error))?;
        Ok(Call::new(method, url))
    }

    async fn all(&self, what: &str, call: Call) -> Result<Vec<Object>, Error> {
        let mut names = Names::default();
        let read = |entry: &[u8]| Ok(Object::kept(serde_json::from_slice(entry)?, &mut names));
        let mut list = List::new(read);
        page::all((&self.site, &self.budget), what, call, &mut list).await?;
        Ok(list.into_found())
    }
}
