//! `rolewright lint`

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;

use super::against::Against;
use crate::cli::analysis::{Library, analyse, settings, understand};
use crate::cli::present::Presentation;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, memory, mend};
use crate::diagnostic::Severity;
use crate::report::counted;

/// Check policies for everything that can be known offline.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright lint policies                       check a folder
  rolewright lint policies roles.json            with what Azure printed
  rolewright lint --fail-on warning              be stricter than the settings
  rolewright lint --output sarif:findings.sarif  write SARIF too")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Fail on findings of this level and above [default: error, or as rolewright.toml says]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<Level>,
    /// Mend what can be mended without changing anything else, then check what is left
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    against: Against,
}

/// A mend can bring up what hid behind it; more rounds than this mean that two mends disagree.
const ROUNDS: usize = 8;

/// How bad a finding must be to fail the run.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Note,
    Warning,
    Error,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    if args.fix {
        fix(&args.paths, context)?;
    }
    let mut session = Session::open(context, &args.paths)?;
    let fail_on = args.fail_on.map_or(session.config.fail_on, Severity::from);
    let understood = understand(&mut session, context.today.into(), Library::IfNamed);
    let policy = (&understood.model, &understood.compiled);
    let world = args.against.beneath(context, policy)?;
    let settings = settings(&session, context.today.into());
    let analysis = understood.judged(world, &settings, &session.sources);
    let presentation = Presentation {
        command: "lint",
        session: &session,
        findings: &analysis.findings,
        fail_on,
    };
    let exit = presentation.show(context)?;
    memory::leave((analysis, session));
    Ok(exit)
}

/// Mends files in place until nothing certain is left.
fn fix(paths: &[PathBuf], context: &mut Context<'_, '_>) -> Result<(), Error> {
    let (mut count, mut changed) = (0, BTreeSet::new());
    for _ in 0..ROUNDS {
        let mut session = Session::open(context, paths)?;
        let analysis = analyse(&mut session, context.today.into());
        let mended = mend::mend(analysis.findings.open().iter(), &session.sources);
        if mended.files.is_empty() {
            break;
        }
        count += mended.findings;
        for (path, text) in mended.files {
            context.world.write(&path, text.as_bytes())?;
            changed.insert(path);
        }
    }
    if count > 0 && !context.common.quiet {
        let files = changed.len();
        writeln!(
            context.console.err(),
            "mended {} in {}",
            counted(count, "finding"),
            counted(files, "file")
        )?;
    }
    Ok(())
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}
