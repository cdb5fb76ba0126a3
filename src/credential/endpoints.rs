//! Where a cloud has its services.

use super::error::Error;
use crate::model::Cloud;
use crate::net::Origin;

/// Where Resource Manager, Graph and the token authority are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Resource Manager.
    pub manager: Origin,
    /// Microsoft Graph; none where only the others were moved.
    pub graph: Option<Origin>,
    /// Who hands out tokens.
    pub authority: Origin,
}

/// Other places than those of the cloud. They come from flags and the environment alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides<'o> {
    /// `ROLEWRIGHT_ENDPOINT`
    pub manager: Option<&'o str>,
    /// `ROLEWRIGHT_GRAPH`
    pub graph: Option<&'o str>,
    /// `AZURE_AUTHORITY_HOST`
    pub authority: Option<&'o str>,
}

impl Endpoints {
    /// Returns the places of a cloud, or others. All of them are on this machine or none is: what
    /// is for the one must not reach the other.
    pub fn of(cloud: Cloud, overrides: Overrides<'_>) -> Result<Self, Error> {
        let [manager, graph, authority] = hosts(cloud);
        let place = |variable, said: Option<&str>, usual| {
            let text = said.unwrap_or(usual);
            Origin::parse(text).map_err(|why| Error::Place {
                variable,
                text: text.to_owned(),
                why,
            })
        };
        let endpoints = Self {
            manager: place("ROLEWRIGHT_ENDPOINT", overrides.manager, manager)?,
            graph: match (overrides.manager, overrides.graph) {
                // Graph of the cloud knows nothing of a Resource Manager that is elsewhere.
                (Some(_), None) => None,
                (_, said) => Some(place("ROLEWRIGHT_GRAPH", said, graph)?),
            },
            authority: place("AZURE_AUTHORITY_HOST", overrides.authority, authority)?,
        };
        endpoints.together()?;
        Ok(endpoints)
    }

    /// Refuses services of which one is on this machine and one is not.
    fn together(&self) -> Result<(), Error> {
        let here = self.is_sandbox();
        let mut others = self.graph.iter().chain([&self.authority]);
        let other = others.find(|one| one.is_loopback() != here);
        other.map_or(Ok(()), |other| {
            let (one, other) = (self.manager.to_string(), other.to_string());
            Err(Error::Mixed { one, other })
        })
    }

    /// Tells whether they are on this machine, which Azure never is.
    pub fn is_sandbox(&self) -> bool {
        self.manager.is_loopback()
    }
}

/// Returns Resource Manager, Graph and the authority of a cloud.
fn hosts(cloud: Cloud) -> [&'static str; 3] {
    match cloud {
        Cloud::Public => [
            "https://management.azure.com",
            "https://graph.microsoft.com",
            "https://login.microsoftonline.com",
        ],
        Cloud::UsGovernment => [
            "https://management.usgovcloudapi.net",
            "https://graph.microsoft.us",
            "https://login.microsoftonline.us",
        ],
        Cloud::China => [
            "https://management.chinacloudapi.cn",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
        ],
    }
}
