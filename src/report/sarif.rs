//! SARIF 2.1.0, as GitHub and Azure DevOps read it.

mod fingerprint;
mod rules;
mod shape;
mod uri;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use self::fingerprint::Fingerprints;
use self::shape::{
    ArtifactChange, ArtifactLocation, Content, Fix, Location, Message, PhysicalLocation, Region,
    Replacement, SarifResult, Suppression,
};
use super::{Allowed, Report, escape, safe_lines, short};
use crate::diagnostic::{Diagnostic, Label, Remedy};
use crate::source::{FileId, Sources, Span};

/// Writes the findings as one SARIF run of a command, such as `lint`.
pub fn sarif(report: &Report<'_>, command: &str, out: &mut dyn Write) -> io::Result<()> {
    let rules = rules::rules(report);
    let index = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.id, index))
        .collect();
    let maker = Maker {
        sources: report.sources,
        index,
        fingerprints: Fingerprints::default(),
        with_suppressions: !report.findings.allowed().is_empty(),
    };
    let results = Results {
        report,
        maker: RefCell::new(maker),
    };
    escape::write(&shape::log(command, rules, results), out)
}

/// Makes each result when it is written, since all of them at once would take much room.
struct Results<'run> {
    report: &'run Report<'run>,
    maker: RefCell<Maker<'run>>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let open = self
            .report
            .findings
            .open()
            .iter()
            .map(|finding| (finding, None));
        let allowed = self.report.findings.allowed().iter();
        let allowed = allowed.map(|allowed| (&allowed.finding, Some(allowed)));
        let make = |(finding, allowed)| self.maker.borrow_mut().result(finding, allowed);
        serializer.collect_seq(open.chain(allowed).map(make))
    }
}

struct Maker<'run> {
    sources: &'run Sources,
    index: BTreeMap<&'static str, usize>,
    fingerprints: Fingerprints,
    with_suppressions: bool,
}

impl Maker<'_> {
    fn result(&mut self, finding: &Diagnostic, allowed: Option<&Allowed>) -> SarifResult {
        let primary = finding.primary.span;
        let fingerprint = self.fingerprints.of(finding, self.sources);
        let related = finding.related.iter().enumerate();
        SarifResult {
            rule_id: finding.code.id,
            rule_index: self.index.get(finding.code.id).copied(),
            level: short::word(finding.severity),
            message: Message::text(text(finding)),
            locations: vec![Location {
                id: None,
                message: None,
                physical: self.physical(primary),
            }],
            related_locations: related
                .map(|(index, label)| self.related(index, label))
                .collect(),
            partial_fingerprints: BTreeMap::from([("rolewright/v1", fingerprint)]),
            fixes: finding
                .remedies
                .iter()
                .filter_map(|remedy| self.fix(remedy))
                .collect(),
            suppressions: self.with_suppressions.then(|| {
                allowed
                    .into_iter()
                    .map(|allowed| self.suppression(allowed))
                    .collect()
            }),
        }
    }

    fn physical(&self, span: Span) -> PhysicalLocation {
        PhysicalLocation {
            artifact_location: self.artifact(span.file),
            region: self.region(span),
        }
    }

    fn artifact(&self, file: FileId) -> ArtifactLocation {
        uri::artifact(self.sources.get(file).map(crate::source::SourceFile::name))
    }

    fn region(&self, span: Span) -> Region {
        let file = self.sources.get(span.file);
        let place = |at| file.map_or((1, 1), |file| (file.place(at).line, file.place(at).column));
        let ((start_line, start_column), (end_line, end_column)) =
            (place(span.start), place(span.end));
        Region {
            start_line,
            start_column,
            end_line,
            end_column,
            byte_offset: span.start,
            byte_length: span.end - span.start,
        }
    }

    fn related(&self, index: usize, label: &Label) -> Location {
        let message = safe_lines(&label.message).into_owned();
        Location {
            id: Some(index + 1),
            message: (!message.is_empty()).then(|| Message::text(message)),
            physical: self.physical(label.span),
        }
    }

    fn fix(&self, remedy: &Remedy) -> Option<Fix> {
        let mut changes: BTreeMap<FileId, Vec<Replacement>> = BTreeMap::new();
        for edit in &remedy.edits {
            let replacement = Replacement {
                deleted_region: self.region(edit.span),
                inserted_content: (!edit.text.is_empty()).then(|| Content {
                    text: edit.text.clone(),
                }),
            };
            changes.entry(edit.span.file).or_default().push(replacement);
        }
        let change = |(file, replacements)| ArtifactChange {
            artifact_location: self.artifact(file),
            replacements,
        };
        (!changes.is_empty()).then(|| Fix {
            description: Message::text(safe_lines(&remedy.text).into_owned()),
            artifact_changes: changes.into_iter().map(change).collect(),
        })
    }

    fn suppression(&self, allowed: &Allowed) -> Suppression {
        Suppression {
            kind: "inSource",
            status: "accepted",
            justification: safe_lines(&allowed.because).into_owned(),
            location: Location {
                id: None,
                message: None,
                physical: self.physical(allowed.annotation),
            },
        }
    }
}

/// Says everything in one text, since viewers show little beside it.
fn text(finding: &Diagnostic) -> String {
    let mut text = finding.message.clone();
    if !finding.primary.message.is_empty() {
        text = format!("{text} ({})", finding.primary.message);
    }
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
