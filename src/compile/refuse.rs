//! What Azure would refuse, said before anything is written.
//!
//! The limits and rules are those of Microsoft's pages on custom roles, on limits of Azure RBAC
//! and on its error codes. Each part can be asked by itself.

mod assignments;
mod operations;
mod place;
mod roles;
mod scopes;

use super::{Compiled, codes};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{Cloud, Model};
use crate::source::Span;

pub use assignments::refuse_assignments;
pub use operations::refuse_operations;
pub use roles::refuse_roles;
pub use scopes::refuse_scopes;

/// Azure's limits, as far as they differ from cloud to cloud or changed over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Custom roles of a tenant.
    pub custom_roles: usize,
    /// Role assignments in a subscription and below; documentation up to 2025 says 4,000.
    pub assignments_per_subscription: usize,
    /// Role assignments at a management group.
    pub assignments_per_management_group: usize,
}

impl Limits {
    /// Returns the documented limits of a cloud.
    pub fn of(cloud: Cloud) -> Self {
        Self {
            custom_roles: if cloud == Cloud::China { 2_000 } else { 5_000 },
            assignments_per_subscription: 5_000,
            assignments_per_management_group: 500,
        }
    }
}

/// Lists everything for which Azure, or this version of rolewright, would refuse a policy.
pub fn refuse(
    model: &Model,
    compiled: &Compiled,
    catalog: &Catalog,
    limits: Limits,
) -> Vec<Diagnostic> {
    let ((operations, roles), (scopes, assignments)) = rayon::join(
        || {
            rayon::join(
                || refuse_operations(model, compiled, catalog),
                || refuse_roles(model, compiled, limits),
            )
        },
        || {
            rayon::join(
                || refuse_scopes(model, compiled),
                || refuse_assignments(model, compiled, limits),
            )
        },
    );
    let parts = [refuse_later(model), operations, roles, scopes, assignments];
    parts.concat()
}

/// Lists what is written and cannot be compiled by this version: nothing is ignored in silence.
pub fn refuse_later(model: &Model) -> Vec<Diagnostic> {
    let later = model.later.iter().map(|later| {
        let message = format!(
            "this version of rolewright cannot compile {}",
            later.feature
        );
        Diagnostic::new(
            codes::NOT_COMPILED_YET,
            Severity::Error,
            later.span,
            message,
        )
        .label("has no compiled form yet")
        .note("it is checked and formatted, and no artefact is written as if it were not there")
        .suggest(
            "take it out of what is built, and keep it for a later version",
            vec![Edit::delete(removable(model, later.span))],
        )
    });
    later.collect()
}

/// A name in the list of a grant cannot go alone: the grant goes with it.
fn removable(model: &Model, span: Span) -> Span {
    let mut grants = model.grants.iter();
    let named = grants.find(|grant| grant.to_span == span);
    let statement = named.and_then(|grant| model.statement(grant.statement));
    statement.map_or(span, |statement| statement.span)
}
