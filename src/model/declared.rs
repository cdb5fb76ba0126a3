//! Names and where they are declared; accepted findings; what a later version compiles.

use smol_str::SmolStr;

use super::date::Day;
use crate::source::Span;

super::index! {
    /// Identifies a declaration.
    DeclaredId
}

/// One declaration that has a name.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its keyword, such as `workspace` or `stage`.
    pub keyword: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// The name's place.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
    /// Its `///` lines.
    pub docs: Option<SmolStr>,
    /// The `use` that made it, if a template did.
    pub made_by: Option<Span>,
    /// It ships with rolewright.
    pub standard: bool,
    /// It has the name of a standard capability, and takes its place.
    pub replaces_standard: bool,
    /// How many references name it; its own body does not count.
    pub references: u32,
}

/// `@allow(…)` with what it covers.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The rules, by name or code, with their places.
    pub rules: Vec<(SmolStr, Span)>,
    /// The reason, if one is given.
    pub because: Option<SmolStr>,
    /// The last day on which it counts, if one is given.
    pub until: Option<Day>,
    /// The annotation itself.
    pub span: Span,
    /// The declaration or member that it stands in front of.
    pub covers: Span,
    /// Which member of the declaration that is; none before a whole declaration.
    pub member: Option<SmolStr>,
}

/// What a template of another policy set stands for, which no model holds.
pub const FROM_OTHERS: &str = "templates of other policy sets (`from`)";

/// Something that parses and resolves, and that this version cannot compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// What it is, as a noun phrase in the plural such as "conditions (`where`)".
    pub feature: &'static str,
    /// Where it is written.
    pub span: Span,
}
