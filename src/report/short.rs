//! One line for each finding, as compilers print them and editors read them.

use std::io::{self, Write};

use super::{Report, safe};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// Writes `file:line:column: error[RW101]: message` for each finding.
pub fn short(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.open() {
        let level = word(finding.severity);
        let place = place(finding, report.sources);
        writeln!(
            out,
            "{place}: {level}[{}]: {}",
            finding.code.id,
            safe(&finding.message)
        )?;
    }
    Ok(())
}

/// Writes `file:line:column: allowed[RW101]: message (why, until when)` for each accepted finding.
pub fn allowed(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for allowed in report.findings.allowed() {
        let finding = &allowed.finding;
        let place = place(finding, report.sources);
        let until = allowed.until.as_ref();
        let until = until.map_or_else(String::new, |day| format!(", until {day}"));
        let (code, message) = (finding.code.id, safe(&finding.message));
        writeln!(
            out,
            "{place}: allowed[{code}]: {message} ({}{until})",
            safe(&allowed.because)
        )?;
    }
    Ok(())
}

/// Returns the word for a level.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn place(finding: &Diagnostic, sources: &Sources) -> String {
    let span = finding.primary.span;
    let Some(file) = sources.get(span.file) else {
        return "<unknown>".to_owned();
    };
    let place = file.place(span.start);
    format!(
        "{}:{}:{}",
        safe(&file.name().to_string_lossy()),
        place.line,
        place.column
    )
}
