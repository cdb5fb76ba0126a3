//! `rolewright snapshot`

use std::io;
use std::path::PathBuf;

use crate::cli::analysis::{self, Library};
use crate::cli::live::{self, Ask};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, Shown};
use crate::diagnostic::Severity;
use crate::observed::{self, Snapshot};
use crate::report;

use super::aside;

/// Read from Azure what the scopes of a policy set hold, as one file.
///
/// The scopes that the policies declare are read, and everything above them: role definitions,
/// assignments, deny assignments, eligible and temporary assignments, locks, the resources that are
/// declared with their settings and identities, federated credentials, who the principals are and whom
/// groups hold. What could not be read stands in the file as well.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright snapshot policies --out azure.json                     sign in as the surroundings say
  rolewright snapshot policies --out azure.json --credential az     with the login of the command line
  rolewright snapshot policies --out azure.json --via resource-graph --no-graph

`lint`, `test`, `can` and others take the file with `--against`, and `plan` as well. It holds object
ids and names of people, so that nobody else may read it; treat it as confidential.
docs/azure.md explains the ways to sign in, the rights that reading needs, and the variables.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the snapshot to FILE
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    ask: Ask,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    args.ask.only_reads()?;
    let mut session = Session::open(context, &args.paths)?;
    let understood = analysis::understand(&mut session, context.today.into(), Library::IfNamed);
    let analysis = understood.unjudged(&session.sources);
    if analysis.findings.reach(Severity::Error) {
        let so = "nothing is read for a policy that cannot be understood";
        aside(analysis.findings.open().to_vec(), &session, context, so)?;
        return Ok(Exit::Findings);
    }
    let mut connection = live::connect(context, &analysis.model, &args.ask)?;
    let snapshot = connection.read(&analysis.model, context)?;
    let text = observed::Writing::of(&snapshot);
    let write = |file: &mut dyn io::Write| text.to(file);
    context.world.stream_private(&args.out, &write)?;
    if !context.common.quiet {
        tell(&snapshot, &args.out.clone().into(), context)?;
    }
    Ok(Exit::Clean)
}

fn tell(snapshot: &Snapshot, out: &Shown, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let err = context.console.err();
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    writeln!(
        err,
        "{out}: {}, {}, {}, {} and {} at {}",
        count(
            snapshot.role_assignments.len(),
            "role assignment",
            "role assignments"
        ),
        count(snapshot.role_definitions.len(), "role", "roles"),
        count(
            snapshot.deny_assignments.len(),
            "deny assignment",
            "deny assignments"
        ),
        count(snapshot.locks.len(), "lock", "locks"),
        count(snapshot.principals.len(), "principal", "principals"),
        count(snapshot.scopes.len(), "scope and above", "scopes and above"),
    )?;
    for id in &snapshot.absent {
        writeln!(err, "not there: {}", report::safe(id))?;
    }
    live::tell_unread(snapshot, context)
}
