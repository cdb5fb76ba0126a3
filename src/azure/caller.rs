//! What the caller itself may do, and how much room is left.

use serde::Deserialize;

use super::error::Error;
use super::manager::{Manager, parsed};
use super::page::answered;
use super::role_definitions::Permission;
use super::versions::{AUTHORIZATION, USAGE};
use crate::net::Method;

/// How many role assignments a subscription has and may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// How many there may be.
    pub role_assignments_limit: u32,
    /// How many there are.
    pub role_assignments_current_count: u32,
}

impl Manager {
    /// Lists what the caller may do at a scope. Conditions cannot be seen here.
    pub async fn permissions(&self, scope: &str) -> Result<Vec<Permission>, Error> {
        let place = ("rights", "Microsoft.Authorization/permissions");
        self.listed(place, scope, AUTHORIZATION, None).await
    }

    /// Reads how many role assignments a subscription, given as a scope, has and may have.
    pub async fn usage(&self, subscription: &str) -> Result<Usage, Error> {
        let what = format!("read the number of role assignments of {subscription}");
        let kind = "Microsoft.Authorization/roleAssignmentsUsageMetrics";
        let path = format!("{subscription}/providers/{kind}");
        let call = self.call(&what, Method::Get, &path, &[("api-version", USAGE)])?;
        parsed(&what, &answered(self.site(), &what, &call).await?)
    }
}
