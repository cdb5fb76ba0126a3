//! The operations that a resource provider publishes.

use serde::Deserialize;
use smol_str::SmolStr;

use super::error::Error;
use super::manager::{Manager, parsed};
use super::page::answered;
use super::versions::AUTHORIZATION;
use crate::net::Method;

/// An operation that a provider publishes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderOperation {
    /// Its name, in the casing of the provider.
    pub name: SmolStr,
    /// It is one of the data plane.
    #[serde(default)]
    pub is_data_action: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    #[serde(default)]
    operations: Vec<ProviderOperation>,
    #[serde(default)]
    resource_types: Vec<ResourceType>,
}

#[derive(Deserialize)]
struct ResourceType {
    #[serde(default)]
    operations: Vec<ProviderOperation>,
}

impl Manager {
    /// Lists the operations of a provider, such as `Microsoft.Storage`.
    pub async fn provider_operations(&self, name: &str) -> Result<Vec<ProviderOperation>, Error> {
        let what = format!("list the operations of {name}");
        let path = format!("/providers/Microsoft.Authorization/providerOperations/{name}");
        // Without this the operations on resource types are missing.
        let query = [("api-version", AUTHORIZATION), ("$expand", "resourceTypes")];
        let call = self.call(&what, Method::Get, &path, &query)?;
        let reply = answered(self.site(), &what, &call).await?;
        let provider: Provider = parsed(&what, &reply)?;
        let types = provider.resource_types.into_iter();
        let inner = types.flat_map(|one| one.operations);
        Ok(provider.operations.into_iter().chain(inner).collect())
    }
}
