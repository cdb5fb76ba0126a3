//! The `rolewright` command.

use std::process::ExitCode;

use rolewright::cli::{self, Console};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), &mut Console::of_process()).into()
}
