//! The commands that answer questions: `can`, `who-can`, `what-can` and `path`.

pub(super) mod can;
mod draw;
pub(super) mod path;
pub(super) mod what_can;
pub(super) mod who_can;

use std::path::PathBuf;

use serde::Serialize;

use super::against::Against;
use super::{aside, deliver};
use crate::access::Access;
use crate::cli::analysis::{Analysis, analyse_for_questions};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit};
use crate::diagnostic::Severity;
use crate::question::{Ground, Refused};
use crate::reach::Reach;
use crate::report::safe;

/// The end of a question about something at one scope: `WHAT on WHERE [PATH]...`.
#[derive(Debug, clap::Args)]
struct WhatOnWhere {
    /// A capability, a stage, an operation, or a pattern of operations with `*`
    #[arg(value_name = "WHAT")]
    what: String,
    #[arg(value_name = "on", value_parser = ["on"], hide = true)]
    _on: String,
    /// A scope of the policy, such as `churn@dev` or `prod`, or a resource id
    #[arg(value_name = "WHERE")]
    place: String,
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Flags of the commands that answer questions.
#[derive(Debug, clap::Args)]
pub(super) struct Flags {
    /// Count what is gained by steps as well: running code as another identity, reading keys, handing
    /// out roles
    #[arg(long)]
    reach: bool,
    /// Leave nothing out: every way by which it is granted, every operation
    #[arg(long)]
    all: bool,
    /// Exit with 1 unless the answer is `yes` or `if`; of `who-can` and `what-can`, if it is nobody or
    /// nothing
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    against: Against,
}

/// What access counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// What is granted.
    Grants,
    /// What is gained by steps as well.
    Steps,
}

/// How a question is asked.
#[derive(Debug, Clone, Copy)]
struct Asking<'a> {
    paths: &'a [PathBuf],
    against: &'a Against,
    counted: Counted,
    exit_code: bool,
}

impl Flags {
    fn of<'a>(&'a self, paths: &'a [PathBuf]) -> Asking<'a> {
        let counted = if self.reach {
            Counted::Steps
        } else {
            Counted::Grants
        };
        Asking {
            paths,
            against: &self.against,
            counted,
            exit_code: self.exit_code,
        }
    }
}

/// An answer in the shape of the JSON; `docs/questions.md` describes it.
#[derive(Debug, Serialize)]
struct Shape<'a, T> {
    /// Rises when a field changes its meaning or goes away; new fields may come at any time.
    schema: u32,
    question: &'static str,
    #[serde(flatten)]
    answer: &'a T,
}

const SCHEMA: u32 = 1;

/// Answers a question about the policies below the paths, and tells how the run ended.
fn answer<T: Serialize>(
    context: &mut Context<'_, '_>,
    (question, asking): (&'static str, Asking<'_>),
    ask: impl FnOnce(&Ground<'_>) -> Result<T, Refused>,
    (draw, granted): (impl Fn(&T) -> String, impl Fn(&T) -> bool),
) -> Result<Exit, Error> {
    let mut session = Session::open(context, asking.paths)?;
    let analysis = analyse_for_questions(&mut session, context.today.into());
    if analysis.model.partial {
        return incomplete(context, &session, &analysis);
    }
    let catalog = analysis.compiled.catalog;
    let mut world = asking
        .against
        .world(context, (&analysis.model, &analysis.compiled))?;
    if asking.counted == Counted::Steps {
        world = world.with_gains();
    }
    let access = Access::new(&world, catalog);
    let reach = (asking.counted == Counted::Steps).then(|| Reach::of(&access));
    let ground = Ground {
        access: &access,
        model: &analysis.model,
        compiled: &analysis.compiled,
        sources: &session.sources,
        reach: reach.as_ref(),
    };
    let answer = ask(&ground)?;
    let shape = Shape {
        schema: SCHEMA,
        question,
        answer: &answer,
    };
    deliver(context, &shape, |_| draw(&answer))?;
    let fails = asking.exit_code && !granted(&answer);
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

/// Shows the errors that hide a part of the policy, instead of an answer that they may change.
fn incomplete(
    context: &mut Context<'_, '_>,
    session: &Session,
    analysis: &Analysis,
) -> Result<Exit, Error> {
    let open = analysis.findings.open().iter();
    let errors = open.filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<_> = errors.cloned().collect();
    let so = "the question is not answered: the policy has errors, and what they hide may change the answer";
    aside(errors, session, context, so)?;
    Ok(Exit::Findings)
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Usage {
            message: safe(&refused.message).into_owned(),
            help: safe(&refused.help).into_owned(),
        }
    }
}
