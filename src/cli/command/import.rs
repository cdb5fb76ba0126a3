//! `rolewright import`

mod adoptable;
mod header;

use std::path::{Path, PathBuf};

use smol_str::SmolStr;

pub(in crate::cli) use adoptable::adoptable;

use crate::catalog::Catalog;
use crate::cli::live::{self, Ask};
use crate::cli::world::{STDIN, json_input};
use crate::cli::{Context, Error, Exit, Shown, catalogue, side};
use crate::diagnostic::Severity;
use crate::gather::Wanted;
use crate::import::{self, Document, Imported, Known};
use crate::model::{Cloud, Model};
use crate::observed::{self, is_id};
use crate::report::{self, Findings, Report, Style};
use crate::resolve::standard;
use crate::source::{FileId, Origin, Sources};
use crate::syntax::{self, ast};

/// Turn Azure's JSON, a snapshot, or what Azure has now into policy text.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  az role definition list --custom-role-only > roles.json
  az role assignment list --all > assignments.json
  rolewright import roles.json assignments.json --out imported.rw
  rolewright import --from snapshot snapshot.json --out imported.rw
  rolewright import --from azure --at /subscriptions/11111111-1111-4111-8111-111111111111 --out imported.rw

What is imported from a snapshot or from Azure is a policy of its own. Planned against the same world
it adopts, and changes nobody's access. What cannot be said, and what a policy owns already, is named
and left out. docs/drift.md says more.")]
pub struct Args {
    /// JSON files; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "at")]
    files: Vec<PathBuf>,
    /// What the files are, or azure to read from there
    #[arg(long, value_name = "WHERE", default_value = "files")]
    from: Whence,
    /// Read this scope of Azure and what is below; may be given several times
    #[arg(long, value_name = "SCOPE", conflicts_with = "files", value_parser = scope)]
    at: Vec<SmolStr>,
    /// Import what stands above the scopes as well, of a snapshot or of Azure
    #[arg(long)]
    above: bool,
    /// The name of the policy that a snapshot or Azure becomes
    #[arg(long, value_name = "NAME", default_value = "imported")]
    name: String,
    /// The cloud to read from: public, us-government or china
    #[arg(long, value_name = "CLOUD", default_value = "public", value_parser = cloud)]
    cloud: Cloud,
    /// Write the policy there [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    ask: Ask,
}

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Whence {
    /// Role definitions, role assignments and templates
    Files,
    /// Snapshots of Azure
    Snapshot,
    /// What Azure has now
    Azure,
}

fn cloud(text: &str) -> Result<Cloud, &'static str> {
    Cloud::of(text).ok_or("the clouds are public, us-government and china")
}

fn scope(text: &str) -> Result<SmolStr, &'static str> {
    let fits = is_id(text) && text.len() > 1;
    let scope = fits.then(|| text.into());
    scope.ok_or("a scope is written as Azure shows it, such as /subscriptions/GUID")
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    args.ask.only_reads()?;
    let sources = match args.from {
        Whence::Files => of_files(args, context)?,
        Whence::Snapshot => of_snapshots(args, context)?,
        Whence::Azure => of_azure(args, context)?,
    };
    let catalog = catalogue::at_hand(context)?;
    let files: Vec<FileId> = sources.iter().map(|(file, _)| file).collect();
    let imported = imported(args, &sources, catalog, context);
    let policy = policy(&sources, &files, &imported);
    let failed = imported
        .diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    report(imported, &sources, context)?;
    match &args.out {
        Some(path) => {
            context.world.write(path, policy.as_bytes())?;
            if !context.common.quiet {
                writeln!(
                    context.console.err(),
                    "wrote `{}`",
                    Shown::from(path.as_path())
                )?;
            }
        }
        None => context.console.out().write_all(policy.as_bytes())?,
    }
    Ok(if failed { Exit::Findings } else { Exit::Clean })
}

fn of_files(args: &Args, context: &mut Context<'_, '_>) -> Result<Sources, Error> {
    if !args.at.is_empty() {
        return Err(Error::Usage {
            message: "`--at` names a scope to read, and nothing is read from Azure".to_owned(),
            help: "say `--from azure`, or name files".to_owned(),
        });
    }
    let mut sources = Sources::default();
    for path in &args.files {
        let text = read(path, context)?;
        let name = if is_stream(path) {
            Path::new(STDIN)
        } else {
            path
        };
        sources.add(name, text, Origin::Policy);
    }
    Ok(sources)
}

/// Reads snapshots; one that was changed by hand is refused.
fn of_snapshots(args: &Args, context: &Context<'_, '_>) -> Result<Sources, Error> {
    let mut sources = Sources::default();
    for path in &args.files {
        let snapshot = side::snapshot(&context.world, path)?;
        sources.add(path, observed::write(&snapshot), Origin::Policy);
    }
    Ok(sources)
}

/// Reads what Azure has now.
fn of_azure(args: &Args, context: &mut Context<'_, '_>) -> Result<Sources, Error> {
    if args.at.is_empty() {
        return Err(Error::Usage {
            message: "no scope is named that is to be read from Azure".to_owned(),
            help: "name one with `--at /subscriptions/GUID`".to_owned(),
        });
    }
    let mut model = Model::default();
    model.policy.cloud = args.cloud;
    let wanted = Wanted {
        tenant: None,
        cloud: args.cloud,
        scopes: args.at.clone(),
        principals: Vec::new(),
        taken: context.console.time().into(),
    };
    let snapshot = live::connect(context, &model, &args.ask)?.gather(&wanted, context)?;
    let mut sources = Sources::default();
    let name = format!("what Azure had at {}", snapshot.taken);
    sources.add(name, observed::write(&snapshot), Origin::Policy);
    Ok(sources)
}

fn imported(
    args: &Args,
    sources: &Sources,
    catalog: &'static Catalog,
    context: &Context<'_, '_>,
) -> Imported {
    let library = library();
    let documents = sources.iter().map(|(file, source)| Document {
        file,
        text: source.text(),
    });
    let documents: Vec<_> = documents.collect();
    if args.from == Whence::Files {
        let built_in = |id: &str| catalog.builtin_by_id(id).map(|role| role.name());
        return import::read(&documents, &library.iter().collect::<Vec<_>>(), &built_in);
    }
    let known = Known {
        above: args.above,
        policy: Some(&args.name),
        ..Known::default()
    };
    let today = context.today.into();
    adoptable(&documents, known, (&[], &library), (catalog, today))
}

fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

fn read(path: &Path, context: &mut Context<'_, '_>) -> Result<String, Error> {
    if is_stream(path) {
        return json_input(context.console);
    }
    if path.extension().is_some_and(|end| end == "rw") {
        return Err(Error::Usage {
            message: format!("`{}` is policy text already", Shown::from(path)),
            help: "name JSON files, as `az role definition list` writes them".to_owned(),
        });
    }
    context.world.json(path)
}

/// Reads the standard library, whose names an import must not take.
fn library() -> Vec<ast::File> {
    let files = standard::FILES.iter();
    files
        .map(|(_, text)| syntax::parse(FileId::default(), text).file)
        .collect()
}

/// Writes what was imported as policy text.
pub(in crate::cli) fn policy(sources: &Sources, files: &[FileId], imported: &Imported) -> String {
    let mut policy = header::header(sources, files, imported);
    for file in imported.files.iter().filter(|file| !file.items.is_empty()) {
        policy.push('\n');
        policy.push_str(&syntax::format_tree(file));
    }
    policy
}

/// What cannot be said goes where it does not get into the policy.
fn report(
    imported: Imported,
    sources: &Sources,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    let findings = Findings::new(imported.diagnostics, Vec::new(), sources);
    let report = Report {
        findings: &findings,
        sources,
        rules: &[],
    };
    let style = Style {
        colour: context.colour(),
        width: context.width(),
    };
    report::human(&report, style, context.console.err())?;
    Ok(())
}
