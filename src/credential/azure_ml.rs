//! The identity of compute of Azure Machine Learning, which `azure_identity` does not know.

use std::fmt;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::time::OffsetDateTime;
use serde::Deserialize;

use super::wire::{Asker, is_busy};
use crate::net::{Call, Method, Url};

/// What the compute has to ask for its tokens.
#[derive(Clone)]
pub(super) struct AzureMl {
    pub(super) asker: Asker,
    pub(super) endpoint: Url,
    pub(super) secret: String,
    pub(super) identity: Option<String>,
}

impl fmt::Debug for AzureMl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AzureMl").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_on: Seconds,
}

/// Seconds since 1970, which some versions write as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(i64),
    Text(String),
}

impl Answer {
    fn token(self) -> Option<AccessToken> {
        let seconds = match self.expires_on {
            Seconds::Number(seconds) => seconds,
            Seconds::Text(text) => text.parse().ok()?,
        };
        let expires = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        Some(AccessToken::new(self.access_token, expires))
    }
}

#[async_trait]
impl TokenCredential for AzureMl {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let scope = scopes.first().copied().unwrap_or_default();
        let resource = scope.strip_suffix("/.default").unwrap_or(scope);
        let mut url = self.endpoint.clone();
        url.query_pairs_mut()
            .append_pair("api-version", "2017-09-01")
            .append_pair("resource", resource);
        if let Some(identity) = &self.identity {
            url.query_pairs_mut().append_pair("clientid", identity);
        }
        let call = Call::new(Method::Get, url).header("secret", self.secret.as_str());
        let failed = |why: String| Error::with_message(ErrorKind::Credential, why);
        let reply = self.asker.ask(&call, None, is_busy).await?;
        if !reply.is_success() {
            let status = reply.status;
            return Err(failed(format!("the compute answered with status {status}")));
        }
        let answer: Option<Answer> = serde_json::from_slice(&reply.body).ok();
        let token = answer.and_then(Answer::token);
        token.ok_or_else(|| failed("the compute gave no token that can be read".to_owned()))
    }
}
