//! Any text goes through every room: resolve, compile, lint, emit, graph, report.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &str| rolewright_fuzz::pipeline(input));
