//! The `rolewright` command.

use std::process::ExitCode;

use rolewright::cli::{self, Console};

fn main() -> ExitCode {
    cli::run(std::env::args_os(), &mut Console::of_process()).into()
}
