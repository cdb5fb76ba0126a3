//! Canonical text loses nothing and stays as it is.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &str| rolewright_fuzz::format(input));
