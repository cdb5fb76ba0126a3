//! What a snapshot becomes: declarations whose plan adopts what is there.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::catalog::Catalog;
use crate::compile::{self, refuse};
use crate::import::{self, Document, Imported, Known};
use crate::model::date::Day;
use crate::resolve::resolve;
use crate::syntax::ast;

/// Reads snapshots beside a policy set. A role that a policy could not write as Azure has it is
/// declared as `existing`, so that nothing of it is written.
pub(in crate::cli) fn adoptable(
    documents: &[Document<'_>],
    known: Known<'_>,
    (policy, library): (&[ast::File], &[ast::File]),
    (catalog, today): (&'static Catalog, Day),
) -> Imported {
    let built_in = |id: &str| catalog.builtin_by_id(id).map(|role| role.name());
    let declared: Vec<_> = policy.iter().chain(library).collect();
    let mut fixed = BTreeSet::new();
    loop {
        let known = Known {
            files: &declared,
            fixed: Some(&fixed),
            ..known
        };
        let imported = import::read_beside(documents, known, &built_in);
        let refused = refused(&imported, policy, library, (catalog, today));
        if refused.is_subset(&fixed) {
            return imported;
        }
        fixed.extend(refused);
    }
}

/// Lists the GUIDs of imported roles that cannot be written as they are.
fn refused(
    imported: &Imported,
    policy: &[ast::File],
    library: &[ast::File],
    (catalog, today): (&'static Catalog, Day),
) -> BTreeSet<SmolStr> {
    let files = [policy, &imported.files].concat();
    let resolved = resolve(&files, library, catalog);
    let model = &resolved.model;
    let compiled = compile::compile(model, catalog, Some(today));
    let limits = refuse::Limits::of(model.policy.cloud);
    let mut wrong = resolved.diagnostics;
    wrong.extend(refuse::refuse(model, &compiled, catalog, limits));
    let roles = model.roles.iter().filter_map(|role| {
        let span = model.declaration(role.declared)?.span;
        let is_wrong = wrong.iter().any(|one| span.contains(one.primary.span));
        let (id, _) = role.object_id.as_ref().filter(|_| is_wrong)?;
        Some(id.clone())
    });
    roles.collect()
}
