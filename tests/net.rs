//! Tests of `net`, against servers that are kind and servers that are not.

mod hostile;
mod origin;
mod patience;
mod places;
pub(crate) mod server;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use rolewright::net::{
    Again, Authorize, Call, Client, Error, Method, Origin, Patience, Reach, Reply, Settings, Site,
    Token, Wait, Watch,
};

use server::Server;

/// Somebody who has numbered tokens.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<u32>);

#[async_trait]
impl Authorize for Tokens {
    async fn token(&self, fresh: bool) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        let mut number = self.0.lock().unwrap();
        *number += u32::from(fresh);
        Ok(Token::new(format!("token-{number}")))
    }
}

/// The status of an answer, the pause after it, and which try comes next.
type Note = (Option<u16>, Duration, u32);

/// Somebody who writes down what is waited for.
#[derive(Default)]
pub(crate) struct Notes(pub(crate) Mutex<Vec<Note>>);

impl Watch for Notes {
    fn waiting(&self, wait: &Wait<'_>) {
        let note = (wait.status, wait.pause, wait.attempt);
        self.0.lock().unwrap().push(note);
    }
}

/// Runs something that waits.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

/// Returns a client that trusts the servers of the tests.
pub(crate) fn client() -> Client {
    let mut settings = Settings::new(Reach::Loopback);
    settings.authorities = Some(server::authority());
    Client::new(&settings).unwrap()
}

/// Short pauses, so that tests are quick.
pub(crate) const QUICK: Patience = Patience {
    tries: 4,
    first: Duration::from_millis(10),
    most: Duration::from_millis(20),
    total: Duration::from_secs(5),
};

fn judge(reply: &Reply) -> Again {
    match reply.status {
        401 => Again::Fresh,
        429 | 500..=599 => Again::Later,
        _ => Again::No,
    }
}

/// Returns the service that a server is.
fn site(server: &Server, watch: Arc<Notes>) -> Site {
    let origin = Origin::parse(&server.origin()).unwrap();
    let tokens = Arc::new(Tokens::default());
    let mut site = Site::new((client(), origin), tokens, watch, judge, 4);
    site.patience = QUICK;
    site
}

/// Asks a server for `/thing`.
fn ask(server: &Server) -> (Result<Reply, Error>, Vec<Note>) {
    let notes = Arc::new(Notes::default());
    let site = site(server, Arc::clone(&notes));
    let url = site.address("/thing", &[]).unwrap();
    let reply = run(site.send(&Call::new(Method::Get, url)));
    let noted = notes.0.lock().unwrap().clone();
    (reply, noted)
}

/// Returns how long something took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}
