//! `rolewright import`

mod header;

use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::cli::world::{STDIN, json_input};
use crate::cli::{Context, Error, Exit, Shown};
use crate::diagnostic::Severity;
use crate::import::{self, Document, Imported};
use crate::report::{self, Findings, Report, Style};
use crate::resolve::standard;
use crate::source::{FileId, Origin, Sources};
use crate::syntax::{self, ast};

/// Turn Azure's JSON into policy text.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  az role definition list --custom-role-only > roles.json
  az role assignment list --all > assignments.json
  rolewright import roles.json assignments.json --out imported.rw")]
pub struct Args {
    /// JSON files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write the policy there [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
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
    let files: Vec<FileId> = sources.iter().map(|(file, _)| file).collect();
    let imported = imported(&sources);
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

fn imported(sources: &Sources) -> Imported {
    let library = library();
    let catalog = Catalog::embedded();
    let built_in = |id: &str| catalog.builtin_by_id(id).map(|role| role.name());
    let documents = sources.iter().map(|(file, source)| Document {
        file,
        text: source.text(),
    });
    let documents: Vec<_> = documents.collect();
    import::read(&documents, &library.iter().collect::<Vec<_>>(), &built_in)
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

fn policy(sources: &Sources, files: &[FileId], imported: &Imported) -> String {
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
