//! The commands: one file each, with its arguments and one `run`.

mod against;
pub(super) mod apply;
mod ask;
mod build;
mod catalog;
mod destroy;
mod diff;
mod drift;
mod explain;
mod fmt;
mod graph;
mod import;
mod lint;
mod markdown;
mod minimize;
mod plan;
mod report;
mod rights;
mod sandbox;
mod snapshot;
pub(super) mod stack;
mod table;
mod test;

use clap::Subcommand;
use serde::Serialize;

use super::session::{self, Session};
use super::{Context, Error, Exit, OutputKind};
use crate::diagnostic::Diagnostic;
use crate::report::{Findings, Report, Style};

/// What to do.
// What a command takes is told to clap once that command is asked for: most runs need one of them.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Check policies for everything that can be known offline.
    Lint(lint::Args),
    /// Run the tests that policies write.
    Test(test::Args),
    /// Rewrite policies in the one canonical style.
    Fmt(fmt::Args),
    /// Compile policies to Azure's templates, roles and assignments.
    Build(build::Args),
    /// Turn Azure's JSON into policy text.
    Import(import::Args),
    /// Look up operations and built-in roles.
    Catalog(catalog::Args),
    /// Print the page of a rule.
    Explain(explain::Args),
    /// Draw who can reach what.
    Graph(graph::Args),
    /// Find the smallest stage for what is used or needed.
    Minimize(minimize::Args),
    /// Score how much is held beyond what was meant and used.
    Report(report::Args),
    /// Answer whether somebody can do something somewhere.
    Can(ask::can::Args),
    /// List who can do something somewhere.
    WhoCan(ask::who_can::Args),
    /// List what somebody can do.
    WhatCan(ask::what_can::Args),
    /// Find the steps by which somebody comes to do something somewhere.
    Path(ask::path::Args),
    /// Compare two policy sets: who gains and who loses what, and what was loosened.
    Diff(diff::Args),
    /// Say what has to change in Azure for a policy set to hold there.
    Plan(plan::Args),
    /// Print the least rights that planning and applying a policy set needs.
    Rights(rights::Args),
    /// Say what was changed in Azure outside of a policy set, and by whom.
    Drift(drift::Args),
    /// Read from Azure what the scopes of a policy set hold, as one file.
    Snapshot(snapshot::Args),
    /// Plan to take away everything of a policy.
    Destroy(destroy::Args),
    /// Carry a saved plan out.
    Apply(apply::Args),
    /// Run a local Azure, to plan and apply without a subscription.
    Sandbox(sandbox::Args),
}

impl Command {
    /// Lists what `--output` may ask for, what is written unasked first.
    pub(super) fn outputs(&self) -> &'static [OutputKind] {
        use OutputKind::{Dot, Github, Human, Json, Junit, Markdown, Mermaid, Sarif, Short};
        match self {
            Self::Lint(_) | Self::Build(_) => &[Human, Short, Json, Sarif, Github],
            Self::Test(_) => &[Human, Json, Junit],
            Self::Catalog(_)
            | Self::Minimize(_)
            | Self::Report(_)
            | Self::Can(_)
            | Self::WhoCan(_)
            | Self::WhatCan(_)
            | Self::Path(_)
            | Self::Rights(_) => &[Human, Json],
            Self::Graph(_) => &[Dot, Mermaid],
            Self::Diff(_) | Self::Plan(_) | Self::Destroy(_) | Self::Drift(_) | Self::Apply(_) => {
                &[Human, Json, Markdown]
            }
            Self::Fmt(_)
            | Self::Import(_)
            | Self::Explain(_)
            | Self::Snapshot(_)
            | Self::Sandbox(_) => &[],
        }
    }
}

/// Runs a command.
pub(super) fn run(command: Command, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    match command {
        Command::Lint(args) => lint::run(&args, context),
        Command::Test(args) => test::run(&args, context),
        Command::Fmt(args) => fmt::run(&args, context),
        Command::Build(args) => build::run(&args, context),
        Command::Import(args) => import::run(&args, context),
        Command::Catalog(args) => catalog::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
        Command::Graph(args) => graph::run(&args, context),
        Command::Minimize(args) => minimize::run(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Can(args) => ask::can::run(&args, context),
        Command::WhoCan(args) => ask::who_can::run(&args, context),
        Command::WhatCan(args) => ask::what_can::run(&args, context),
        Command::Path(args) => ask::path::run(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::Plan(args) => plan::run(&args, context),
        Command::Rights(args) => rights::run(&args, context),
        Command::Drift(args) => drift::run(&args, context),
        Command::Snapshot(args) => snapshot::run(&args, context),
        Command::Destroy(args) => destroy::run(&args, context),
        Command::Apply(args) => apply::run(&args, context),
        Command::Sandbox(args) => sandbox::run(&args, context),
    }
}

/// Writes an answer to every output, as a table or as JSON.
fn deliver(
    context: &mut Context<'_, '_>,
    answer: &impl Serialize,
    table: impl Fn(usize) -> String,
) -> Result<Exit, Error> {
    for target in context.targets() {
        let text = if target.kind == OutputKind::Json {
            crate::report::json_text(answer)?
        } else {
            table(context.width())
        };
        context.deliver(&target, &text)?;
    }
    Ok(Exit::Clean)
}

/// Draws findings beside the output of a command that ends because of them, and says what comes of it.
fn aside(
    wrong: Vec<Diagnostic>,
    session: &Session,
    context: &mut Context<'_, '_>,
    so: &str,
) -> Result<(), Error> {
    let findings = Findings::new(wrong, Vec::new(), &session.sources);
    let rules = session::rules();
    let report = Report {
        findings: &findings,
        sources: &session.sources,
        rules: &rules,
    };
    let style = Style {
        colour: false,
        width: context.width(),
    };
    let err = context.console.err();
    crate::report::human(&report, style, err)?;
    writeln!(err, "{so}")?;
    Ok(())
}
