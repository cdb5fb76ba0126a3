//! Findings for people: drawn over the policy text, with causes, paths and remedies.

mod advice;
mod paint;
mod wrap;

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic as Drawing, Label, LabelStyle, Severity as Level};
use codespan_reporting::term::{self, Config};
use rayon::prelude::*;

use self::paint::Painter;
use super::window::Window;
use super::{Report, safe, short};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span};

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// The width to which lines are wrapped or cut, in columns.
    pub width: usize,
}

/// So many findings are drawn before any of them is written.
const BATCH: usize = 4096;

/// Writes every finding with the text that it is about.
pub fn human(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sources = report.sources;
    for batch in report.findings.open().chunks(BATCH) {
        let parts: Vec<Vec<u8>> = batch
            .par_chunks(64)
            .map(|findings| {
                let drawn = findings.iter().map(|one| draw(one, sources, style));
                drawn.collect::<Vec<_>>().concat()
            })
            .collect();
        parts.iter().try_for_each(|part| out.write_all(part))?;
    }
    Ok(())
}

/// Draws one finding.
fn draw(finding: &Diagnostic, sources: &Sources, style: Style) -> Vec<u8> {
    let labels = || std::iter::once(&finding.primary).chain(&finding.related);
    let spans: Vec<Span> = labels().map(|label| label.span).collect();
    let window = Window::new(sources, &spans, style.width);
    let code = format!("{} {}", finding.code.id, finding.code.name);
    let taken = format!("{}[{code}]: ", finding.severity.word()).len();
    let mut drawing = Drawing::new(level(finding.severity))
        .with_code(code)
        .with_message(wrap::headline(&safe(&finding.message), taken, style.width));
    for (position, label) in labels().enumerate() {
        let kind = if position == 0 {
            LabelStyle::Primary
        } else {
            LabelStyle::Secondary
        };
        if let Some((pane, range)) = window.range(label.span) {
            drawing
                .labels
                .push(Label::new(kind, pane, range).with_message(safe(&label.message)));
        }
    }
    drawing.notes = advice::notes(finding, sources, style.width);
    let mut painter = Painter::new(style.colour);
    let config = Config {
        start_context_lines: 1,
        end_context_lines: 0,
        ..Config::default()
    };
    if term::emit_to_write_style(&mut painter, &config, &window, &drawing).is_err() {
        // Drawing fails only on places outside their files; the words are worth more than none.
        return plain(finding).into_bytes();
    }
    painter.into_bytes()
}

fn plain(finding: &Diagnostic) -> String {
    let (level, code) = (short::word(finding.severity), finding.code.id);
    format!("{level}[{code}]: {}\n\n", safe(&finding.message))
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Note => Level::Note,
        Severity::Warning => Level::Warning,
        Severity::Error => Level::Error,
    }
}
