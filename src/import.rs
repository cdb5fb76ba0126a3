//! Azure's JSON to policy trees.
//!
//! In: the text of role definitions, role assignments and ARM templates in every shape in which
//! Azure's own tools write them. Out: an [`ast::File`] for each text, with places inside the JSON,
//! and a diagnostic for whatever the language cannot say; reading never fails and drops nothing in
//! silence. Absent on purpose: what built-in roles allow, files, the network.

mod arm;
mod assignment;
pub mod codes;
mod comment;
mod decode;
mod identity;
mod json;
mod name;
mod place;
mod reading;
mod role;
mod scope;
mod shape;
mod snapshot;
mod tree;

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::source::FileId;
use crate::syntax::ast;

pub use codes::ALL;
pub use decode::{Undecodable, decode, decode_within};

/// One JSON text to read.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The file it was added as.
    pub file: FileId,
    /// The whole text, as [`decode`] gives it.
    pub text: &'a str,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Imported {
    /// One tree for each document, in their order.
    pub files: Vec<ast::File>,
    /// What could not be read or cannot be said, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Tells the display name of a built-in role by its GUID in lower case.
pub type BuiltIn<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// What is there beside the documents.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'k> {
    /// The trees of the policy set; what they have under an Azure id is not declared again.
    pub files: &'k [&'k ast::File],
    /// The ids of its scopes, each with the reference by which a policy names it, such as `churn@dev`.
    pub scopes: &'k [(SmolStr, String)],
    /// The object ids of its principals, each with its reference.
    pub principals: &'k [(SmolStr, String)],
    /// The GUIDs of its roles, each with its name.
    pub roles: &'k [(SmolStr, String)],
    /// Roles, by GUID in lower case, that are declared as `existing`: what they are cannot be written.
    pub fixed: Option<&'k BTreeSet<SmolStr>>,
    /// Of a snapshot, what stands above the scopes that it is of is wanted as well.
    pub above: bool,
    /// A snapshot becomes a policy of this name; none where there is a policy for it already.
    pub policy: Option<&'k str>,
}

/// Reads documents that belong together.
///
/// They share one namespace with `declared`: a role that one document defines is the role that
/// another one assigns, and what `declared` has under the same Azure id is not declared again.
pub fn read(
    documents: &[Document<'_>],
    declared: &[&ast::File],
    built_in: BuiltIn<'_>,
) -> Imported {
    let known = Known {
        files: declared,
        ..Known::default()
    };
    read_beside(documents, known, built_in)
}

/// As [`read`], with all that is known beside the documents.
pub fn read_beside(
    documents: &[Document<'_>],
    known: Known<'_>,
    built_in: BuiltIn<'_>,
) -> Imported {
    let mut reading = reading::Reading::default();
    for document in documents {
        shape::read(document.file, document.text, &mut reading);
    }
    for root in std::mem::take(&mut reading.snapshots) {
        snapshot::read(&root, known, built_in, &mut reading);
    }
    reading.into_trees(documents, known, built_in)
}
