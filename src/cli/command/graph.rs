//! `rolewright graph`

use std::path::PathBuf;

use crate::cli::analysis::{Analysis, analyse};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::graph::{self, Access};
use crate::model::{Model, PrincipalId, ScopeId};
use crate::report::safe;
use crate::resolve::nearest;

/// Draw who holds which role where, and who acts as whom, for Graphviz or as Mermaid.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright graph policies | dot -Tsvg > access.svg
  rolewright graph policies --identity alice
  rolewright graph policies --scope churn@dev --output mermaid:churn.mmd")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only this identity with its groups, what they hold and where, such as `alice` or `trainer@dev`
    #[arg(long, value_name = "NAME")]
    identity: Option<String>,
    /// Only this scope with what lies in and above it, and who holds what there, such as `churn@dev`
    #[arg(long, value_name = "NAME")]
    scope: Option<String>,
    /// Only this environment
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if analysis.model.partial {
        let message = "the policy has errors, and its graph would lack what they hide";
        return Err(Error::Usage {
            message: message.to_owned(),
            help: "run `rolewright lint` and mend what it finds".to_owned(),
        });
    }
    let mut access = graph::build(&analysis.model, &analysis.compiled);
    narrow(&mut access, args, &analysis)?;
    access.without_bystanders();
    if access.is_empty() && !context.common.quiet {
        writeln!(
            context.console.err(),
            "nobody is granted anything, so the drawing is empty"
        )?;
    }
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Mermaid => graph::mermaid(&access, safe),
            _ => graph::dot(&access, safe),
        };
        context.deliver(&target, &text)?;
    }
    Ok(Exit::Clean)
}

/// Leaves out what was not asked for.
fn narrow(access: &mut Access, args: &Args, analysis: &Analysis) -> Result<(), Error> {
    let model = &analysis.model;
    if let Some(name) = &args.scope {
        let found = scopes(model, |id| is_called(name, &model.scope_name(id)));
        let names = (0..model.scopes.len()).map(|at| model.scope_name(ScopeId::new(at)));
        access.of_scopes(&some(found, ("scope", name), names)?);
    }
    if let Some(name) = &args.environment {
        let environments = model.environments.iter().filter(|one| one.name == *name);
        let found = environments.flat_map(|one| one.scopes.clone()).collect();
        let names = model.environments.iter().map(|one| one.name.to_string());
        access.of_scopes(&some(found, ("environment", name), names)?);
    }
    if let Some(name) = &args.identity {
        let all = (0..model.principals.len()).map(PrincipalId::new);
        let found = all
            .filter(|id| is_called(name, &model.principal_name(*id)))
            .collect();
        let names =
            (0..model.principals.len()).map(|at| model.principal_name(PrincipalId::new(at)));
        access.of_principals(&some(found, ("identity", name), names)?);
    }
    Ok(())
}

fn scopes(model: &Model, fits: impl Fn(ScopeId) -> bool) -> Vec<ScopeId> {
    (0..model.scopes.len())
        .map(ScopeId::new)
        .filter(|id| fits(*id))
        .collect()
}

/// Tells whether a name, with or without its environment, is the one that was asked for.
fn is_called(asked: &str, name: &str) -> bool {
    asked == name || name.split('@').next() == Some(asked)
}

/// Refuses to draw nothing, and says which of the names was probably meant.
fn some<T>(
    found: Vec<T>,
    (kind, name): (&str, &str),
    names: impl Iterator<Item = String>,
) -> Result<Vec<T>, Error> {
    if !found.is_empty() {
        return Ok(found);
    }
    let names: Vec<String> = names.collect();
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{}`?", safe(&near)),
        None => "write the name as the policy does".to_owned(),
    };
    Err(Error::Usage {
        message: format!("the policy declares no {kind} `{}`", safe(name)),
        help,
    })
}
