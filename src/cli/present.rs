//! Writes findings wherever the command line wants them.

use std::io::Write;

use super::session::{self, Session};
use super::{Context, Error, Exit, OutputKind};
use crate::diagnostic::Severity;
use crate::report::{self, Findings, Report, Style};
use crate::source::Origin;

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

/// How much is said beside the findings.
#[derive(Clone, Copy)]
struct Words {
    quiet: bool,
    verbose: bool,
}

impl Presentation<'_> {
    /// Writes the findings to every output and tells how the run ended.
    pub(super) fn show(&self, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
        let words = Words {
            quiet: context.common.quiet,
            verbose: context.common.verbose,
        };
        for target in context.targets() {
            let to_people = target.path.is_none() && context.colour();
            let style = Style {
                colour: to_people,
                width: context.width(),
            };
            match &target.path {
                None => self.write(target.kind, style, words, context.console.out())?,
                Some(path) => {
                    let mut bytes = Vec::new();
                    self.write(target.kind, style, words, &mut bytes)?;
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
        words: Words,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        let rules = session::rules();
        let report = Report {
            findings: self.findings,
            sources: &self.session.sources,
            rules: &rules,
        };
        match kind {
            OutputKind::Human => {
                report::human(&report, style, out)?;
                if words.verbose {
                    report::allowed(&report, out)?;
                    self.files(out)?;
                }
                if !words.quiet {
                    let checked = self.session.inputs.len();
                    writeln!(out, "{}", self.findings.summary(checked))?;
                }
            }
            OutputKind::Short => report::short(&report, out)?,
            OutputKind::Json => report::json(&report, out)?,
            OutputKind::Sarif => report::sarif(&report, self.command, out)?,
            OutputKind::Github => report::github(&report, out)?,
            OutputKind::Junit | OutputKind::Dot | OutputKind::Mermaid | OutputKind::Markdown => {}
        }
        Ok(())
    }

    fn files(&self, out: &mut dyn Write) -> Result<(), Error> {
        for (_, file) in self.session.sources.iter() {
            if file.origin() == Origin::Policy {
                let name = file.name().to_string_lossy();
                writeln!(out, "read {}", report::safe(&name))?;
            }
        }
        Ok(())
    }
}
