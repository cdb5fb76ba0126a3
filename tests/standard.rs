//! Tests of `policies/std` and `policies/examples`: known operations, least privilege, no findings.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read the policies of the checkout"
)]

mod activities;
pub(crate) mod examples;
mod expectations;
pub(crate) mod library;
mod page;
