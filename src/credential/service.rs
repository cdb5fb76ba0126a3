//! Tokens for one service, kept as long as they hold.

use std::error::Error as StdError;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential};
use tokio::sync::Mutex;

use super::claims;
use super::error::Error;
use super::source::{PATIENCE, Source};
use super::wire::said;
use crate::net::{Authorize, Origin, Token};

/// Returns the seconds since 1970.
pub type Clock = fn() -> i64;

/// A token is renewed so many seconds before it ends.
const EARLY: i64 = 300;

/// Tokens for one service.
pub struct Service {
    source: Source,
    scope: String,
    clock: Clock,
    /// Whoever asks first signs in, and all others wait for that.
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    credential: Option<Arc<dyn TokenCredential>>,
    token: Option<AccessToken>,
}

impl Service {
    /// Gives tokens for the service at an origin.
    pub fn new(source: Source, origin: &Origin, clock: Clock) -> Self {
        Self {
            source: source.apart(),
            scope: format!("{origin}/.default"),
            clock,
            held: Mutex::default(),
        }
    }

    /// Returns the object id of whoever is signed in, as the token tells it.
    pub async fn object_id(&self) -> Result<Option<String>, Box<dyn StdError + Send + Sync>> {
        self.token(false).await?;
        let held = self.held.lock().await;
        let token = held.token.as_ref();
        Ok(token.and_then(|token| claims::object_id(token.token.secret())))
    }

    async fn asked(&self, credential: &dyn TokenCredential) -> Result<AccessToken, Error> {
        let scopes = [self.scope.as_str()];
        let refused = |why: String| Error::Refused {
            kind: self.source.kind,
            why,
        };
        let asked = tokio::time::timeout(PATIENCE, credential.get_token(&scopes, None)).await;
        let asked = asked.map_err(|_| refused("it took longer than a minute".to_owned()))?;
        asked.map_err(|error| match self.source.unanswered() {
            Some(unanswered) => Error::Net(unanswered),
            None => refused(said(&error)),
        })
    }
}

#[async_trait]
impl Authorize for Service {
    async fn token(&self, fresh: bool) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        let mut held = self.held.lock().await;
        if fresh {
            // A credential has a store of its own, which would give the same token again.
            *held = Held::default();
        }
        let now = (self.clock)();
        let is_good = |token: &&AccessToken| token.expires_on.unix_timestamp() - EARLY > now;
        if let Some(token) = held.token.as_ref().filter(is_good) {
            return Ok(Token::new(token.token.secret()));
        }
        let credential = match held.credential.take() {
            Some(credential) => credential,
            None => self.source.credential()?,
        };
        let token = match self.asked(&*credential).await {
            Ok(token) => token,
            // Whoever asked finds out more about this than about a refusal.
            Err(Error::Net(unanswered)) => return Err(Box::new(unanswered)),
            Err(refused) => return Err(Box::new(refused)),
        };
        let text = Token::new(token.token.secret());
        *held = Held {
            credential: Some(credential),
            token: Some(token),
        };
        Ok(text)
    }
}
