//! What is there: Azure as it is now, or a snapshot of it.

use std::path::Path;

use smol_str::SmolStr;

use crate::apply::{Endpoint, Source};
use crate::azure::Manager;
use crate::cli::analysis::Analysis;
use crate::cli::command::against;
use crate::cli::{Context, Error};
use crate::observed::{Age, Snapshot};

/// Where a plan finds what is there.
#[derive(Clone, Copy)]
pub(in crate::cli) enum Where<'w> {
    /// In a snapshot, not older than that.
    Snapshot(&'w Path, Option<Age>),
    /// In Azure.
    Live,
}

/// What is there, and who said so.
pub(in crate::cli) struct Reading {
    pub(in crate::cli) snapshot: Snapshot,
    pub(in crate::cli) source: Source,
    pub(in crate::cli) endpoint: Endpoint,
    /// Who is signed in.
    pub(in crate::cli) identity: Option<SmolStr>,
    /// Where it is written to; none where a snapshot was read.
    pub(in crate::cli) azure: Option<Manager>,
}

impl Where<'_> {
    /// Reads it.
    pub(super) fn read(
        self,
        context: &mut Context<'_, '_>,
        analysis: &Analysis,
    ) -> Result<Reading, Error> {
        match self {
            Self::Snapshot(path, max_age) => Ok(Reading {
                snapshot: against::fitting(context, &analysis.model, (path, max_age))?,
                source: Source::Snapshot,
                endpoint: Endpoint::Azure,
                identity: None,
                azure: None,
            }),
            Self::Live => Err(Error::Usage {
                message: "not yet".to_owned(),
                help: String::new(),
            }),
        }
    }
}
