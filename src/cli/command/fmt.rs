//! `rolewright fmt`

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use similar::TextDiff;

use crate::cli::world::{Discovery, Kind, STDIN, World, standard_input};
use crate::cli::{Context, Error, Exit, Shown};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{self, Findings, Report, Style};
use crate::source::{FileId, Origin, Sources};
use crate::syntax;

/// Rewrite policies in the one canonical style.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright fmt                   write every policy below this folder
  rolewright fmt --check policies  fail if anything is not canonical
  rolewright fmt - < a.rw          write one to standard output")]
pub struct Args {
    /// Folders or `.rw` files; `-` reads standard input and writes standard output [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; list what is not canonical and fail if there is any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change and fail if anything would
    #[arg(long)]
    diff: bool,
}

/// What formatting made of one file.
enum Outcome {
    Canonical,
    Changed { before: String, after: String },
    Broken { text: String },
}

/// A file with its outcome.
struct Done {
    path: PathBuf,
    outcome: Outcome,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return standard_stream(args, context);
    }
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here
    } else {
        args.paths.as_slice()
    };
    let Discovery { files, .. } = context.world.find(paths)?;
    if let Some(json) = files.iter().find(|found| found.kind == Kind::Json) {
        return Err(Error::Usage {
            message: format!(
                "`{}` is JSON, and `fmt` writes policies",
                Shown::from(json.path.as_path())
            ),
            help: "`rolewright import` makes policy text of it".to_owned(),
        });
    }
    let is_written = !args.check && !args.diff;
    let world = &context.world;
    let done: Result<Vec<Done>, Error> = files
        .into_par_iter()
        .map(|found| file(world, found.path, is_written))
        .collect();
    conclude(args, context, &done?)
}

/// Formats standard input; what comes out is whole or not there at all.
fn standard_stream(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    if args.paths.len() > 1 {
        return Err(Error::Usage {
            message: "`-` stands for all of the input, and other paths are given".to_owned(),
            help: "give `-` alone".to_owned(),
        });
    }
    let text = standard_input(context.console)?;
    let outcome = outcome(text.clone());
    if !args.check && !args.diff {
        let written = match &outcome {
            Outcome::Canonical => text.as_str(),
            Outcome::Changed { after, .. } => after,
            Outcome::Broken { .. } => "",
        };
        context.console.out().write_all(written.as_bytes())?;
        if !matches!(outcome, Outcome::Broken { .. }) {
            return Ok(Exit::Clean);
        }
    }
    let path = PathBuf::from(STDIN);
    conclude(args, context, &[Done { path, outcome }])
}

fn file(world: &World, path: PathBuf, is_written: bool) -> Result<Done, Error> {
    let outcome = outcome(world.text(&path)?);
    if let (true, Outcome::Changed { after, .. }) = (is_written, &outcome) {
        world.write(&path, after.as_bytes())?;
    }
    Ok(Done { path, outcome })
}

fn outcome(text: String) -> Outcome {
    let parsed = syntax::parse(FileId::default(), &text);
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    if parsed.diagnostics.iter().any(is_error) {
        return Outcome::Broken { text };
    }
    let after = syntax::format(&parsed.file, &text);
    if after == text {
        Outcome::Canonical
    } else {
        Outcome::Changed {
            before: text,
            after,
        }
    }
}

/// Says what was done, or what would be.
fn conclude(args: &Args, context: &mut Context<'_, '_>, done: &[Done]) -> Result<Exit, Error> {
    let mut changed = 0;
    for file in done {
        let Outcome::Changed { before, after } = &file.outcome else {
            continue;
        };
        changed += 1;
        let name = file.path.to_string_lossy();
        let out = context.console.out();
        if args.diff {
            let difference = TextDiff::from_lines(before, after);
            let unified = difference.unified_diff().header(&name, &name).to_string();
            write!(out, "{}", report::safe_lines(&unified))?;
        } else if args.check {
            writeln!(out, "{} is not canonical", report::safe(&name))?;
        }
    }
    let broken = complain(context, done)?;
    if !context.common.quiet {
        let verb = if args.check || args.diff {
            "would change"
        } else {
            "changed"
        };
        let same = done.len() - changed - broken;
        let refused = match broken {
            0 => String::new(),
            count => format!(", {count} not formatted for its mistakes"),
        };
        let err = context.console.err();
        writeln!(err, "{changed} {verb}, {same} canonical already{refused}")?;
    }
    let fails = broken > 0 || (changed > 0 && (args.check || args.diff));
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

/// Shows the mistakes of the files that were not formatted, and counts these.
fn complain(context: &mut Context<'_, '_>, done: &[Done]) -> Result<usize, Error> {
    let mut sources = Sources::default();
    let mut all = Vec::new();
    for file in done {
        if let Outcome::Broken { text } = &file.outcome {
            let id = sources.add(file.path.clone(), text.as_str(), Origin::Policy);
            // Read again, since only now it has an identity that places can point into.
            all.extend(syntax::parse(id, text).diagnostics);
        }
    }
    let broken = sources.iter().len();
    if broken > 0 {
        let findings = Findings::new(all, Vec::new(), &sources);
        let report = Report {
            findings: &findings,
            sources: &sources,
            rules: &[],
        };
        let style = Style {
            colour: context.console.terminal().err && context.colour(),
            width: context.width(),
        };
        report::human(&report, style, context.console.err())?;
    }
    Ok(broken)
}
