//! `rolewright plan`

mod comment;
mod human;
mod shape;
mod words;

use std::path::PathBuf;

use super::{against, aside, build};
use crate::cli::analysis::{Analysis, analyse};
use crate::cli::live::{self, Ask};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Model, ScopeId};
use crate::observed::{Age, Snapshot};
use crate::plan::{self, Change, Kind, Plan, Subject};
use crate::report;
use crate::source::{Sources, Span};
use crate::support::hash::HashMap;

/// Says what has to change in Azure for a policy set to hold there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright plan policies --against snapshot.json              compare with a snapshot
  rolewright plan policies --against snapshot.json --all        list what is not ours as well
  rolewright plan --against snapshot.json --output markdown:plan.md policies

A plan is for reading: nothing is written to Azure. With `--detailed-exitcode` 0 means no change and
3 changes; 2 always means that something is refused. docs/plan.md explains each kind of change, each
refusal and the JSON.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare with this snapshot of Azure, and do not ask Azure itself
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Refuse a snapshot older than AGE, such as 24h or 7d
    #[arg(long, value_name = "AGE", requires = "against")]
    max_age: Option<Age>,
    /// Refuse more than N deletions [default: `plan.max-deletes` of rolewright.toml, or 10]
    #[arg(long, value_name = "N")]
    max_deletes: Option<u32>,
    /// Exit with 3 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
    /// List what is the same and what is not ours as well
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    ask: Ask,
}

/// What a drawing is made of.
struct Drawn<'d> {
    plan: &'d Plan,
    /// The names of declared scopes by their ids.
    scopes: HashMap<&'d str, String>,
    policy: &'d str,
    snapshot: &'d Snapshot,
    sources: &'d Sources,
    /// List everything.
    all: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if let Some(wrong) = failing(&session, &analysis) {
        let so = "nothing is planned for a policy with findings that fail it";
        aside(wrong, &session, context, so)?;
        return Ok(Exit::Findings);
    }
    let snapshot = observed(args, &analysis.model, context)?;
    let most = args.max_deletes.unwrap_or(session.config.max_deletes);
    let plan = plan::plan(&plan::Input {
        model: &analysis.model,
        compiled: &analysis.compiled,
        snapshot: &snapshot,
        limits: build::limits(&session, &analysis.model),
        max_deletes: most as usize,
        aim: &plan::Aim::Hold,
        pins: &plan::Pins::new(),
    });
    let drawn = Drawn {
        plan: &plan,
        scopes: scopes(&analysis.model),
        policy: &analysis.model.policy.name,
        snapshot: &snapshot,
        sources: &session.sources,
        all: args.all,
    };
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape::shape(&drawn))?,
            OutputKind::Markdown => comment::comment(&drawn),
            _ => human::human(&drawn),
        };
        context.deliver(&target, &text)?;
    }
    Ok(if plan.refused().next().is_some() {
        Exit::Trouble
    } else if args.detailed_exitcode && plan.has_changes() {
        Exit::Changes
    } else {
        Exit::Clean
    })
}

/// Reads what is there: a snapshot, or Azure as it is now.
fn observed(args: &Args, model: &Model, context: &mut Context<'_, '_>) -> Result<Snapshot, Error> {
    match &args.against {
        Some(path) => against::fitting(context, model, (path, args.max_age)),
        None => live::connect(context, model, &args.ask)?.read(model, context),
    }
}

fn scopes(model: &Model) -> HashMap<&str, String> {
    let scopes = model.scopes.iter().enumerate();
    scopes
        .map(|(at, one)| (one.id.as_str(), model.scope_name(ScopeId::new(at))))
        .collect()
}

/// Lists what is wrong with a policy that no plan may be made from.
fn failing(session: &Session, analysis: &Analysis) -> Option<Vec<Diagnostic>> {
    let fail_on = session.config.fail_on.min(Severity::Error);
    if analysis.findings.reach(fail_on) {
        return Some(analysis.findings.open().to_vec());
    }
    let refused = build::refused(session, &analysis.model, &analysis.compiled);
    (!refused.is_empty()).then_some(refused)
}

impl<'d> Drawn<'d> {
    /// Lists the changes that are shown.
    fn shown(&self) -> impl Iterator<Item = &'d Change> + '_ {
        let changes = self.plan.changes.iter();
        changes
            .filter(|one| self.all || !matches!(one.kind, Kind::Same | Kind::Given | Kind::Foreign))
    }

    /// Says under what a change is listed.
    fn title(&self, change: &Change) -> String {
        let Subject::Assignment { scope, .. } = &change.subject else {
            return "Role definitions".to_owned();
        };
        match self.scopes.get(scope.as_str()) {
            Some(name) => format!("Assignments at {name} ({scope})"),
            None => format!("Assignments at {scope}"),
        }
    }

    /// Writes places of the policy as `file:line`.
    fn places(&self, spans: &[Span]) -> Vec<String> {
        let places = spans.iter().filter_map(|span| {
            let file = self.sources.get(span.file)?;
            let line = file.place(span.start).line;
            Some(format!("{}:{line}", file.name().display()))
        });
        let mut places: Vec<_> = places.collect();
        places.dedup();
        places
    }
}
