//! The standard library of capabilities, which ships inside the binary.

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
