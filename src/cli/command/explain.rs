//! `rolewright explain`

use crate::cli::{Context, Error, Exit};
use crate::lint::{self, rules};

/// Prints the page of a rule: what it finds, why that is bad, and how to mend it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A rule by name or code, such as `owner-equal-role` or `RW201`
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,
    /// Print a table of all rules, and every page
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let out = context.console.out();
    let Some(name) = &args.rule else {
        writeln!(out, "{}", lint::index())?;
        for rule in rules::ALL {
            writeln!(out, "{}", rule.page)?;
        }
        return Ok(Exit::Clean);
    };
    let Some(rule) = lint::find(name) else {
        let near = lint::nearest(name).map(|near| format!("did you mean `{near}`? "));
        return Err(Error::Usage {
            message: format!("there is no rule `{}`", crate::report::safe(name)),
            help: format!(
                "{}`rolewright explain --all` lists the rules",
                near.unwrap_or_default()
            ),
        });
    };
    write!(out, "{}", rule.page)?;
    Ok(Exit::Clean)
}
