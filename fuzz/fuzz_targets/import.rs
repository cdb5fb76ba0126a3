//! Any bytes are refused, or become policy text that parses.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| rolewright_fuzz::import(input));
