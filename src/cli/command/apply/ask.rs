//! Asking before anything is changed.

use std::io::{BufRead as _, Read as _};

use super::Refused;
use crate::cli::{Context, Error};

/// No answer is longer.
const LONGEST: u64 = 64;

/// Asks whether to go on; only `yes` is an answer that does.
pub(super) fn ask(context: &mut Context<'_, '_>) -> Result<(), Error> {
    let console = &mut *context.console;
    if !console.terminal().input {
        return Err(Refused::Unasked.into());
    }
    write!(console.err(), "only `yes` goes on: ")?;
    console.finish()?;
    if line(console.input()).trim() == "yes" {
        Ok(())
    } else {
        Err(Refused::Declined.into())
    }
}

/// Reads a line.
fn line(input: &mut dyn std::io::Read) -> String {
    let mut line = String::new();
    // Whatever cannot be read is no answer.
    let _ = std::io::BufReader::new(input.take(LONGEST)).read_line(&mut line);
    line
}
