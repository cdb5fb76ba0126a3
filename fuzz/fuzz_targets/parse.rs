//! Any text gives a tree and diagnostics with sound places.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &str| rolewright_fuzz::parse(input));
