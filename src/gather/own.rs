//! What whoever is signed in may do.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use smol_str::{SmolStr, StrExt as _};

use super::{Failure, convert, unless_fatal};
use crate::azure::Manager;
use crate::model::permission::Block;

/// So many scopes are asked about at once.
const AT_ONCE: usize = 8;

/// What somebody may do at scopes, by their ids in lower case, or why that is not known.
pub type Own = BTreeMap<SmolStr, Result<Vec<Block>, String>>;

/// Asks what whoever is signed in may do at some scopes. Conditions cannot be seen.
pub async fn own(manager: &Manager, scopes: &[SmolStr]) -> Result<Own, Failure> {
    let asks = scopes
        .iter()
        .filter(|scope| !leads_elsewhere(scope))
        .map(|scope| async move { (scope, manager.permissions(scope).await) });
    let mut asks = stream::iter(asks).buffered(AT_ONCE);
    let mut own = Own::new();
    while let Some((scope, told)) = asks.next().await {
        let told = match told {
            Ok(blocks) => Ok(convert::blocks(blocks)),
            Err(error) => Err(unless_fatal(error)?),
        };
        own.insert(scope.to_lowercase_smolstr(), told);
    }
    Ok(own)
}

/// Tells whether an id that somebody made up would lead a request elsewhere; what is held there stays
/// unknown.
fn leads_elsewhere(scope: &str) -> bool {
    let mut parts = scope.split('/');
    scope.contains(['%', '?', '#', '\\']) || parts.any(|part| part == "." || part == "..")
}
