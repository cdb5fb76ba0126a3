//! Tests of `policies/std` and `policies/examples`: known operations, least privilege, no findings.

mod activities;
mod examples;
mod library;
