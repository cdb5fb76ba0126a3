//! Model to graph: identities, groups, grants, roles and scopes, and who acts as whom.
//!
//! In: a [`Model`](crate::model::Model) and what it compiles to. Out: an [`Access`] graph, which
//! can be narrowed to an identity, a scope or an environment and drawn as DOT or Mermaid. Absent
//! on purpose: judging it (`lint`), and drawing pictures.

mod build;
mod draw;
mod narrow;

pub use build::{Access, Edge, Node, Shape, build};
pub use draw::{Visible, dot, mermaid};
