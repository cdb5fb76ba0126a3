//! `rolewright catalog update`: what Azure publishes today and the catalogue does not say.

mod news;
mod table;

use std::path::{Path, PathBuf};

use smol_str::SmolStr;

use crate::azure::Manager;
use crate::catalog::Catalog;
use crate::catalog::build::{Tables, encode};
use crate::catalog::classify::Rules;
use crate::cli::analysis::{self, Library};
use crate::cli::live::{self, Ask, Trouble};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, Shown};
use crate::model::Cloud;

use super::super::{aside, deliver};
use crate::diagnostic::Severity;
use news::{News, Published};

/// The providers that Azure Machine Learning works with.
const PROVIDERS: [&str; 8] = [
    "Microsoft.Authorization",
    "Microsoft.ContainerRegistry",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.MachineLearningServices",
    "Microsoft.ManagedIdentity",
    "Microsoft.OperationalInsights",
    "Microsoft.Storage",
];

/// Compares the catalogue with what Azure publishes today, and writes a refreshed one.
///
/// Built-in roles that were added, taken away, renamed or changed are listed, those that the policies
/// use first, and operations that are new or gone. Without `--out` nothing is written, and the exit
/// status is 3 where anything differs. It is 2 where something could not be read.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright catalog update policies
  rolewright catalog update policies --out policies/azure.catalog

A policy set asks the file that its rolewright.toml names: `[catalog]` with `file = \"azure.catalog\"`.
docs/drift.md says more.")]
pub(super) struct Args {
    /// Folders with `.rw` files; the first scope that they declare is asked [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare the operations of this provider; may be given several times [default: those that Azure
    /// Machine Learning works with]
    #[arg(long, value_name = "NAMESPACE")]
    provider: Vec<String>,
    /// Write the catalogue as it is to be, unless the file says all of it already
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    ask: Ask,
}

/// Reads and compares.
pub(super) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    args.ask.only_reads()?;
    let mut session = Session::open(context, &args.paths)?;
    let understood = analysis::understand(&mut session, context.today.into(), Library::IfNamed);
    let analysis = understood.unjudged(&session.sources);
    if analysis.findings.reach(Severity::Error) {
        let so = "nothing is compared for a policy that cannot be understood";
        aside(analysis.findings.open().to_vec(), &session, context, so)?;
        return Ok(Exit::Findings);
    }
    let scopes = analysis.model.scopes.iter().map(|one| one.id.clone());
    let mut scopes: Vec<_> = scopes.filter(|id| id.len() > 1).collect();
    scopes.sort_unstable_by_key(SmolStr::len);
    let Some(scope) = scopes.into_iter().next() else {
        return Err(Error::Usage {
            message: "the policies declare no scope of Azure that could be asked".to_owned(),
            help: "declare an `environment` with its `subscription`".to_owned(),
        });
    };
    let own = args.provider.iter().map(String::as_str);
    let mut providers: Vec<&str> = own.collect();
    if providers.is_empty() {
        providers = PROVIDERS.to_vec();
    }
    let mut connection = live::connect(context, &analysis.model, &args.ask)?;
    let read =
        async |manager: &Manager, _: Option<&_>| Published::read(manager, &scope, &providers).await;
    let read = connection.wait(read, context)?;
    let published = read.map_err(|error| Trouble::from(crate::gather::Failure::from(error)))?;
    let asked = analysis.compiled.catalog;
    let base = newer(asked);
    let mut news = News::of(base, &published, &analysis.compiled);
    news.starts_anew = base != asked;
    if let Some(out) = &args.out {
        let cloud = analysis.model.policy.cloud;
        news.written = written(out, (base, &news), cloud, context)?;
    }
    deliver(context, &news, |_| table::table(&news))?;
    if news.written && session.config.catalog.is_none() && !context.common.quiet {
        let err = context.console.err();
        writeln!(
            err,
            "name it in rolewright.toml for it to be asked: `[catalog]` with `file`"
        )?;
    }
    Ok(match (news.differs, news.unread.is_empty()) {
        (_, false) if args.out.is_some() => Exit::Trouble,
        (true, _) if args.out.is_none() => Exit::Changes,
        (false, false) => Exit::Trouble,
        _ => Exit::Clean,
    })
}

/// Returns the catalogue that a refreshed one starts from: a new version of this program may know more
/// than a file that was written before.
fn newer(asked: &'static Catalog) -> &'static Catalog {
    let embedded = Catalog::embedded();
    if embedded.state() > asked.state() {
        embedded
    } else {
        asked
    }
}

/// Writes a refreshed catalogue; tells whether the file was not so before. Nothing is written where
/// something was not read: what is missing would look as if it were gone.
fn written(
    out: &Path,
    (base, news): (&'static Catalog, &News),
    cloud: Cloud,
    context: &Context<'_, '_>,
) -> Result<bool, Error> {
    if !news.unread.is_empty() {
        return Ok(false);
    }
    let there = context.world.bytes_if_any(out)?;
    if there.as_ref().is_some_and(|there| !Catalog::is_one(there)) {
        return Err(Error::Usage {
            message: format!(
                "`{}` is no catalogue, and it would be written over",
                Shown::from(out)
            ),
            help: "name another file with `--out`".to_owned(),
        });
    }
    let is_same = |there: Vec<u8>| there == base.bytes();
    if !news.differs && there.is_some_and(is_same) {
        return Ok(false);
    }
    let mut tables = Tables::of(base);
    let changes = news.changes(context.today.to_string(), cloud.keyword());
    let made = tables.refresh(&changes, Rules::embedded());
    let made = made
        .and_then(|()| encode(&tables))
        .and_then(Catalog::open_for_good)
        .map_err(|cause| Error::Usage {
            message: format!("what Azure publishes does not fit into a catalogue: {cause}"),
            help: "leave the provider out with `--provider`, which names the others".to_owned(),
        })?;
    context.world.write(out, made.bytes())?;
    Ok(true)
}
