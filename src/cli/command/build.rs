//! `rolewright build`

mod output;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::analysis::{Analysis, analyse_beside};
use crate::cli::present::Presentation;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind, memory};
use crate::compile::Compiled;
use crate::compile::refuse::{Limits, refuse};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Artefact};
use crate::model::Model;
use crate::report::{counted, safe, safe_lines};

/// Compile policies to Azure's templates, roles and assignments.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright build policies --out target/azure  write everything
  rolewright build --out target --format bicep  write Bicep and the plan alone")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write below DIR [default: `build.out` of rolewright.toml]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write these; the assignment plan, `plan.json`, comes with each
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_values = ["arm", "bicep", "roles"])]
    format: Vec<Format>,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// ARM JSON templates.
    Arm,
    /// Bicep files and modules.
    Bicep,
    /// Role definitions for `az role definition create`, which gives each an id of its own and not
    /// the one in the templates.
    Roles,
    /// The assignment plan alone.
    Plan,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let Some(out) = args.out.clone().or_else(|| session.config.out.clone()) else {
        return Err(Error::Usage {
            message: "`build` does not know where to write".to_owned(),
            help: "give `--out DIR`, or set `build.out` in rolewright.toml".to_owned(),
        });
    };
    let (analysis, artefacts) = compiled(args, &mut session, &out, context);
    let fail_on = fail_on(&session);
    let presentation = Presentation {
        command: "build",
        session: &session,
        findings: &analysis.findings,
        fail_on,
    };
    let exit = presentation.show(context)?;
    if exit == Exit::Clean {
        let changed = output::write(&context.world, &out, &artefacts)?;
        for (path, what) in changed.told() {
            let path = out.join(path).display().to_string();
            writeln!(context.console.err(), "`{}` {what}", safe(&path))?;
        }
        summarize(context, &out, &analysis, &artefacts)?;
        memory::leave((artefacts, analysis, session));
    } else if !context.common.quiet {
        writeln!(context.console.err(), "nothing was written")?;
    }
    Ok(exit)
}

/// Analyses a session and makes the artefacts; none where it is found fault with.
fn compiled(
    args: &Args,
    session: &mut Session,
    out: &Path,
    context: &Context<'_, '_>,
) -> (Analysis, Vec<Artefact>) {
    let world = &context.world;
    let is_new = !world.has_folder(out);
    let settle = |artefact: &mut Artefact| {
        if !is_new {
            output::settle(world, out, artefact);
        }
    };
    // Most policies are neither found fault with nor refused, so that all is done at once.
    let (mut analysis, (refused, mut artefacts)) =
        analyse_beside(session, context.today.into(), |session, model, compiled| {
            rayon::join(
                || refused(session, model, compiled),
                || made(args, session, (model, compiled), &settle),
            )
        });
    if analysis.findings.reach(fail_on(session)) {
        artefacts.clear();
    } else if !refused.is_empty() {
        analysis.findings.add(refused, &session.sources);
    }
    (analysis, artefacts)
}

/// Returns the level of findings that fails a build: an error always does.
fn fail_on(session: &Session) -> Severity {
    session.config.fail_on.min(Severity::Error)
}

/// Lists what Azure would refuse.
pub(super) fn refused(session: &Session, model: &Model, compiled: &Compiled) -> Vec<Diagnostic> {
    let limits = limits(session, model);
    refuse(model, compiled, compiled.catalog, limits)
}

/// Returns the limits of the policy's cloud, as far as the settings do not say otherwise.
pub(super) fn limits(session: &Session, model: &Model) -> Limits {
    let mut limits = Limits::of(model.policy.cloud);
    let said = session.config.limits;
    limits.assignments_per_subscription = said.assignments_per_subscription as usize;
    limits.custom_roles = limits
        .custom_roles
        .min(said.custom_roles_per_tenant as usize);
    limits
}

fn made(
    args: &Args,
    session: &Session,
    (model, compiled): (&Model, &Compiled),
    made: &(dyn Fn(&mut Artefact) + Sync),
) -> Vec<Artefact> {
    let formats = args.format.iter().filter_map(|format| match format {
        Format::Arm => Some(emit::Format::Arm),
        Format::Bicep => Some(emit::Format::Bicep),
        Format::Roles => Some(emit::Format::Roles),
        Format::Plan => None,
    });
    let formats: Vec<_> = formats.collect();
    emit::artefacts_as_made(model, compiled, &session.sources, &formats, made)
}

/// Says what was written, where findings are drawn for people.
fn summarize(
    context: &mut Context<'_, '_>,
    out: &Path,
    analysis: &Analysis,
    artefacts: &[Artefact],
) -> Result<(), Error> {
    let targets = context.targets();
    let mut drawn = targets.iter().filter(|target| target.path.is_none());
    if context.common.quiet || !drawn.any(|target| target.kind == OutputKind::Human) {
        return Ok(());
    }
    let text = format!(
        "\n{}wrote {} below `{}`\n",
        table(analysis, artefacts),
        counted(artefacts.len(), "file"),
        out.display()
    );
    write!(context.console.out(), "{}", safe_lines(&text))?;
    Ok(())
}

/// What is deployed where, and what somebody still has to say.
fn table(analysis: &Analysis, artefacts: &[Artefact]) -> String {
    let compiled = &analysis.compiled;
    let custom = compiled.roles.iter().filter(|role| role.is_custom());
    let custom = custom.count();
    let mut text = format!(
        "{} to write, {} already in Azure, {}\n",
        counted(custom, "role"),
        compiled.roles.len() - custom,
        counted(compiled.assignments.len(), "assignment")
    );
    let deployed = artefacts
        .iter()
        .filter_map(|one| Some((one, one.deployed_at.as_ref()?)));
    let deployed: Vec<_> = deployed.collect();
    if let Some(width) = deployed.iter().map(|(one, _)| one.path.len()).max() {
        let width = width.max("template".len());
        let _ = writeln!(
            text,
            "{:<width$}  roles  assignments  deployed at",
            "template"
        );
        for (one, scope) in deployed {
            let (roles, assignments) = (one.roles.len(), one.assignments.len());
            let _ = writeln!(
                text,
                "{:<width$}  {roles:>5}  {assignments:>11}  {scope}",
                one.path
            );
        }
    }
    for one in emit::parameters(&analysis.model, compiled) {
        let _ = writeln!(text, "needs {}: {}", one.name, one.wanted);
    }
    text
}
