//! What must hold for any input; each target feeds one of these functions.

use std::sync::LazyLock;

use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::compile::refuse::{Limits, refuse};
use rolewright::diagnostic::{Diagnostic, Severity};
use rolewright::emit::{Format, artefacts};
use rolewright::graph;
use rolewright::import::{Document, decode, read};
use rolewright::lint::{Settings, View, lint};
use rolewright::model::date::Day;
use rolewright::report::{self, Findings, Report, Style};
use rolewright::resolve::{resolve, standard};
use rolewright::source::{FileId, Origin, Sources, Span};
use rolewright::syntax::{self, Parsed, ast};

/// The standard library, read once.
static LIBRARY: LazyLock<Vec<ast::File>> = LazyLock::new(|| {
    let number = |index: usize| FileId::new(u32::try_from(index + 1).expect("few files"));
    let files = standard::FILES.iter().enumerate();
    files
        .map(|(index, (_, text))| syntax::parse(number(index), text).file)
        .collect()
});

/// Any text gives a tree and sound places.
pub fn parse(text: &str) {
    sound(&syntax::parse(FileId::default(), text).diagnostics, text);
}

/// Canonical text says the same, keeps every comment, and is its own canonical text.
pub fn format(text: &str) {
    let before = syntax::parse(FileId::default(), text);
    if !before.diagnostics.is_empty() {
        return;
    }
    let once = syntax::format(&before.file, text);
    let after = syntax::parse(FileId::default(), &once);
    assert_eq!(after.diagnostics, [], "{once}");
    assert_eq!(bare(&before), bare(&after), "the tree changes:\n{once}");
    assert_eq!(comments(&before, text), comments(&after, &once), "{once}");
    assert_eq!(syntax::format(&after.file, &once), once, "not stable");
}

/// Any bytes are refused or read; what is read can be written as policy text and read again.
pub fn import(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    let document = Document {
        file: FileId::default(),
        text: &text,
    };
    let declared: Vec<_> = LIBRARY.iter().collect();
    let imported = read(&[document], &declared, &|_| None);
    sound(&imported.diagnostics, &text);
    for tree in &imported.files {
        let policy = syntax::format_tree(tree);
        let again = syntax::parse(FileId::default(), &policy);
        let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
        assert_eq!(again.diagnostics.iter().find(is_error), None, "{policy}");
        assert_eq!(syntax::format_tree(&again.file), policy, "not stable");
    }
}

/// Any text goes through every room up to the artefacts, the graph and the reports.
pub fn pipeline(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("a.rw", text, Origin::Policy);
    for (name, text) in standard::FILES {
        sources.add(*name, *text, Origin::Standard);
    }
    let parsed = syntax::parse(file, text);
    let catalog = Catalog::embedded();
    let resolved = resolve(std::slice::from_ref(&parsed.file), &LIBRARY, catalog);
    let model = &resolved.model;
    let today = Day::parse("2026-11-22");
    let compiled = compile(model, catalog, today);
    let settings = Settings {
        today,
        ..Settings::default()
    };
    let linted = lint(&View::new(model, &compiled, catalog, &settings));
    let refused = refuse(model, &compiled, catalog, Limits::of(model.policy.cloud));
    let found = [
        parsed.diagnostics,
        resolved.diagnostics,
        linted.open,
        refused,
    ]
    .concat();
    let is_broken = found.iter().any(|one| one.severity == Severity::Error);
    let findings = Findings::new(found, Vec::new(), &sources);
    reported(&findings, &sources);
    if !is_broken {
        let made = artefacts(model, &compiled, &sources, &Format::ALL);
        assert!(made.iter().all(|one| one.text.ends_with('\n')));
    }
    let access = graph::build(model, &compiled);
    let drawings = [graph::dot, graph::mermaid].map(|draw| draw(&access, report::safe));
    assert!(drawings.iter().all(|drawing| drawing.ends_with('\n')));
}

/// Every place lies in the text, on the borders of characters, and somebody is told what to do.
fn sound(found: &[Diagnostic], text: &str) {
    let is_sound = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    for one in found {
        let edits = one.remedies.iter().flat_map(|remedy| &remedy.edits);
        let spans = edits.map(|edit| edit.span);
        let spans = spans.chain(one.related.iter().map(|label| label.span));
        assert!(
            is_sound(one.primary.span) && spans.into_iter().all(is_sound),
            "{one:?}"
        );
        assert!(
            !one.message.is_empty() && !one.remedies.is_empty(),
            "{one:?}"
        );
    }
}

/// Writes a tree without its places.
fn bare(parsed: &Parsed) -> String {
    let text = format!("{:?}", parsed.file.items);
    let mut parts = text.split("Span { file: FileId(0), start: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |bare, part| {
        bare + part.split_once('}').map_or(part, |(_, rest)| rest)
    })
}

/// Lists the comments, sorted and without the blanks behind them.
fn comments(parsed: &Parsed, text: &str) -> Vec<String> {
    let spans = parsed.file.comments.iter();
    let texts = spans.map(|span| &text[span.start as usize..span.end as usize]);
    let mut texts: Vec<_> = texts
        .map(|text| text.trim_end().replace("\r\n", "\n"))
        .collect();
    texts.sort_unstable();
    texts
}

/// Every report can be written, and nothing in those for people steers a terminal.
fn reported(findings: &Findings, sources: &Sources) {
    let report = Report {
        findings,
        sources,
        rules: &[],
    };
    let style = Style {
        colour: false,
        width: 80,
    };
    let mut out = Vec::new();
    report::human(&report, style, &mut out).expect("memory takes all");
    report::short(&report, &mut out).expect("memory takes all");
    report::github(&report, &mut out).expect("memory takes all");
    report::json(&report, &mut out).expect("memory takes all");
    report::sarif(&report, "lint", &mut out).expect("memory takes all");
    let text = String::from_utf8(out).expect("reports are text");
    let harmful = text.chars().find(|char| {
        !"\n\t".contains(*char) && report::safe(char.encode_utf8(&mut [0; 4])) != char.to_string()
    });
    assert_eq!(harmful, None, "{text}");
}
