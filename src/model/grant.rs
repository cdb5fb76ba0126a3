//! Grants: one principal, one thing granted, one scope.

use smol_str::SmolStr;

use super::date::Day;
use super::{Kind, PrincipalId, RoleId, ScopeId, StageId};
use crate::source::Span;

super::index! {
    /// Identifies a written grant.
    StatementId
}

/// What is granted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Granted {
    /// A stage.
    Stage(StageId),
    /// A custom role of the policy set.
    Role(RoleId),
    /// A built-in role, by its GUID in lower case.
    BuiltIn(SmolStr),
}

/// A grant as it is written; it may name several principals and scopes.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What is granted.
    pub what: Granted,
    /// How it is named: a stage, a role, or the words between the quotes.
    pub written: SmolStr,
    /// Where it is named.
    pub what_span: Span,
    /// The whole statement.
    pub span: Span,
    /// The `use` that made it, if a template did.
    pub made_by: Option<Span>,
    /// Why, as `because` says.
    pub because: Option<SmolStr>,
    /// The last day on which it holds, with its place.
    pub until: Option<(Day, Span)>,
    /// It is never planned for removal.
    pub keep: bool,
    /// It is eligible and not standing.
    pub eligible: bool,
    /// The longest activation of what is eligible, in minutes; none where none is said.
    pub longest: Option<u64>,
    /// Who approves an activation, sorted; nobody has to where none is named.
    pub approvers: Vec<PrincipalId>,
    /// The text of the condition that restricts it.
    pub condition: Option<SmolStr>,
    /// The text between the braces that belongs to later versions, if any.
    pub terms: Vec<Span>,
}

/// One principal and one scope of a statement.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The statement.
    pub statement: StatementId,
    /// Who.
    pub principal: PrincipalId,
    /// Where the principal is named.
    pub to_span: Span,
    /// Where, as written.
    pub on: ScopeId,
    /// Where the scope is named.
    pub on_span: Span,
    /// For a stage, what each of its clauses stands for; for a role, the scope itself.
    pub bindings: Vec<Binding>,
}

/// What one clause of a stage stands for in one grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The position in the stage's effective clauses; 0 for a role.
    pub clause: usize,
    /// The kind whose part of the capabilities is granted here; differs from the clause's kind
    /// where a capability spans kinds. For a role, the kind of the scope.
    pub kind: Kind,
    /// Where it is granted.
    pub scope: ScopeId,
    /// How the scope was found.
    pub route: Route,
}

/// How a clause found its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// It is the granted scope, or a container of what the clause speaks of.
    Itself,
    /// Through a link of the granted scope.
    Linked,
    /// The grant says so with `binding`.
    Said,
    /// An ancestor of the granted scope: wider than what is named.
    Ancestor,
}
