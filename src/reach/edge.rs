//! What a step of reach is: which operations enable it, where, under what precondition, and what
//! it gains.

mod attach;
mod authorization;
mod code;
mod keys;
mod supply;
mod unlisted;

use crate::model::Kind;
use crate::model::permission::Plane;

pub use unlisted::{UNLISTED, Unlisted};

/// A kind of step: one entry of data.
#[derive(Debug)]
pub struct Edge {
    /// Its name: that of `BloodHound` where the meaning is the same.
    pub name: &'static str,
    /// The rows of the list of escalation paths that it stands for.
    pub rows: &'static [u8],
    /// Who says that it works.
    pub source: &'static str,
    /// Any of these enables it.
    pub operations: &'static [(Plane, &'static str)],
    /// Where they have to be held.
    pub at: Site,
    /// What has to be so as well.
    pub given: Given,
    /// What is gained.
    pub gains: Gains,
    /// What its holder may do, as the end of "which lets it".
    pub says: &'static str,
}

/// Where the operations of a step have to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// At a declared thing of this kind.
    Kind(Kind),
    /// At a resource of this type, in lower case.
    Type(&'static str),
    /// Anywhere: the scope of the grant counts.
    Anywhere,
}

/// What has to be so besides the operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// A setting of the thing is not this value; the step is unsure where nothing is said.
    Unless(&'static str, &'static str),
    /// A setting of the thing is this value; the step is unsure where nothing is said.
    Only(&'static str, &'static str),
    /// Something that no policy says, so that the step is never sure.
    Unsaid(&'static str),
    /// The principal, or a group around it, has this label; the operation needs no grant then, and
    /// without the label no grant suffices.
    Label(&'static str),
    /// The same principal also holds what creates something that runs code, anywhere.
    Host,
    /// The same principal also holds a custom role that it may edit.
    OwnRole,
}

/// What a step gains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gains {
    /// The identity that the thing acts as.
    Identity,
    /// The identities of the computes of a workspace.
    Computes,
    /// The identities of the endpoints of a workspace.
    Endpoints,
    /// The identities of the computes and endpoints of a workspace, and its own.
    Workspace,
    /// The identities of the computes of the workspaces that keep their code in the storage.
    CodeOfStorage,
    /// The identities of the computes and endpoints of the workspaces that pull from the registry.
    PullersOfImages,
    /// The identities of the computes and endpoints of the workspaces that use assets of the registry.
    UsersOfAssets,
    /// The identity whose resource the thing is.
    Itself,
    /// Everything in the data plane of the thing.
    Data,
    /// Everything in the data plane of what the workspace uses.
    LinkedData,
    /// Everything at the scope and below.
    Everything,
    /// Everything in the tenant.
    Tenant,
    /// Nothing by itself: the second right of a step that needs two.
    Host,
}

/// Every kind of step.
pub fn all() -> impl Iterator<Item = &'static Edge> {
    let tables: [&'static [Edge]; 5] = [
        authorization::EDGES,
        attach::EDGES,
        code::EDGES,
        keys::EDGES,
        supply::EDGES,
    ];
    tables.into_iter().flatten()
}
