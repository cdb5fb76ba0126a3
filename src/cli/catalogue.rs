//! Which catalogue is asked: the one that the settings of a policy set name, else the embedded one.
//!
//! It goes with the texts that it is asked about, and not with the process: two sides of a
//! comparison may name two, and the sandbox is Azure, which no settings change.

use std::path::{Path, PathBuf};

use super::config::{self, Config};
use super::session::Session;
use super::world::World;
use super::{Context, Error};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Cloud;

/// Returns the catalogue that settings name; their path is where they were read.
pub(super) fn of_settings(
    world: &World,
    settings: &Path,
    config: &Config,
) -> Result<Option<&'static Catalog>, Error> {
    let Some(path) = place(settings, config) else {
        return Ok(None);
    };
    let bytes = world.bytes(&path).map_err(|error| match error {
        Error::NoFile { path } => Error::NoCatalogue { path },
        other => other,
    });
    open(&path, bytes?).map(Some)
}

/// Returns where settings say that the catalogue lies.
pub(super) fn place(settings: &Path, config: &Config) -> Option<PathBuf> {
    let (file, _) = config.catalog.as_ref()?;
    Some(settings.parent().unwrap_or(Path::new("")).join(file))
}

/// Opens the bytes of a file.
pub(super) fn open(path: &Path, bytes: Vec<u8>) -> Result<&'static Catalog, Error> {
    Catalog::open_for_good(bytes).map_err(|cause| Error::Catalogue {
        path: path.into(),
        cause,
    })
}

/// Returns the catalogue that is asked where no policy set is named: that of the settings of the
/// folder or above it.
pub(super) fn at_hand(context: &Context<'_, '_>) -> Result<&'static Catalog, Error> {
    let world = &context.world;
    let above = || world.nearest_above(Path::new("."), config::NAME);
    let Some(settings) = context.common.config.clone().or_else(above) else {
        return Ok(Catalog::embedded());
    };
    let session = Session::of(Some((settings.clone(), world.text(&settings)?)), Vec::new());
    let named = of_settings(world, &settings, &session.config)?;
    Ok(named.unwrap_or_default())
}

/// Finds that the catalogue of the settings is of another cloud than the policy.
pub(super) fn of_another_cloud(session: &Session, policy: Cloud) -> Option<Diagnostic> {
    let (_, span) = session.config.catalog.as_ref()?;
    let own = session.trees.catalog().cloud()?;
    let policy = policy.keyword();
    (own != policy).then(|| {
        let message =
            format!("this catalogue is of the cloud `{own}`, and the policy of `{policy}`");
        Diagnostic::new(config::UNUSABLE, Severity::Error, *span, message)
            .help("write one from the cloud of the policy: `rolewright catalog update --out FILE`")
    })
}
