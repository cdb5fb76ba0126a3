//! Environments, resources and identities: a kind, a name, and a body of properties.

use super::{Annotation, Doc, Name, Reference, Value};
use crate::source::Span;

/// `KIND NAME [in PLACE, …] [{ … }]`
///
/// Which properties a kind has, and of which shape, is checked by `resolve`.
#[derive(Debug, Clone)]
pub struct Thing {
    /// The keyword, such as `workspace` or `managed-identity`.
    pub kind: Name,
    /// Its name.
    pub name: Name,
    /// The environments, or the parent of a compute or endpoint, after `in`.
    pub within: Vec<Reference>,
    /// The braces; absent where none are written.
    pub body: Option<Body>,
    /// From the keyword to the end.
    pub span: Span,
}

/// What stands between braces.
#[derive(Debug, Clone)]
pub struct Body {
    /// In the order in which it is written.
    pub members: Vec<Member>,
    /// The braces included.
    pub span: Span,
}

/// One member of a body with what stands in front of it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The `///` lines above it.
    pub docs: Option<Box<Doc>>,
    /// The `@allow(…)` in front of it.
    pub annotations: Vec<Annotation>,
    /// What it is.
    pub kind: MemberKind,
    /// From the first annotation or word to the end.
    pub span: Span,
}

/// One member of a body.
#[derive(Debug, Clone)]
pub enum MemberKind {
    /// `key value`
    Property(Property),
    /// `let NAME = VALUE`
    Let(Let),
    /// `override ENV, … { … }`
    Override(Override),
    /// `container raw { … }` and other children that are declared inside their parent.
    Child(Thing),
}

/// `KEY [QUALIFIER] VALUE, … [{ … }]`, such as `name "x"`, `members a, b`, `label pii`,
/// `within resource-group "rg"`, `secret expires 2027-01-31`, `federated github { … }`.
#[derive(Debug, Clone)]
pub struct Property {
    /// The first word.
    pub key: Name,
    /// The second word of `within resource-group …` and `secret expires …`.
    pub qualifier: Option<Name>,
    /// One or more values.
    pub values: Vec<Value>,
    /// Braces after the value.
    pub body: Option<Body>,
    /// The whole property.
    pub span: Span,
}

/// `let NAME = VALUE`
#[derive(Debug, Clone)]
pub struct Let {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Value,
    /// The whole line.
    pub span: Span,
}

/// `override ENV, … { … }`
#[derive(Debug, Clone)]
pub struct Override {
    /// The environments for which the body replaces what stands outside.
    pub environments: Vec<Name>,
    /// The properties that differ.
    pub body: Body,
    /// The whole member.
    pub span: Span,
}
