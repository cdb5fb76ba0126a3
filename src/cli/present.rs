//! Writes findings wherever the command line wants them.

use std::io::Write;

use super::session::{self, Session};
use super::{Context, Error, Exit, OutputKind};
use crate::diagnostic::Severity;
use crate::report::{self, Findings, Report, Style};

/// What a command found, with what it takes to show it.
pub(super) struct Presentation<'run> {
    /// The command, as the user typed it.
    pub(super) command: &'static str,
    /// The files and settings.
    pub(super) session: &'run Session,
    /// The findings.
    pub(super) findings: &'run Findings,
    /// The level that fails the run.
    pub(super) fail_on: Severity,
}

impl Presentation<'_> {
    /// Writes the findings to every output and tells how the run ended.
    pub(super) fn show(&self, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
        for target in context.targets() {
            let to_people = target.path.is_none() && context.colour();
            let style = Style {
                colour: to_people,
                width: context.width(),
            };
            let quiet = context.common.quiet;
            match &target.path {
                None => self.write(target.kind, style, quiet, context.console.out())?,
                Some(path) => {
                    let mut bytes = Vec::new();
                    self.write(target.kind, style, quiet, &mut bytes)?;
                    context.world.write(path, &bytes)?;
                }
            }
        }
        let fails = self.findings.reach(self.fail_on);
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }

    fn write(
        &self,
        kind: OutputKind,
        style: Style,
        quiet: bool,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        let rules = session::rules();
        let sources = &self.session.sources;
        let report = Report {
            findings: self.findings,
            sources,
            rules: &rules,
        };
        match kind {
            OutputKind::Human => {
                report::human(&report, style, out)?;
                if !quiet {
                    writeln!(out, "{}", self.findings.summary(self.session.inputs.len()))?;
                }
            }
            OutputKind::Short => report::short(&report, out)?,
            OutputKind::Json => report::json(&report, out)?,
            OutputKind::Sarif => report::sarif(&report, self.command, out)?,
            OutputKind::Github => report::github(&report, out)?,
        }
        Ok(())
    }
}
