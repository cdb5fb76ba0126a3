//! `rolewright explain`

use std::fmt::Write as _;

use crate::cli::{Context, Error, Exit, config};
use crate::diagnostic::Code;
use crate::lint::{self, rules};
use crate::{compile, import, resolve, syntax};

/// The language reference, whose table of mistakes shows what the codes of no rule are about.
const REFERENCE: &str = include_str!("../../../grammar/LANGUAGE.md");

/// Print the page of a rule: what it finds, why that is bad, and how to mend it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright explain                     list all rules
  rolewright explain owner-equal-role    the page of a rule, by its name
  rolewright explain RW101               what a code in a message is about")]
pub struct Args {
    /// A rule by name or code, such as `owner-equal-role` or `RW201` [default: a table of all rules]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// Print the table of all rules, and every page
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let out = context.console.out();
    let Some(name) = &args.rule else {
        write!(out, "{}", lint::index())?;
        let pages = rules::ALL.iter().filter(|_| args.all);
        for rule in pages {
            write!(out, "\n{}", rule.page)?;
        }
        return Ok(Exit::Clean);
    };
    if let Some(rule) = lint::find(name) {
        write!(out, "{}", rule.page)?;
        return Ok(Exit::Clean);
    }
    if let Some(code) = other(name) {
        write!(out, "{}", page(code))?;
        return Ok(Exit::Clean);
    }
    let near = lint::nearest(name).map(|near| format!("did you mean `{near}`? "));
    Err(Error::Usage {
        message: format!("there is no rule `{}`", crate::report::safe(name)),
        help: format!(
            "{}`rolewright explain` lists the rules",
            near.unwrap_or_default()
        ),
    })
}

/// Finds a code that belongs to no rule, by itself or by its name.
fn other(name: &str) -> Option<Code> {
    let rooms = [
        syntax::codes::ALL,
        import::ALL,
        config::ALL,
        resolve::codes::ALL,
        compile::codes::ALL,
        lint::suppress::CODES,
    ];
    let mut codes = rooms.into_iter().flatten();
    codes
        .find(|code| code.id.eq_ignore_ascii_case(name) || code.name == name)
        .copied()
}

/// Writes what can be said of a code that belongs to no rule.
fn page(code: Code) -> String {
    let mut page = format!(
        "# {} ({})\n\nThis is no rule: its level cannot be set, and no `@allow` accepts it.\n",
        code.name, code.id
    );
    let rows = REFERENCE.lines().filter_map(|line| row(line, code));
    for (number, (written, what)) in rows.enumerate() {
        let heading = if number == 0 { "\n## Example\n" } else { "" };
        let _ = write!(page, "{heading}\n```rw\n{written}\n```\n\n{what}\n");
    }
    page
}

/// Reads a row of the table of mistakes: what was written, and what is wrong with it.
fn row(line: &str, code: Code) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
    let written = cells.next()?.trim_matches('`');
    let fits = cells.next()? == code.id;
    cells.next().filter(|_| fits).map(|what| (written, what))
}
