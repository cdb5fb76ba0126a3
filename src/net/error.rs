//! Why no answer came that can be used.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::site::Again;

/// Why no answer came that can be used. Messages may hold text from outside.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The certificates to trust cannot be read.
    #[error("the file of certificate authorities holds no certificate that can be read")]
    Authorities,
    /// The client cannot be set up.
    #[error("HTTPS cannot be set up: {why}")]
    Setup {
        /// Why.
        why: String,
    },
    /// The path of an address would lead elsewhere.
    #[error("`{path}` is no path of Azure")]
    Path {
        /// The path.
        path: String,
    },
    /// A header cannot be sent as it is.
    #[error("a header cannot be sent as it is written")]
    Header,
    /// No certificate authority that is trusted vouches for the server.
    #[error("the certificate of `{host}` is not trusted: {why}")]
    Certificate {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
    /// Nobody answers there.
    #[error("`{host}` cannot be reached: {why}")]
    Connect {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
    /// Nobody listens there.
    #[error("`{host}` cannot be reached: nothing listens there, or at the proxy on the way")]
    Refused {
        /// The server.
        host: String,
    },
    /// The connection broke.
    #[error("the connection to `{host}` broke: {why}")]
    Broken {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
    /// The answer took too long.
    #[error("`{host}` did not answer in time")]
    Slow {
        /// The server.
        host: String,
    },
    /// All tries together took too long.
    #[error("`{host}` gave no answer that can be used within {} s", within.as_secs())]
    Patience {
        /// The server.
        host: String,
        /// How long was waited.
        within: Duration,
    },
    /// The answer is too long.
    #[error("the answer of `{host}` is longer than {} KiB", limit >> 10)]
    Long {
        /// The server.
        host: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer is no JSON.
    #[error("`{host}` answered with `{found}`, which is no JSON")]
    Type {
        /// The server.
        host: String,
        /// What it said that it is.
        found: String,
    },
    /// The server sends its callers elsewhere.
    #[error("`{host}` answered with a redirect, which is not followed")]
    Redirect {
        /// The server.
        host: String,
    },
    /// An answer names an address of somebody else.
    #[error("`{host}` names an address of another server, `{to}`, which is not followed")]
    Elsewhere {
        /// The server.
        host: String,
        /// Where it leads.
        to: String,
    },
    /// The host is not this machine, and only this machine may be talked to.
    #[error("`{host}` is not on this machine, and this credential is only for this machine")]
    NotHere {
        /// The host.
        host: String,
    },
    /// There is no token.
    #[error("{0}")]
    Token(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// Tells whether the same call may go well a little later.
    pub(super) fn again(&self) -> Again {
        match self {
            Self::Connect { .. }
            | Self::Refused { .. }
            | Self::Broken { .. }
            | Self::Slow { .. } => Again::Later,
            _ => Again::No,
        }
    }

    /// Takes over what the HTTP client says, without the address, which may be long.
    pub(super) fn of(error: reqwest::Error, host: &str) -> Self {
        let error = error.without_url();
        let (host, found) = (host.to_owned(), deepest(&error));
        let why = || found.map_or_else(|| error.to_string(), ToString::to_string);
        let kind = found.and_then(|found| found.downcast_ref().map(io::Error::kind));
        if kind == Some(io::ErrorKind::ConnectionRefused) {
            Self::Refused { host }
        } else if let Some(why) = found.and_then(untrusted) {
            Self::Certificate { host, why }
        } else if let Some(NotHere { host }) = found.and_then(|found| found.downcast_ref()) {
            Self::NotHere { host: host.clone() }
        } else if error.is_timeout() {
            Self::Slow { host }
        } else if error.is_connect() {
            Self::Connect { host, why: why() }
        } else if error.is_builder() {
            Self::Setup { why: why() }
        } else {
            Self::Broken { host, why: why() }
        }
    }
}

/// A name that leads to other machines.
#[derive(Debug, thiserror::Error)]
#[error("`{host}` is not on this machine")]
pub(super) struct NotHere {
    pub(super) host: String,
}

/// Finds what is at the bottom of an error; an error of a stream hides what it is made of.
fn deepest<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    let below = |error: &'e (dyn StdError + 'static)| {
        let hidden = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        let hidden = hidden.map(|inner| inner as &(dyn StdError + 'static));
        hidden.or_else(|| error.source())
    };
    let ways = std::iter::successors(Some(error), |error| below(*error));
    ways.take(16).skip(1).last()
}

/// Says why a certificate was refused, if that is what the error is about.
fn untrusted(error: &(dyn StdError + 'static)) -> Option<String> {
    use rustls::{CertificateError, Error as Tls};
    let tls = error.downcast_ref::<Tls>()?;
    let Tls::InvalidCertificate(why) = tls else {
        return None;
    };
    let why = match why {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "no certificate authority that is trusted here issued it".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name".to_owned()
        }
        _ => why.to_string(),
    };
    Some(why)
}
