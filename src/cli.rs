//! The command line: the only room with files, environment, clock and terminal.
//!
//! In: arguments and a [`Console`], which stands for everything around the process, so that tests
//! enter by the same door. Out: text on the console, files, an [`Exit`]. A command reads, asks the
//! other rooms and hands the value to `report`. Absent on purpose: any knowledge of policies.

#![expect(
    clippy::disallowed_methods,
    reason = "this room alone touches files, environment and clock"
)]

pub mod analysis;
mod args;
mod catalogue;
mod command;
pub mod config;
mod console;
mod context;
mod error;
mod exit;
mod git;
mod history;
pub mod live;
mod memory;
mod mend;
mod pins;
mod present;
pub mod session;
pub mod side;
pub mod world;

use std::ffi::OsString;

pub use args::{Cli, Common, OutputKind, OutputTarget};
pub use command::apply::Refused;
pub use command::stack::NoStack;
pub use console::{Console, Terminal};
pub use context::Context;
pub use error::{Error, Shown};
pub use exit::Exit;
pub use git::Failure;

/// Runs one command line and tells how it ended.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    console: &mut Console<'_>,
) -> Exit {
    memory::keep_secret();
    memory::keep_small();
    let result = match args::read(arguments, console.width()) {
        Ok(cli) => dispatch(cli, console),
        Err(error) => args::answer(&error, console),
    };
    let result = result.and_then(|exit| console.finish().map(|()| exit));
    match result {
        Ok(exit) => exit,
        Err(error) => {
            error::print(&error, console);
            Exit::Trouble
        }
    }
}

fn dispatch(cli: Cli, console: &mut Console<'_>) -> Result<Exit, Error> {
    let mut context = Context::new(cli.common, cli.command.outputs(), console)?;
    let exit = command::run(cli.command, &mut context)?;
    context.close()?;
    Ok(exit)
}
