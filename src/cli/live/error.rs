//! Why Azure could not be asked.

use std::io;

use miette::Diagnostic;

use crate::cli::Shown;
use crate::gather::Failure;
use crate::{azure, credential, net};

/// Why Azure could not be asked.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Trouble {
    /// Nobody is signed in.
    #[error("{}", shown(.0))]
    #[diagnostic(code(azure::sign_in), help("{}", .0.help()))]
    SignIn(credential::Error),
    /// The client cannot be set up.
    #[error("{}", shown(.0))]
    #[diagnostic(
        code(azure::client),
        help(
            "check the file of `--ca-file` or ROLEWRIGHT_CA_FILE, which holds certificates in PEM"
        )
    )]
    Client(net::Error),
    /// There is no runtime to wait with.
    #[error("the system gives no means to wait for answers")]
    #[diagnostic(code(azure::runtime), help("check the limits of the system"))]
    Runtime(#[source] io::Error),
    /// Azure refused, or did not answer.
    #[error("{}", shown(.0))]
    #[diagnostic(code(azure::refused), help("{}", help(.0)))]
    Azure(azure::Error),
    /// What the policy speaks of cannot be read.
    #[error("{}", shown(.0))]
    #[diagnostic(
        code(azure::unread),
        help("check the tenant, the environments and their subscriptions in the policy")
    )]
    Unread(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Azure(error) => Self::Azure(error),
            other => Self::Unread(other),
        }
    }
}

/// Shows a text that may hold what somebody else wrote.
fn shown(error: &dyn std::error::Error) -> Shown {
    Shown::text(error.to_string())
}

/// Says what to do, and how Azure's support finds the call.
fn help(error: &azure::Error) -> String {
    match &error.correlation {
        Some(id) => format!(
            "{}; Azure's support finds the call as {}",
            error.help(),
            Shown::text(id.as_str())
        ),
        None => error.help().to_owned(),
    }
}
