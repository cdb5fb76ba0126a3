//! What a drawing does with long lines, long labels and characters of odd width.

use rolewright::diagnostic::{Code, Diagnostic, Severity};
use rolewright::report::{Findings, Report, Style, human};
use rolewright::source::{Origin, Sources, Span};

use crate::support::snapshot;

const CODE: Code = Code {
    id: "RW999",
    name: "drawn",
};

/// Draws findings at the given `(part, message)` of a text.
fn drawn(text: &str, parts: &[(&str, &str)]) -> String {
    let mut sources = Sources::default();
    let file = sources.add("a.rw", text, Origin::Policy);
    let spans: Vec<_> = parts
        .iter()
        .map(|(part, message)| {
            let start = u32::try_from(text.find(part).unwrap()).unwrap();
            (
                Span::new(file, start, start + u32::try_from(part.len()).unwrap()),
                *message,
            )
        })
        .collect();
    let mut finding =
        Diagnostic::new(CODE, Severity::Warning, spans[0].0, "something").label(spans[0].1);
    for (span, message) in &spans[1..] {
        finding = finding.related(*span, *message);
    }
    let findings = Findings::new(vec![finding], Vec::new(), &sources);
    let mut out = Vec::new();
    let report = Report {
        findings: &findings,
        sources: &sources,
        rules: &[],
    };
    human(
        &report,
        Style {
            colour: false,
            width: 80,
        },
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_long_line_is_cut_round_its_label() {
    let text = format!("{}HERE{}\n", "before ".repeat(100), " after".repeat(100));
    snapshot("report", "long-line", &drawn(&text, &[("HERE", "here")]));
}

#[test]
fn the_middle_of_a_long_label_is_left_out() {
    let text = format!(
        "one\nfirst {{\n{}}} last\nend\n",
        "    inner\n".repeat(50_000)
    );
    let whole = &text[4..text.len() - 10];
    snapshot(
        "report",
        "long-label",
        &drawn(&text, &[(whole, "all of this"), ("end", "and this")]),
    );
}

#[test]
fn carets_stand_below_what_is_seen() {
    let text = "\tgrant \u{202e}evil\u{1b}[31m 漢字 e\u{301} on x\n";
    snapshot(
        "report",
        "odd-widths",
        &drawn(
            text,
            &[(" on", "here"), ("evil", "and here"), ("漢字", "wide")],
        ),
    );
}

#[test]
fn a_label_to_the_end_of_the_file_stays_on_its_last_line() {
    snapshot(
        "report",
        "last-line",
        &drawn("one\ntwo\r\n", &[("two\r\n", "here")]),
    );
}
