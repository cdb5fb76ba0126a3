//! `rolewright test`

use std::path::PathBuf;

use super::against::Against;
use crate::access::Access;
use crate::cli::analysis::{Library, Understood, settings, understand};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::lint::{self, View};
use crate::model::Model;
use crate::report::{
    Coverage, Line, Outcome, Share, Style, Tested, UnspokenGrant, UnspokenPair, counted, safe,
};
use crate::verdict::{self, Spoken};

/// Run the tests that policies write.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright test policies                      run every test
  rolewright test policies --filter production  run those with this in their title
  rolewright test --output junit:tests.xml      for build servers
  rolewright test --coverage                    and say what no test speaks about
  rolewright test --min-coverage 80             fail where tests say too little")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Run only the tests with TEXT in their title
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Say which grants no test speaks about, and which identities none mentions in an environment
    #[arg(long, conflicts_with = "filter")]
    coverage: bool,
    /// Fail where tests speak about less than PERCENT of the grants
    #[arg(long, value_name = "PERCENT", conflicts_with = "filter")]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    #[command(flatten)]
    against: Against,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let mut policy = understand(&mut session, context.today.into(), Library::IfNamed);
    if policy.model.partial {
        return Err(Error::Usage {
            message: "the policy has errors, and its tests would not see what they hide".to_owned(),
            help: "run `rolewright lint` and mend what it finds".to_owned(),
        });
    }
    narrow(&mut policy.model, args);
    let settings = settings(&session, context.today.into());
    let Understood {
        model, compiled, ..
    } = &policy;
    let world = args.against.world(context, (model, compiled))?;
    let view = View::new(model, compiled, compiled.catalog, &settings).in_world(world);
    let asked = args.coverage || args.min_coverage.is_some();
    let coverage = asked.then(|| covered(&view, args.min_coverage));
    let outcome = Outcome::new(tested(&view), coverage, &session.sources);
    if outcome.is_empty() && !context.common.quiet {
        let files = counted(session.inputs.len(), "file");
        let what = match &args.filter {
            Some(text) => format!("no test has `{}` in its title", safe(text)),
            None => "there is no test".to_owned(),
        };
        writeln!(context.console.err(), "{what} in {files}")?;
    }
    show(&outcome, context)?;
    Ok(if outcome.passes() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// Leaves the tests that were asked for, and nothing else that must hold.
fn narrow(model: &mut Model, args: &Args) {
    model.nevers.clear();
    if let Some(text) = &args.filter {
        model
            .tests
            .retain(|test| test.title.contains(text.as_str()));
    }
}

fn tested(view: &View<'_>) -> Vec<Tested> {
    let judged = view.model.tests.iter().zip(lint::faults(view));
    let tested = judged.map(|(test, faults)| {
        let lines = test.expectations.iter().zip(faults);
        let lines = lines.map(|(line, fault)| Line {
            span: line.span,
            fault,
        });
        Tested {
            title: test.title.to_string(),
            span: test.span,
            lines: lines.collect(),
        }
    });
    tested.collect()
}

/// Measures what the tests speak about.
fn covered(view: &View<'_>, least: Option<u8>) -> Coverage {
    let access = Access::new(view.world(), view.catalog);
    let verdict::Coverage { grants, pairs } =
        verdict::Coverage::of(view.model, view.compiled, &access);
    let grant = |at: usize| {
        let grant = view.model.grants.get(at)?;
        let statement = view.model.statement(grant.statement)?;
        Some(UnspokenGrant {
            what: view.granted_name(&statement.what),
            to: view.principal_name(grant.principal),
            on: view.scope_name(grant.on),
            span: statement.what_span,
        })
    };
    Coverage {
        grants: share(grants, grant),
        pairs: share(pairs, |(identity, environment)| {
            Some(UnspokenPair {
                identity: view.principal_name(identity),
                environment: view.model.environment(environment)?.name.to_string(),
            })
        }),
        least: least.map(usize::from),
    }
}

fn share<T, U>(spoken: Spoken<T>, tell: impl Fn(T) -> Option<U>) -> Share<U> {
    Share {
        all: spoken.all,
        percent: spoken.percent(),
        missing: spoken.missing.into_iter().filter_map(tell).collect(),
    }
}

/// Writes what became of the tests wherever the command line wants it.
fn show(outcome: &Outcome<'_>, context: &mut Context<'_, '_>) -> Result<(), Error> {
    for target in context.targets() {
        let style = Style {
            colour: target.path.is_none() && context.colour(),
            width: context.width(),
        };
        let mut bytes = Vec::new();
        match target.kind {
            OutputKind::Json => outcome.json(&mut bytes)?,
            OutputKind::Junit => outcome.junit(&mut bytes)?,
            _ => outcome.human(style, context.common.quiet, &mut bytes)?,
        }
        match &target.path {
            None => context.console.out().write_all(&bytes)?,
            Some(path) => context.world.write(path, &bytes)?,
        }
    }
    Ok(())
}
