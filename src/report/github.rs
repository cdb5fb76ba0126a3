//! Workflow commands of GitHub Actions: annotations beside the changed lines.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Report, safe, safe_lines};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// Writes one workflow command for each finding.
pub fn github(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.open() {
        let level = match finding.severity {
            Severity::Note => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let properties = properties(finding, report.sources);
        writeln!(out, "::{level} {properties}::{}", message(&body(finding)))?;
    }
    Ok(())
}

fn properties(finding: &Diagnostic, sources: &Sources) -> String {
    let title = format!("{} {}", finding.code.id, finding.code.name);
    let mut text = format!("title={}", property(&title));
    let span = finding.primary.span;
    if let Some(file) = sources.get(span.file) {
        let (start, end) = (file.place(span.start), file.place(span.end));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            ",file={},line={}",
            property(&safe(&file.name().to_string_lossy())),
            start.line
        );
        // GitHub takes columns only where both are on the same line.
        let _ = if start.line == end.line {
            write!(
                text,
                ",col={},endColumn={}",
                start.column,
                end.column.max(start.column + 1)
            )
        } else {
            write!(text, ",endLine={}", end.line)
        };
    }
    text
}

fn body(finding: &Diagnostic) -> String {
    let mut text = finding.message.clone();
    let helps = finding
        .remedies
        .iter()
        .map(|remedy| format!("help: {}", remedy.text));
    for line in finding.notes.iter().cloned().chain(helps) {
        text.push('\n');
        text.push_str(&line);
    }
    safe_lines(&text).into_owned()
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
