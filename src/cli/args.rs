//! What may be written on the command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use jiff::civil::Date;

use super::{Console, Error, Exit, command::Command};
use crate::report;

/// Policy-as-code for access to Azure Machine Learning: lints policies, proves things about them
/// and compiles them to the smallest Azure roles and assignments that give exactly that.
#[derive(Debug, Parser)]
#[command(name = "rolewright", version, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 clean, 1 findings or a failed test, 2 the tool could not do \
    its work or refused to, 3 there are changes, 4 apply stopped part-way."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// Write findings as KIND to standard output, or to PATH; may be given several times. The kinds are
    /// human, short, json, sarif and github; of `test` human, json and junit; of `catalog`, `minimize`,
    /// `report` and of questions table and json; of `graph` dot and mermaid; of `diff`,
    /// `plan`, `destroy` and `drift` human, json and markdown
    #[arg(long, global = true, value_name = "KIND[:PATH]")]
    pub output: Vec<OutputTarget>,
    /// Take DATE for today, YYYY-MM-DD [default: `SOURCE_DATE_EPOCH`, else the clock]
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Read settings from FILE [default: the nearest rolewright.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
    /// Print findings only, no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more, such as which files were read and which findings are allowed
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Reads a day, and says how one is written instead of where a parser gave up.
fn date(text: &str) -> Result<Date, &'static str> {
    text.parse()
        .map_err(|_| "a day of the calendar is written YYYY-MM-DD, such as 2027-01-31")
}

/// When to colour the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A form in which findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum OutputKind {
    /// Drawn with the policy text, or as a table, for people.
    #[value(alias = "table")]
    Human,
    /// One line each.
    Short,
    /// JSON in rolewright's own shape.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// `JUnit` XML for build servers; of `test` alone.
    Junit,
    /// A drawing for Graphviz; of `graph` alone.
    Dot,
    /// A drawing for Mermaid; of `graph` alone.
    Mermaid,
    /// A comment on a pull request; of `diff` and of plans.
    Markdown,
}

impl OutputKind {
    /// Returns the word for it on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Junit => "junit",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Markdown => "markdown",
        }
    }
}

/// `KIND` for standard output or `KIND:PATH` for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputTarget {
    /// The form.
    pub kind: OutputKind,
    /// The file; none is standard output.
    pub path: Option<PathBuf>,
}

impl FromStr for OutputTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, path) = match text.split_once(':') {
            Some((_, "")) => return Err("there is no path after `:`".to_owned()),
            Some((kind, path)) => (kind, Some(PathBuf::from(path))),
            None => (text, None),
        };
        let kind = OutputKind::from_str(kind, false).map_err(|_| {
            "the kinds are human, short, json, sarif and github, of `test` junit, of `graph` dot and \
             mermaid, and of `diff`, `plan`, `destroy` and `drift` markdown"
                .to_owned()
        })?;
        Ok(Self { kind, path })
    }
}

/// Reads the command line; what clap has to say is wrapped to `width` columns.
pub(super) fn read(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    width: usize,
) -> Result<Cli, clap::Error> {
    let mut command = Cli::command().term_width(width.min(100));
    let matches = command.try_get_matches_from_mut(arguments);
    let mut matches = matches.map_err(hinted)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// What people write who come from another tool, with what it is called here.
const FOREIGN: &[(&str, &str)] = &[
    ("check", "lint"),
    ("compile", "build"),
    ("convert", "import"),
    ("decompile", "import"),
    ("deploy", "apply"),
    ("export", "build"),
    ("format", "fmt"),
    ("generate", "build"),
    ("init", "import"),
    ("validate", "lint"),
    ("verify", "lint"),
    ("--format", "--output"),
    ("--json", "--output"),
    ("-o", "--output"),
];

/// Names what was probably meant by an unknown word, where spelling alone does not tell.
fn hinted(mut error: clap::Error) -> clap::Error {
    let kinds = [
        (
            ContextKind::InvalidSubcommand,
            ContextKind::SuggestedSubcommand,
        ),
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
    ];
    for (wrong, suggested) in kinds {
        let Some(ContextValue::String(word)) = error.get(wrong) else {
            continue;
        };
        let Some((_, ours)) = FOREIGN.iter().find(|(other, _)| other == word) else {
            continue;
        };
        let ours = (*ours).to_owned();
        error.remove(ContextKind::Suggested);
        error.insert(
            suggested,
            match suggested {
                ContextKind::SuggestedSubcommand => ContextValue::Strings(vec![ours]),
                _ => ContextValue::String(ours),
            },
        );
    }
    error
}

/// Prints what clap has to say: help and version, or what is wrong with the arguments.
pub(super) fn answer(error: &clap::Error, console: &mut Console<'_>) -> Result<Exit, Error> {
    let rendered = error.render();
    let plain = console
        .variable("NO_COLOR")
        .is_some_and(|value| !value.is_empty());
    if error.use_stderr() {
        // The text repeats arguments, which come from outside.
        let text = rendered.to_string();
        let coloured = console.terminal().err && !plain && !text.contains(is_unprintable);
        let shown = if coloured {
            rendered.ansi().to_string()
        } else {
            report::safe_lines(&text).into()
        };
        write!(console.err(), "{shown}")?;
        return Ok(Exit::Trouble);
    }
    let coloured = console.terminal().out && !plain;
    let shown = if coloured {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    write!(console.out(), "{shown}")?;
    Ok(Exit::Clean)
}

fn is_unprintable(char: char) -> bool {
    char != '\n'
        && !matches!(
            report::safe(char.encode_utf8(&mut [0; 4])),
            std::borrow::Cow::Borrowed(_)
        )
}
