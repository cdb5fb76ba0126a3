//! rolewright's own JSON: stable, documented by the shapes below, versioned by `schema`.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{Allowed, Report, escape};
use crate::diagnostic::{Diagnostic, Edit, Label, Remedy, Severity};
use crate::source::{Place, Sources, Span};

/// Rises when a field changes its meaning or goes away; new fields may come at any time.
pub(super) const SCHEMA: u32 = 1;

/// Writes the findings as JSON.
///
/// The value is an object with `schema` (1), `tool`, `version`, `summary` (`errors`, `warnings`,
/// `notes`, `allowed`, `mendable`), `findings` and `allowed`. A finding has `code`, `rule`,
/// `severity` (`note`, `warning` or `error`), `message`, `place`, `label` where there is one,
/// `related` (each `place` and `message`), `notes`, and `remedies` (each `text`, `certain`, and
/// `edits` of `place` and `text`). A place has `file`, `start` and `end`, and each of these has
/// `offset` in bytes from 0, `line` from 1, and `column` in characters from 1. What is allowed has
/// `because`, `until`, the place of its `annotation`, and its `finding`.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (findings, sources) = (report.findings, report.sources);
    let summary = Summary {
        errors: findings.count(Severity::Error),
        warnings: findings.count(Severity::Warning),
        notes: findings.count(Severity::Note),
        allowed: findings.allowed().len(),
        mendable: findings.mendable(),
    };
    let shape = Shape {
        schema: SCHEMA,
        tool: "rolewright",
        version: env!("CARGO_PKG_VERSION"),
        summary,
        findings: Each(findings.open(), |finding: &Diagnostic| {
            shape(finding, sources)
        }),
        allowed: Each(findings.allowed(), |allowed: &Allowed| AllowedShape {
            because: allowed.because.clone(),
            until: allowed.until.clone(),
            annotation: place(allowed.annotation, sources),
            finding: shape(&allowed.finding, sources),
        }),
    };
    escape::write(&shape, out)
}

#[derive(Serialize)]
struct Shape<Findings, Accepted> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    summary: Summary,
    findings: Findings,
    allowed: Accepted,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    allowed: usize,
    mendable: usize,
}

#[derive(Serialize)]
struct AllowedShape {
    because: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    annotation: PlaceShape,
    finding: FindingShape,
}

#[derive(Serialize)]
pub(super) struct FindingShape {
    code: &'static str,
    rule: &'static str,
    severity: Severity,
    message: String,
    place: PlaceShape,
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
    related: Vec<RelatedShape>,
    notes: Vec<String>,
    remedies: Vec<RemedyShape>,
}

#[derive(Serialize)]
struct RelatedShape {
    place: PlaceShape,
    message: String,
}

#[derive(Serialize)]
struct RemedyShape {
    text: String,
    certain: bool,
    edits: Vec<EditShape>,
}

#[derive(Serialize)]
struct EditShape {
    place: PlaceShape,
    text: String,
}

#[derive(Serialize)]
pub(super) struct PlaceShape {
    file: String,
    start: PointShape,
    end: PointShape,
}

/// `offset` counts bytes from 0; `line` and `column` count from 1, columns in characters.
#[derive(Serialize)]
struct PointShape {
    offset: u32,
    line: u32,
    column: u32,
}

/// Writes a list without making all of its shapes at once.
struct Each<'list, Item, Make>(&'list [Item], Make);

impl<Item, Out: Serialize, Make: Fn(&Item) -> Out> Serialize for Each<'_, Item, Make> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

pub(super) fn shape(finding: &Diagnostic, sources: &Sources) -> FindingShape {
    FindingShape {
        code: finding.code.id,
        rule: finding.code.name,
        severity: finding.severity,
        message: finding.message.clone(),
        place: place(finding.primary.span, sources),
        label: finding.primary.message.clone(),
        related: finding
            .related
            .iter()
            .map(|label| related(label, sources))
            .collect(),
        notes: finding.notes.clone(),
        remedies: finding
            .remedies
            .iter()
            .map(|remedy| advice(remedy, sources))
            .collect(),
    }
}

fn related(label: &Label, sources: &Sources) -> RelatedShape {
    RelatedShape {
        place: place(label.span, sources),
        message: label.message.clone(),
    }
}

fn advice(remedy: &Remedy, sources: &Sources) -> RemedyShape {
    let edit = |edit: &Edit| EditShape {
        place: place(edit.span, sources),
        text: edit.text.clone(),
    };
    RemedyShape {
        text: remedy.text.clone(),
        certain: remedy.certain,
        edits: remedy.edits.iter().map(edit).collect(),
    }
}

pub(super) fn place(span: Span, sources: &Sources) -> PlaceShape {
    let file = sources.get(span.file);
    let point = |offset: u32| {
        let unknown = Place { line: 1, column: 1 };
        let Place { line, column } = file.map_or(unknown, |file| file.place(offset));
        PointShape {
            offset,
            line,
            column,
        }
    };
    PlaceShape {
        file: file.map_or_else(String::new, |file| {
            file.name().to_string_lossy().into_owned()
        }),
        start: point(span.start),
        end: point(span.end),
    }
}
