//! Why nobody is signed in.

use std::sync::Arc;

use super::kind::Kind;
use crate::net::{self, BadOrigin};

/// Why nobody is signed in. Messages may hold text from outside, and never a secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The address of a service cannot be used.
    #[error("{variable} is `{text}`, and {why}")]
    Place {
        /// The variable.
        variable: &'static str,
        /// What it says.
        text: String,
        /// Why it cannot be used.
        why: BadOrigin,
    },
    /// Some services are on this machine and others are not.
    #[error("`{one}` and `{other}` do not go together: one is on this machine and one is not")]
    Mixed {
        /// One address.
        one: String,
        /// The other.
        other: String,
    },
    /// A way to sign in lacks variables.
    #[error("signing in with `{}` needs {}", kind.word(), missing.join(", "))]
    Lacking {
        /// The way.
        kind: Kind,
        /// The variables that are not set.
        missing: Vec<&'static str>,
    },
    /// A credential of Azure is not for the sandbox.
    #[error("`{}` signs in to Azure, and the sandbox must not get what it has", kind.word())]
    Sandbox {
        /// The way.
        kind: Kind,
    },
    /// A way to sign in is set up in a way that it cannot be used.
    #[error("signing in with `{}` is not possible: {why}", kind.word())]
    Unfit {
        /// The way.
        kind: Kind,
        /// Why.
        why: String,
    },
    /// There is no token.
    #[error("signing in with `{}` failed: {why}", kind.word())]
    Refused {
        /// The way.
        kind: Kind,
        /// What was said.
        why: String,
    },
    /// There is no token in time.
    #[error("signing in with `{}` took longer than a minute", kind.word())]
    Late {
        /// The way.
        kind: Kind,
    },
    /// Whoever has the tokens has trouble.
    #[error("`{host}` gave no token, and has trouble (status {status})")]
    Busy {
        /// Who has them.
        host: String,
        /// The status of its last answer.
        status: u16,
    },
    /// Whoever has the tokens gave no answer that can be used, or the client for it cannot be set up.
    #[error(transparent)]
    Net(Arc<net::Error>),
}

impl From<net::Error> for Error {
    fn from(error: net::Error) -> Self {
        Self::Net(Arc::new(error))
    }
}

impl Error {
    /// Tells whether it may be otherwise in a moment.
    pub(super) fn passes(&self) -> bool {
        use net::Error as Net;
        match self {
            Self::Late { .. } | Self::Busy { .. } => true,
            Self::Net(error) => matches!(
                **error,
                Net::Connect { .. } | Net::Refused { .. } | Net::Broken { .. } | Net::Slow { .. }
            ),
            _ => false,
        }
    }

    /// Says what to do.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Place { .. } => "name a host by HTTPS, such as https://management.azure.com",
            Self::Mixed { .. } => {
                "set ROLEWRIGHT_ENDPOINT, ROLEWRIGHT_GRAPH and AZURE_AUTHORITY_HOST together, as \
                 `rolewright sandbox env` prints them, or none of them"
            }
            Self::Lacking { .. } => "set them, or choose another way with `--credential`",
            Self::Sandbox { .. } => {
                "sign in to the sandbox with `--credential secret` and what `rolewright sandbox env` prints"
            }
            Self::Unfit { .. } | Self::Net(_) => "choose another way with `--credential`",
            Self::Late { .. } | Self::Busy { .. } => {
                "try again later, or choose another way with `--credential`"
            }
            Self::Refused { .. } => {
                "sign in anew, for example with `az login`, or choose another way with `--credential`"
            }
        }
    }
}
