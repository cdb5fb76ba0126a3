//! The plan as whoever is to say yes reads it. Where standard output is for machines it goes to standard
//! error.

use std::io::Write;

use crate::cli::command::plan::{self, Made};
use crate::cli::{Context, Error, OutputKind};

/// Returns where people read.
pub(super) fn stream<'s>(context: &'s mut Context<'_, '_>) -> &'s mut dyn Write {
    let targets = context.targets();
    let mut plain = targets.iter().filter(|one| one.path.is_none());
    if plain.any(|one| one.kind == OutputKind::Human) {
        context.console.out()
    } else {
        context.console.err()
    }
}

/// Shows a plan.
pub(super) fn plan(made: &Made, fate: &str, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let text = plan::human(made, fate);
    stream(context).write_all(text.as_bytes())?;
    let targets = context.targets().into_iter();
    let mut files = targets.filter(|one| one.kind == OutputKind::Human && one.path.is_some());
    files.try_for_each(|file| context.deliver(&file, &text))
}
