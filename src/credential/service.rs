//! Tokens for one service, kept as long as they hold.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::claims;
use super::error::Error;
use super::source::{PATIENCE, Source};
use super::wire::said;
use crate::net::{Authorize, Origin, Token, Watch};

/// Returns the seconds since 1970.
pub type Clock = fn() -> i64;

/// A token is renewed so many seconds before it ends.
const EARLY: i64 = 300;

/// Trouble that passes by itself is not looked at again so soon: many calls meet it at once.
const QUIET: Duration = Duration::from_secs(2);

/// Tokens for one service.
pub struct Service {
    source: Source,
    scope: String,
    clock: Clock,
    /// So many attempts have ended.
    ended: AtomicUsize,
    /// Whoever asks first signs in, and all others wait for that.
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    credential: Option<Arc<dyn TokenCredential>>,
    /// What came of the last attempt.
    last: Option<Result<AccessToken, Error>>,
    /// When that was.
    at: Option<Instant>,
}

impl Service {
    /// Gives tokens for the service at an origin.
    pub fn new(source: Source, origin: &Origin, clock: Clock) -> Self {
        Self {
            source: source.apart(),
            scope: format!("{origin}/.default"),
            clock,
            ended: AtomicUsize::new(0),
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

    /// Returns what came of the last attempt, or of a new one.
    async fn access(&self, fresh: bool) -> Result<AccessToken, Error> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        // Whoever waited for the attempt of somebody else shares what came of it.
        let shared = self.ended.load(Ordering::Acquire) != ended;
        let is_shown = shared || !fresh && self.holds(&held);
        if let Some(last) = held.last.as_ref().filter(|_| is_shown) {
            return last.clone();
        }
        if fresh {
            // A credential has a store of its own, which would give the same token again.
            held.credential = None;
        }
        let token = self.attempt(&mut held).await;
        (held.last, held.at) = (Some(token.clone()), Some(Instant::now()));
        self.ended.fetch_add(1, Ordering::Release);
        token
    }

    /// Tells whether what came of the last attempt is good enough for another call. A refusal holds for
    /// the whole run: the same would be refused again.
    fn holds(&self, held: &Held) -> bool {
        match &held.last {
            Some(Ok(token)) => token.expires_on.unix_timestamp() - EARLY > (self.clock)(),
            Some(Err(why)) => !why.passes() || held.at.is_some_and(|at| at.elapsed() < QUIET),
            None => false,
        }
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
