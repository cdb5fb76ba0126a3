//! The standard library of capabilities, which ships inside the binary.

use crate::support::hash::HashSet;
use crate::syntax::ast::{Declaration, File, GrantOption, GrantTerm, What};

/// Tells whether anything in the trees may name a capability of the library.
///
/// A set of plain roles and their grants cannot, and is spared reading it. A grant of something
/// that is not declared counts: what it means may be a capability.
pub fn is_needed(files: &[File]) -> bool {
    let declarations = || {
        let items = files.iter().flat_map(|file| &file.items);
        items.map(|item| &item.declaration)
    };
    let roles: HashSet<&str> = declarations()
        .filter_map(|one| match one {
            Declaration::Role(role) => Some(role.name.text.as_str()),
            _ => None,
        })
        .collect();
    declarations().any(|one| match one {
        Declaration::Grant(grant) => {
            let hands_on = |one: &GrantOption| matches!(one.term, GrantTerm::MayAssign { .. });
            grant.options.iter().any(hands_on)
                || matches!(&grant.what, What::Named(name) if !roles.contains(name.text.as_str()))
        }
        Declaration::Policy(_)
        | Declaration::Let(_)
        | Declaration::Resource(_)
        | Declaration::Identity(_)
        | Declaration::Role(_) => false,
        Declaration::Capability(_)
        | Declaration::Stage(_)
        | Declaration::Never(_)
        | Declaration::Test(_)
        | Declaration::Baseline(_)
        | Declaration::Template(_)
        | Declaration::Use(_) => true,
    })
}

/// Names and texts of the files under `policies/std`, sorted by name.
pub const FILES: &[(&str, &str)] = &[
    (
        "std/assets.rw",
        include_str!("../../policies/std/assets.rw"),
    ),
    (
        "std/compute.rw",
        include_str!("../../policies/std/compute.rw"),
    ),
    ("std/data.rw", include_str!("../../policies/std/data.rw")),
    (
        "std/endpoints.rw",
        include_str!("../../policies/std/endpoints.rw"),
    ),
    (
        "std/feature-store.rw",
        include_str!("../../policies/std/feature-store.rw"),
    ),
    (
        "std/identity.rw",
        include_str!("../../policies/std/identity.rw"),
    ),
    (
        "std/images.rw",
        include_str!("../../policies/std/images.rw"),
    ),
    ("std/jobs.rw", include_str!("../../policies/std/jobs.rw")),
    (
        "std/labeling.rw",
        include_str!("../../policies/std/labeling.rw"),
    ),
    (
        "std/network.rw",
        include_str!("../../policies/std/network.rw"),
    ),
    (
        "std/observe.rw",
        include_str!("../../policies/std/observe.rw"),
    ),
    (
        "std/registry.rw",
        include_str!("../../policies/std/registry.rw"),
    ),
    (
        "std/secrets.rw",
        include_str!("../../policies/std/secrets.rw"),
    ),
    (
        "std/workspace.rw",
        include_str!("../../policies/std/workspace.rw"),
    ),
];
