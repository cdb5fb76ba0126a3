//! A service at one origin: tokens, tries, pauses.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;

use super::call::{Call, Method};
use super::client::Client;
use super::error::Error;
use super::gate::{Gates, LongList, REFILL};
use super::origin::Origin;
use super::patience::{Patience, Pauses, Wait, Watch};
use super::reply::{Reply, Sink};

/// A token; it is shown nowhere.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes the text of a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

/// Somebody who has tokens for a service.
#[async_trait]
pub trait Authorize: Send + Sync {
    /// Returns a token; a fresh one where the last was refused. Why there is none may be an [`Error`] of
    /// this room, in an [`Arc`], if somebody gave no answer; what was worth another try was tried again.
    async fn token(&self, fresh: bool) -> Result<Token, Box<dyn StdError + Send + Sync>>;
}

/// Whether a call is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The answer stands.
    No,
    /// After a pause.
    Later,
    /// At once, with a fresh token, and only once.
    Fresh,
}

/// A service at one origin.
pub struct Site {
    /// Where it is.
    pub origin: Origin,
    /// The client.
    pub client: Client,
    /// Who has tokens for it.
    pub authorize: Arc<dyn Authorize>,
    /// How long is waited for an answer.
    pub patience: Patience,
    /// Who hears of each wait.
    pub watch: Arc<dyn Watch>,
    /// Which answers are tried again.
    pub judge: fn(&Reply) -> Again,
    gates: Gates,
}

impl Site {
    /// Makes a service that is asked by so many calls at once, at most.
    pub fn new(
        (client, origin): (Client, Origin),
        authorize: Arc<dyn Authorize>,
        watch: Arc<dyn Watch>,
        judge: fn(&Reply) -> Again,
        most: usize,
    ) -> Self {
        Self {
            origin,
            client,
            authorize,
            patience: Patience::usual(),
            watch,
            judge,
            gates: Gates::new(most),
        }
    }

    /// Sends a call, again where that is worth it, and returns the last answer.
    pub async fn send(&self, call: &Call) -> Result<Reply, Error> {
        self.within(call, None).await
    }

    /// Sends a call like `send`, and gives the body of an answer that went well to a sink; the
    /// answer that is returned has none then.
    pub async fn pour(&self, call: &Call, sink: &mut dyn Sink) -> Result<Reply, Error> {
        self.within(call, Some(sink)).await
    }

    async fn within(&self, call: &Call, sink: Option<&mut dyn Sink>) -> Result<Reply, Error> {
        let host = self.origin.host().to_owned();
        if !self.origin.holds(&call.url) {
            let to = call.url.host_str().unwrap_or("no host").to_owned();
            return Err(Error::Elsewhere { host, to });
        }
        let within = self.patience.total;
        let tries = tokio::time::timeout(within, self.tries(call, sink));
        tries.await.unwrap_or(Err(Error::Patience { host, within }))
    }

    /// Says that a list of many pages is being read, until what is returned goes: the pages follow one
    /// another, so that they decide how long all takes, and are not to wait for other calls.
    pub fn long_list(&self) -> LongList<'_> {
        self.gates.of(Method::Get).long_list()
    }

    async fn tries(&self, call: &Call, mut sink: Option<&mut dyn Sink>) -> Result<Reply, Error> {
        let mut pauses = Pauses::new(self.patience);
        let (mut fresh, mut refreshed) = (false, false);
        loop {
            let answer = self.once(call, &mut sink, fresh).await;
            fresh = false;
            let again = match &answer {
                Ok(reply) => (self.judge)(reply),
                Err(error) => error.again(),
            };
            match again {
                Again::Fresh if !refreshed => (fresh, refreshed) = (true, true),
                Again::Later if self.paused(&mut pauses, call, answer.as_ref().ok()).await => {}
                _ => return answer,
            }
        }
    }

    async fn once(
        &self,
        call: &Call,
        sink: &mut Option<&mut dyn Sink>,
        fresh: bool,
    ) -> Result<Reply, Error> {
        let token = self.authorize.token(fresh).await.map_err(Error::Token)?;
        let gate = self.gates.of(call.method);
        let place = gate.enter(call.paged).await;
        let reply = match sink {
            Some(sink) => self.client.pour(call, Some(&token), *sink).await?,
            None => self.client.send(call, Some(&token)).await?,
        };
        drop(place);
        let (remaining, throttled) = (reply.remaining(), reply.status == 429);
        gate.learn(throttled, remaining);
        if remaining == Some(0) && !throttled {
            gate.close(REFILL).await;
        }
        Ok(reply)
    }

    /// Waits before a further try; tells whether there is one.
    async fn paused(&self, pauses: &mut Pauses, call: &Call, reply: Option<&Reply>) -> bool {
        let asked = reply.and_then(Reply::retry_after);
        let Some((pause, attempt)) = pauses.next(asked) else {
            return false;
        };
        let status = reply.map(|reply| reply.status);
        self.watch.waiting(&Wait {
            host: self.origin.host(),
            pause,
            status,
            attempt,
        });
        // A refusal for want of quota is meant for all calls of a kind; other trouble is one call's own.
        if status == Some(429) {
            self.gates.of(call.method).close(pause).await;
        } else {
            tokio::time::sleep(pause).await;
        }
        true
    }

    /// Waits before something that is under way is looked at again.
    pub async fn pause(&self, pause: Duration, status: u16, attempt: u32) {
        self.watch.waiting(&Wait {
            host: self.origin.host(),
            pause,
            status: Some(status),
            attempt,
        });
        tokio::time::sleep(pause).await;
    }

    /// Returns an address of the service.
    pub fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        self.origin.address(path, query)
    }
}
