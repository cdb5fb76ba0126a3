//! Origins: the scheme, host and port that a token may be sent to.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::error::Error;

/// No address that a server hands out may be longer.
const LONGEST: usize = 16 << 10;

/// The scheme, host and port of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Url);

/// A text that is no origin of HTTPS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadOrigin {
    /// It is no address at all.
    #[error("it is no address such as https://management.azure.com")]
    Address,
    /// It is not HTTPS.
    #[error("it does not begin with https://")]
    Scheme,
    /// It says more than scheme, host and port.
    #[error("it has more than a host and a port")]
    More,
}

impl Origin {
    /// Reads `https://host` or `https://host:port`.
    pub fn parse(text: &str) -> Result<Self, BadOrigin> {
        let url = Url::parse(text).map_err(|_| BadOrigin::Address)?;
        if url.scheme() != "https" {
            return Err(BadOrigin::Scheme);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(BadOrigin::More);
        }
        Ok(Self(url))
    }

    /// Tells whether the host is this machine by its very name.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost" || literal(host).is_some_and(|address| address.is_loopback())
    }

    /// Returns the host.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Makes the address of a path and of a query, whose values are taken as they are.
    pub fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        if !is_plain(path) {
            let path = path.chars().take(300).collect();
            return Err(Error::Path { path });
        }
        let mut url = self.0.clone();
        url.set_path(&path.replace('%', "%25"));
        let pairs: Vec<_> = query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if !pairs.is_empty() {
            url.set_query(Some(&pairs.join("&")));
        }
        Ok(url)
    }

    /// Takes an address that the server gave, which must be one of its own.
    pub fn follow(&self, link: &str) -> Result<Url, Error> {
        let elsewhere = |host: &str| Error::Elsewhere {
            host: self.host().to_owned(),
            to: host.chars().take(100).collect(),
        };
        let short = Some(link).filter(|link| link.len() <= LONGEST);
        let url = short.and_then(|link| self.0.join(link).ok());
        let url = url.ok_or_else(|| elsewhere("an address that cannot be read"))?;
        let plain = url.username().is_empty() && url.password().is_none();
        if plain && url.origin() == self.0.origin() {
            Ok(url)
        } else {
            Err(elsewhere(url.host_str().unwrap_or("no host")))
        }
    }

    /// Returns the origin of an address by HTTPS.
    pub fn of(address: &str) -> Option<Self> {
        let mut url = Url::parse(address).ok()?;
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        Self::parse(url.as_str()).ok()
    }

    /// Tells whether an address is of this origin.
    pub fn holds(&self, url: &Url) -> bool {
        url.origin() == self.0.origin()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Reads a host that is an address by itself.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

/// Tells whether a path stays what it is: no segment is empty, leads up, or ends the path early.
fn is_plain(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else {
        return false;
    };
    let odd = |char: char| matches!(char, '\\' | '?' | '#') || char.is_control();
    !path.contains(odd)
        && rest.split('/').all(|segment| {
            let bare = segment.to_ascii_lowercase().replace("%2e", ".");
            !matches!(bare.as_str(), "" | "." | "..") && !bare.contains("%2f")
        })
}

/// Escapes a value of a query; what Azure's filters are written with stays legible.
fn encoded(value: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~()',:/$".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
