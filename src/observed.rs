//! What was read from Azure, as one file: the form, its reader and its writer.
//!
//! In: the bytes of a snapshot. Out: a [`Snapshot`], plain data that says who holds what where, and
//! as plainly what could not be read; or an [`Error`], since a snapshot that is half understood
//! must not be reasoned from. Absent on purpose: files, the clock (the time now is an input),
//! what a permission means, and anything that talks to Azure.
//!
//! Form 2 is JSON in UTF-8. Fields that it does not know are refused, and so is a newer form. Form 1,
//! which has no locks, no federated credentials and no absent scopes, is read as well.
//! `digest` is the SHA-256, in hexadecimal digits, of everything else as canonical JSON: compact,
//! names sorted, lists as they stand, no character escaped that need not be. The file that
//! [`write()`] makes is that JSON with line breaks. `grammar/snapshot.schema.json` is its schema.

mod check;
mod completeness;
mod convert;
mod error;
mod fit;
mod index;
mod read;
mod shape;
mod snapshot;
mod word;

pub use completeness::{Aspect, Completeness, Gap, GroupGap, Part};
pub use error::Error;
pub use fit::{Age, Demand, fits};
pub use index::{Above, Index};
pub use read::{is_one, read};
pub use snapshot::{
    DenyAssignment, FederatedCredential, Lock, LockLevel, Party, PartyKind, Principal,
    RoleAssignment, RoleDefinition, Schedule, Scope, Setting, Snapshot,
};
pub use word::{is_guid, is_id};

use std::io;

use crate::support::digest;
pub use shape::{RoleAssignment as AssignmentForm, RoleDefinition as RoleForm};

/// The form that this version writes; it reads all of them, from 1.
pub const FORM: u32 = 2;

/// No snapshot may have more bytes than this. It holds a tenant and not what a person writes, so
/// that it may be larger than a policy file: 100,000 role assignments are about 50 MiB.
pub const LIMIT: u64 = 256 << 20;

/// Writes a snapshot, its lists sorted, with its digest: the same text for the same snapshot.
pub fn write(snapshot: &Snapshot) -> String {
    let mut text = Vec::new();
    // No map in it has a key that is no text, so that nothing can fail; and JSON is UTF-8.
    let _ = Writing::of(snapshot).to(&mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// A snapshot that is written, as often as it is asked for and without its text in memory.
pub struct Writing(shape::Snapshot);

impl Writing {
    /// Sorts the lists of a snapshot and adds its digest.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut shape = convert::to_shape(snapshot);
        shape.digest = Some(digest::of_json(&shape));
        Self(shape)
    }

    /// Writes it.
    pub fn to(&self, mut out: impl io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, &self.0)?;
        out.write_all(b"\n")
    }
}

/// Returns the digest that a snapshot is written with: equal snapshots have equal digests.
pub fn digest(snapshot: &Snapshot) -> String {
    digest::of_json(&convert::to_shape(snapshot))
}
