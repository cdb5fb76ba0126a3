//! Reading Azure: what the scopes of a policy hold, as one snapshot.
//!
//! In: the clients of `azure`, what a policy speaks of. Out: a [`Snapshot`], in which everything
//! that could not be read says so. Each scope and everything above it is read, several at once;
//! the directory tells who the principals are and whom groups hold. One thing that cannot be read is
//! a gap; that nothing can be read, since signing in fails or nobody answers, is an error. Absent
//! on purpose: sockets, tokens, files, the clock (the time of reading is an input), judging.

mod absent;
mod collected;
mod convert;
mod deeds;
mod directory;
mod own;
mod places;
mod resources;
mod rights;
mod tops;
mod tree;
mod weight;

use smol_str::SmolStr;

use crate::azure::{Error, Graph, Manager, Meaning};
use crate::model::Cloud;
use crate::model::date::Moment;
use crate::observed::{Completeness, Snapshot};

pub use convert::role_definition;
pub use deeds::{Deed, Sought, Told, Trace, deeds};
pub use directory::Who;
pub use own::{Own, own};
pub use rights::{Asked, asked};

use collected::Collected;

/// By which way lists of assignments and roles are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Via {
    /// Resource Manager, one subscription at a time, as things are now.
    #[default]
    ResourceManager,
    /// Resource Graph, many subscriptions at once, as things were some seconds or minutes ago.
    ResourceGraph,
}

/// Whom to ask.
#[derive(Clone, Copy)]
pub struct Sources<'s> {
    /// Resource Manager.
    pub manager: &'s Manager,
    /// The directory; none to do without.
    pub graph: Option<&'s Graph>,
    /// The way for long lists.
    pub via: Via,
}

/// What to read.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The tenant that the policy names.
    pub tenant: Option<SmolStr>,
    /// The cloud.
    pub cloud: Cloud,
    /// The ids of the scopes that the policy declares.
    pub scopes: Vec<SmolStr>,
    /// The principals that the policy declares.
    pub principals: Vec<Who>,
    /// The time of reading.
    pub taken: Moment,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Azure cannot be asked.
    #[error(transparent)]
    Azure(#[from] Error),
    /// The policy names no scope that can be read.
    #[error("the policy declares no scope of Azure that could be read")]
    Nothing,
    /// A subscription is of another tenant.
    #[error("{scope} is of tenant {found}, and the policy is for {wanted}")]
    Tenant {
        /// The subscription.
        scope: SmolStr,
        /// Its tenant.
        found: SmolStr,
        /// The policy's.
        wanted: SmolStr,
    },
    /// Nobody says which tenant it is.
    #[error("neither the policy nor Azure says which tenant it is")]
    NoTenant,
}

/// Reads what is wanted.
pub async fn gather(sources: Sources<'_>, wanted: &Wanted) -> Result<Snapshot, Failure> {
    let tops = tops::of(&wanted.scopes);
    if tops.is_empty() {
        return Err(Failure::Nothing);
    }
    let mut collected = Collected::default();
    // All that depends on no answer is asked for at once; the longest lists decide, and come first.
    let (places, tree, built_in, resources, ()) = futures_util::join!(
        places::read(sources, &tops),
        tree::read(sources, wanted, &tops),
        places::built_in(sources.manager, &tops),
        resources::read(sources, &wanted.scopes, &tops),
        directory::sign_in(sources),
    );
    let tree = tree?;
    tree.absent.iter().for_each(|id| collected.absent(id));
    tree.scopes.into_iter().for_each(|one| collected.scope(one));
    places.take(&tops, &mut collected)?;
    places::take_built_in(built_in?, &tops, &mut collected);
    resources::take(resources, &mut collected)?;
    directory::read(sources, &wanted.principals, &mut collected).await?;
    let scopes = tops.into_iter().map(|top| top.id).collect();
    Ok(collected.snapshot(Snapshot {
        tenant: tree.tenant,
        cloud: wanted.cloud,
        scopes,
        taken: wanted.taken,
        completeness: Completeness::default(),
        absent: Vec::new(),
        principals: Vec::new(),
        tree: Vec::new(),
        role_definitions: Vec::new(),
        role_assignments: Vec::new(),
        deny_assignments: Vec::new(),
        locks: Vec::new(),
        federated_credentials: Vec::new(),
    }))
}

/// Passes on what spoils all reading: the next call would fail as well.
fn unless_fatal(error: Error) -> Result<String, Error> {
    let fatal = matches!(
        error.meaning,
        Meaning::SignIn
            | Meaning::Token
            | Meaning::Tenant
            | Meaning::Certificate
            | Meaning::Unreachable
            | Meaning::TooMuch
    );
    if fatal {
        Err(error)
    } else {
        Ok(reason(&error))
    }
}

/// Says in a few words why something was not read.
fn reason(error: &Error) -> String {
    let words = error.meaning.words();
    match (error.status, error.code.as_str()) {
        (Some(status), "") => format!("{words} (status {status})"),
        (Some(status), code) => format!("{words} ({code}, status {status})"),
        (None, _) if error.message.is_empty() => words.to_owned(),
        (None, _) => format!("{words}: {}", error.message),
    }
}
