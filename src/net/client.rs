//! The one client: HTTPS, its certificates, its addresses and its time-outs.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, ClientBuilder, Request, Response, Url};

use super::call::{Call, Method};
use super::error::{Error, NotHere};
use super::origin::literal;
use super::reply::{Reply, Sink};
use super::site::Token;

/// Whom a client may talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every host, by HTTPS, through the system's proxy.
    Anywhere,
    /// This machine alone, by HTTPS: names count by the address that they lead to.
    Loopback,
    /// What hands out tokens to its own machine, by HTTP: loopback addresses and the metadata
    /// address, without a proxy.
    Tokens,
}

/// How a client is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whom it may talk to.
    pub reach: Reach,
    /// Certificate authorities in PEM. They are trusted beside the system's; for this machine, alone.
    pub authorities: Option<Vec<u8>>,
    /// How long a connection may take to come up.
    pub connect: Duration,
    /// How long one answer may take.
    pub answer: Duration,
}

impl Settings {
    /// Returns the usual settings.
    pub fn new(reach: Reach) -> Self {
        Self {
            reach,
            authorities: None,
            connect: Duration::from_secs(10),
            answer: Duration::from_mins(1),
        }
    }
}

/// A client; a copy shares its connections.
#[derive(Debug, Clone)]
pub struct Client {
    wire: reqwest::Client,
    reach: Reach,
}

/// So many connections stay open while nobody asks: as many as writes are under way at once. Each takes
/// some hundred KiB.
const IDLE: usize = 8;

/// Where virtual machines get their tokens.
const METADATA: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));

impl Client {
    /// Sets a client up.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        // A second installation changes nothing, which is what is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let reach = settings.reach;
        let builder = reqwest::Client::builder()
            .user_agent(concat!("rolewright/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .https_only(reach != Reach::Tokens)
            .pool_max_idle_per_host(IDLE)
            .connect_timeout(settings.connect)
            .timeout(settings.answer);
        let builder = trusting(builder, settings)?;
        let builder = match reach {
            Reach::Anywhere => builder,
            Reach::Loopback => builder.no_proxy().dns_resolver(OnlyHere),
            Reach::Tokens => builder.no_proxy(),
        };
        let wire = builder.build().map_err(|error| Error::of(error, ""))?;
        Ok(Self { wire, reach })
    }

    /// Sends a call once.
    pub async fn send(&self, call: &Call, token: Option<&Token>) -> Result<Reply, Error> {
        let response = self.response(call, token).await?;
        Reply::read(response, host(call), call.limit).await
    }

    /// Sends a call once, and gives the body of an answer that went well to a sink.
    pub(super) async fn pour(
        &self,
        call: &Call,
        token: Option<&Token>,
        sink: &mut dyn Sink,
    ) -> Result<Reply, Error> {
        let response = self.response(call, token).await?;
        Reply::pour(response, (host(call), call.limit), sink).await
    }

    async fn response(&self, call: &Call, token: Option<&Token>) -> Result<Response, Error> {
        self.allowed(host(call))?;
        let request = self.request(call, token)?;
        let answer = self.wire.execute(request).await;
        answer.map_err(|error| Error::of(error, host(call)))
    }

    fn request(&self, call: &Call, token: Option<&Token>) -> Result<Request, Error> {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.wire.request(method, Url::clone(&call.url));
        request = request.header(ACCEPT, "application/json");
        if let Some(token) = token {
            let text = format!("Bearer {}", token.text());
            let mut value = HeaderValue::try_from(text).map_err(|_| Error::Header)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        for (name, value) in &call.headers {
            request = request.header(name.as_ref(), value);
        }
        if let Some(body) = &call.body {
            // A call may say that its body is a form.
            if !call.headers.iter().any(|(name, _)| CONTENT_TYPE == **name) {
                request = request.header(CONTENT_TYPE, "application/json");
            }
            request = request.body(body.clone());
        }
        request.build().map_err(|_| Error::Header)
    }

    /// Refuses a host that is an address which may not be talked to; names are refused when they
    /// are looked up, by the address that is really connected to.
    fn allowed(&self, host: &str) -> Result<(), Error> {
        let address = literal(host);
        let here = match self.reach {
            Reach::Anywhere => true,
            Reach::Loopback => address.is_none_or(|address| address.is_loopback()),
            Reach::Tokens => {
                address.is_some_and(|address| address.is_loopback() || address == METADATA)
            }
        };
        let host = host.to_owned();
        here.then_some(()).ok_or(Error::NotHere { host })
    }
}

fn host(call: &Call) -> &str {
    call.url.host_str().unwrap_or_default()
}

fn trusting(builder: ClientBuilder, settings: &Settings) -> Result<ClientBuilder, Error> {
    let Some(pem) = &settings.authorities else {
        return Ok(builder);
    };
    let read = Certificate::from_pem_bundle(pem).ok();
    let found = read.filter(|found| !found.is_empty());
    let found = found.ok_or(Error::Authorities)?;
    Ok(match settings.reach {
        Reach::Loopback => builder.tls_certs_only(found),
        Reach::Anywhere | Reach::Tokens => builder.tls_certs_merge(found),
    })
}

/// Looks names up and keeps the addresses of this machine.
#[derive(Debug)]
struct OnlyHere;

impl Resolve for OnlyHere {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let here: Vec<SocketAddr> = found.filter(|one| one.ip().is_loopback()).collect();
            if here.is_empty() {
                return Err(NotHere { host }.into());
            }
            let addresses: Addrs = Box::new(here.into_iter());
            Ok(addresses)
        })
    }
}
