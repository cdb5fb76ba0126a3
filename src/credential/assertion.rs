//! The token of a GitHub job, by which it signs in without a secret.

use std::fmt;

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use serde::Deserialize;

use super::wire::{Asker, is_busy};
use crate::net::{Call, Method, Token, Url};

/// Whom the token is for.
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// What a GitHub job has to ask for its token.
#[derive(Clone)]
pub(super) struct GitHub {
    pub(super) asker: Asker,
    pub(super) url: Url,
    pub(super) token: Token,
}

impl fmt::Debug for GitHub {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GitHub").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    value: String,
}

#[async_trait]
impl ClientAssertion for GitHub {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("audience", AUDIENCE);
        let call = Call::new(Method::Get, url);
        let failed = |why: String| Error::with_message(ErrorKind::Credential, why);
        let token = Some(&self.token);
        let reply = self.asker.ask(&call, token, is_busy).await?;
        if !reply.is_success() {
            let status = reply.status;
            let why = format!(
                "GitHub answered with status {status}; the job needs `permissions: id-token: write`"
            );
            return Err(failed(why));
        }
        let answer: Result<Answer, _> = serde_json::from_slice(&reply.body);
        let answer = answer.map_err(|_| failed("GitHub gave no token".to_owned()))?;
        Ok(answer.value)
    }
}
