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
use crate::net::{Authorize, Origin, Token, Watch};

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

    /// Lets somebody hear of each pause before a further try to sign in.
    pub fn with_watch(mut self, watch: Arc<dyn Watch>) -> Self {
        self.source.watch(watch);
        self
    }

    /// Returns the object id of whoever is signed in, as the token tells it.
    pub async fn object_id(&self) -> Result<Option<String>, Error> {
        let token = self.access(false).await?;
        Ok(claims::object_id(token.token.secret()))
    }

    /// Returns the last token, or a new one.
    async fn access(&self, fresh: bool) -> Result<AccessToken, Error> {
        let mut held = self.held.lock().await;
        if fresh {
            // A credential has a store of its own, which would give the same token again.
            *held = Held::default();
        }
        let now = (self.clock)();
        let is_good = |token: &&AccessToken| token.expires_on.unix_timestamp() - EARLY > now;
        if let Some(token) = held.token.as_ref().filter(is_good) {
            return Ok(token.clone());
        }
        let token = self.attempt(&mut held).await?;
        held.token = Some(token.clone());
        Ok(token)
    }

    async fn attempt(&self, held: &mut Held) -> Result<AccessToken, Error> {
        let credential = match held.credential.take() {
            Some(credential) => credential,
            None => self.source.credential()?,
        };
        let token = self.asked(&*credential).await?;
        held.credential = Some(credential);
        Ok(token)
    }

    async fn asked(&self, credential: &dyn TokenCredential) -> Result<AccessToken, Error> {
        let kind = self.source.kind;
        let scopes = [self.scope.as_str()];
        let asked = tokio::time::timeout(PATIENCE, credential.get_token(&scopes, None)).await;
        let asked = asked.map_err(|_| Error::Late { kind })?;
        asked.map_err(|error| {
            let refused = || Error::Refused {
                kind,
                why: said(&error),
            };
            self.source.trouble().unwrap_or_else(refused)
        })
    }
}

#[async_trait]
impl Authorize for Service {
    async fn token(&self, fresh: bool) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        match self.access(fresh).await {
            Ok(token) => Ok(Token::new(token.token.secret())),
            // Whoever asked finds out more about this than about a refusal.
            Err(Error::Net(error)) => Err(Box::new(error)),
            Err(refused) => Err(Box::new(refused)),
        }
    }
}
