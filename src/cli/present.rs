//! Writes findings wherever the command line wants them.

use std::io::Write;

use super::session::{self, Session};
use super::{Context, Error, Exit, OutputKind};
use crate::diagnostic::Severity;
use crate::report::{self, Findings, Report, Style};

/// Writes findings to every output and tells how the run ended.
pub(super) fn present(
    context: &mut Context<'_, '_>,
    session: &Session,
    findings: &Findings,
    fail_on: Severity,
    command: &str,
) -> Result<Exit, Error> {
    let rules = session::rules();
    let report = Report {
        findings,
        sources: &session.sources,
        rules: &rules,
    };
    for target in context.targets() {
        let style = Style {
            colour: target.path.is_none() && context.colour(),
            width: context.width(),
        };
        let quiet = context.common.quiet;
        match &target.path {
            None => write(
                &report,
                target.kind,
                style,
                quiet,
                command,
                context.console.out(),
            )?,
            Some(path) => {
                let mut bytes = Vec::new();
                write(&report, target.kind, style, quiet, command, &mut bytes)?;
                context.world.write(path, &bytes)?;
            }
        }
    }
    Ok(if findings.reach(fail_on) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn write(
    report: &Report<'_>,
    kind: OutputKind,
    style: Style,
    quiet: bool,
    command: &str,
    out: &mut dyn Write,
) -> Result<(), Error> {
    match kind {
        OutputKind::Human => {
            report::human(report, style, out)?;
            if !quiet {
                writeln!(out, "{}", report.findings.summary())?;
            }
        }
        OutputKind::Short => report::short(report, out)?,
        OutputKind::Json => report::json(report, out)?,
        OutputKind::Sarif => report::sarif(report, command, out)?,
        OutputKind::Github => report::github(report, out)?,
    }
    Ok(())
}
