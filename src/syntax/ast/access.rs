//! Capabilities, stages and roles: what may be done.

use super::{Name, Property, Text, What};
use crate::source::Span;

/// `capability NAME [on KIND] { … }`
#[derive(Debug, Clone)]
pub struct Capability {
    /// Its name.
    pub name: Name,
    /// One part per kind; the short form `capability x on KIND { … }` has exactly one.
    pub parts: Vec<CapabilityPart>,
    /// The kind stands before the brace.
    pub short: bool,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `on KIND { actions …  data-actions …  needs … }`
#[derive(Debug, Clone)]
pub struct CapabilityPart {
    /// The kind of thing the operations are for.
    pub kind: Name,
    /// `actions` and `data-actions`.
    pub lists: Vec<PermissionList>,
    /// Capabilities that are granted with it.
    pub needs: Vec<Name>,
    /// The whole part.
    pub span: Span,
}

/// `actions "…", "…"` and its siblings.
#[derive(Debug, Clone)]
pub struct PermissionList {
    /// Which list.
    pub list: ListKind,
    /// The operations and patterns.
    pub patterns: Vec<Text>,
    /// From the keyword to the last pattern.
    pub span: Span,
}

/// The four lists of a permission block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// `actions`
    Actions,
    /// `except-actions`
    ExceptActions,
    /// `data-actions`
    DataActions,
    /// `except-data-actions`
    ExceptDataActions,
}

/// `stage NAME [extends …] [separate-from …] [formerly …] { … }`
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: Name,
    /// The stages whose clauses it takes over.
    pub extends: Vec<Name>,
    /// The stages that nobody may hold beside it.
    pub separate_from: Vec<Name>,
    /// What it was called before.
    pub formerly: Vec<Name>,
    /// Its clauses and exceptions.
    pub members: Vec<StageMember>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// One member of a stage.
#[derive(Debug, Clone)]
pub enum StageMember {
    /// `on KIND … can …`
    Clause(Clause),
    /// `except CAPABILITY | "operation", …`
    Except(Vec<What>, Span),
}

/// `on KIND [NAME, …] [if-linked] can CAPABILITY, …`
#[derive(Debug, Clone)]
pub struct Clause {
    /// The kind of thing.
    pub kind: Name,
    /// Which ones, by the name they have beside the granted resource (`raw`, `features`).
    pub slots: Vec<Name>,
    /// The clause may bind to nothing.
    pub if_linked: bool,
    /// The capabilities.
    pub can: Vec<Name>,
    /// The whole clause.
    pub span: Span,
}

/// `role NAME [existing] on KIND [formerly …] { … }`
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// It lives in Azure already and is not written.
    pub existing: bool,
    /// The kind of scope it is for.
    pub kind: Name,
    /// What it was called before.
    pub formerly: Vec<Name>,
    /// Its properties, lists and blocks.
    pub members: Vec<RoleMember>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// One member of a role.
#[derive(Debug, Clone)]
pub enum RoleMember {
    /// `name "…"`, `object-id "…"`, `assignable-scopes [ … ]`
    Property(Property),
    /// A list outside any `block`; all such lists make one block.
    List(PermissionList),
    /// `block { … }`
    Block(Block),
}

/// `block { actions …  except-actions …  condition "…" }`
#[derive(Debug, Clone)]
pub struct Block {
    /// The lists.
    pub lists: Vec<PermissionList>,
    /// `condition "…"`, word for word; only definitions read from Azure have one.
    pub condition: Option<Text>,
    /// From the keyword to the closing brace.
    pub span: Span,
}
