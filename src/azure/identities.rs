//! User-assigned identities and whom they trust.

use serde::Deserialize;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::Manager;
use super::versions::IDENTITIES;
use super::weigh::weigh;

/// A user-assigned identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id as a resource.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Its object id, in lower case.
    pub principal_id: SmolStr,
    /// Its application id, in lower case.
    pub client_id: SmolStr,
}

/// A federated credential: tokens of somebody else's that an identity trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedCredential {
    /// Its name.
    pub name: SmolStr,
    /// Who issues the tokens.
    pub issuer: String,
    /// Whom the tokens are about; none where an expression says it.
    pub subject: Option<String>,
    /// Whom the tokens are for.
    pub audiences: Vec<String>,
}

weigh!(FederatedCredential: name, issuer, subject, audiences);

#[derive(Deserialize)]
struct Shape<P> {
    #[serde(default)]
    id: SmolStr,
    name: SmolStr,
    properties: P,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ids {
    principal_id: SmolStr,
    client_id: SmolStr,
}

#[derive(Deserialize)]
struct Trust {
    issuer: String,
    subject: Option<String>,
    #[serde(default)]
    audiences: Vec<String>,
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape = Shape::<Ids>::deserialize(deserializer)?;
        Ok(Self {
            id: shape.id,
            name: shape.name,
            principal_id: SmolStr::new(shape.properties.principal_id.to_ascii_lowercase()),
            client_id: SmolStr::new(shape.properties.client_id.to_ascii_lowercase()),
        })
    }
}

impl<'de> Deserialize<'de> for FederatedCredential {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape = Shape::<Trust>::deserialize(deserializer)?;
        let Trust {
            issuer,
            subject,
            audiences,
        } = shape.properties;
        Ok(Self {
            name: shape.name,
            issuer,
            subject,
            audiences,
        })
    }
}

impl Manager {
    /// Reads a user-assigned identity by its id; none where there is none.
    pub async fn identity(&self, id: &str) -> Result<Option<Identity>, Error> {
        self.found(&format!("read {id}"), id, IDENTITIES).await
    }

    /// Lists the federated credentials of a user-assigned identity.
    pub async fn federated_credentials(&self, id: &str) -> Result<Vec<FederatedCredential>, Error> {
        let what = format!("list the federated credentials of {id}");
        let path = format!("{id}/federatedIdentityCredentials");
        self.list_of(&what, &path, &[("api-version", IDENTITIES)])
            .await
    }
}
