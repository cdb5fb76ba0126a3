//! Hostile strings go through every renderer and are read back by what reads its form.

use rolewright::diagnostic::{Code, Diagnostic, Edit, Severity};
use rolewright::report::{Findings, Report, Style, github, human, json, safe, sarif, short};
use rolewright::source::{FileId, Origin, Sources, Span};
use serde_json::Value;

use crate::support::hostile;

const CODE: Code = Code {
    id: "RW999",
    name: "hostile-text",
};

/// Makes one finding about each hostile text, which is file name, source, message and edit at once.
fn findings() -> (Sources, Findings) {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    for text in hostile() {
        let source = format!("grant {text} to all\n");
        let file = sources.add(format!("a/{text}.rw"), source.as_str(), Origin::Policy);
        let end = u32::try_from(6 + text.len()).unwrap();
        let span = Span::new(file, 6, end);
        found.push(
            Diagnostic::new(CODE, Severity::Error, span, text.as_str())
                .label(text.as_str())
                .related(Span::new(file, 0, 5), text.as_str())
                .note(text.as_str())
                .suggest(
                    text.as_str(),
                    vec![Edit::replace(span, format!("{text}{text}"))],
                ),
        );
    }
    let findings = Findings::new(found, Vec::new(), &sources);
    (sources, findings)
}

fn written(
    render: impl Fn(&Report<'_>, &mut Vec<u8>) -> std::io::Result<()>,
) -> (String, Sources, Findings) {
    let (sources, findings) = findings();
    let mut out = Vec::new();
    render(
        &Report {
            findings: &findings,
            sources: &sources,
            rules: &[],
        },
        &mut out,
    )
    .unwrap();
    (String::from_utf8(out).unwrap(), sources, findings)
}

/// Nothing but line feeds may steer a terminal.
#[track_caller]
fn assert_harmless(text: &str) {
    let harmful = |char: &char| {
        *char != '\n' && !matches!(safe(&char.to_string()), std::borrow::Cow::Borrowed(_))
    };
    let found = text.chars().find(harmful);
    assert_eq!(found, None, "{text:?}");
}

#[test]
fn no_form_lets_a_harmful_character_through() {
    let style = |width| Style {
        colour: false,
        width,
    };
    assert_harmless(
        &written(|report, out| human(report, style(60), out))
            .0
            .replace('\t', " "),
    );
    assert_harmless(
        &written(|report, out| human(report, style(120), out))
            .0
            .replace('\t', " "),
    );
    assert_harmless(&written(|report, out| short(report, out)).0);
    assert_harmless(&written(|report, out| json(report, out)).0);
    assert_harmless(&written(|report, out| sarif(report, "lint", out)).0);
    assert_harmless(&written(|report, out| github(report, out)).0);
}

#[test]
fn a_drawing_keeps_one_header_for_each_finding() {
    let (text, _, findings) = written(|report, out| {
        human(
            report,
            Style {
                colour: false,
                width: 80,
            },
            out,
        )
    });
    let headers = text
        .lines()
        .filter(|line| line.starts_with("error[RW999 hostile-text]: "));
    assert_eq!(headers.count(), findings.open().len());
}

#[test]
fn a_line_each_stays_a_line_each() {
    let (text, _, findings) = written(|report, out| short(report, out));
    assert_eq!(text.lines().count(), findings.open().len());
}

#[test]
fn json_reads_back_the_same() {
    let (text, sources, findings) = written(|report, out| json(report, out));
    let read: Value = serde_json::from_str(&text).unwrap();
    for (index, finding) in findings.open().iter().enumerate() {
        let (shape, message) = (&read["findings"][index], finding.message.as_str());
        let name = sources
            .get(finding.primary.span.file)
            .unwrap()
            .name()
            .to_str()
            .unwrap();
        assert_eq!(shape["message"], message);
        assert_eq!(shape["label"].as_str().unwrap_or(""), message);
        assert_eq!(shape["notes"][0], message);
        assert_eq!(shape["related"][0]["message"], message);
        assert_eq!(
            shape["remedies"][0]["edits"][0]["text"],
            finding.remedies[0].edits[0].text
        );
        assert_eq!(shape["place"]["file"], name);
    }
}

#[test]
fn sarif_reads_back_the_same_file_and_edit() {
    let (text, sources, findings) = written(|report, out| sarif(report, "lint", out));
    let read: Value = serde_json::from_str(&text).unwrap();
    for (index, finding) in findings.open().iter().enumerate() {
        let result = &read["runs"][0]["results"][index];
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        let name = sources
            .get(finding.primary.span.file)
            .unwrap()
            .name()
            .to_str()
            .unwrap();
        assert_eq!(decoded(uri), name);
        let edit =
            &result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"];
        assert_eq!(
            edit.as_str().unwrap_or(""),
            finding.remedies[0].edits[0].text
        );
        let message = result["message"]["text"].as_str().unwrap();
        assert!(message.starts_with(&*rolewright::report::safe_lines(&finding.message)));
    }
}

#[test]
fn fingerprints_are_all_different_and_survive_lines_above() {
    let prints = |above: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let line = "grant a to b\n";
        let file = sources.add("a.rw", format!("{above}{}", line.repeat(3)), Origin::Policy);
        let found = |nth: usize| {
            let start = u32::try_from(above.len() + nth * line.len()).unwrap();
            Diagnostic::new(
                CODE,
                Severity::Error,
                Span::new(file, start, start + 5),
                format!("on line {nth}"),
            )
        };
        let findings = Findings::new((0..3).map(found).collect(), Vec::new(), &sources);
        let mut out = Vec::new();
        let report = Report {
            findings: &findings,
            sources: &sources,
            rules: &[],
        };
        sarif(&report, "lint", &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        let results = read["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| {
                result["partialFingerprints"]["rolewright/v1"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    let plain = prints("");
    assert_eq!(prints("// something new\n\n"), plain);
    let mut different = plain.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 3);
}

/// Reads a workflow command as the runner does: `::name key=value,…::message`.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let plain = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%")
    };
    let property = |text: &str| plain(&text.replace("%3A", ":").replace("%2C", ","));
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap();
        (key.to_owned(), property(value))
    };
    (
        name.to_owned(),
        properties.split(',').map(pair).collect(),
        plain(message),
    )
}

#[test]
fn workflow_commands_read_back_one_for_each_finding() {
    let (text, sources, findings) = written(|report, out| github(report, out));
    assert_eq!(text.lines().count(), findings.open().len());
    for (line, finding) in text.lines().zip(findings.open()) {
        let (name, properties, message) = command(line);
        let file = sources
            .get(finding.primary.span.file)
            .unwrap()
            .name()
            .to_str()
            .unwrap();
        assert_eq!(name, "error");
        assert_eq!(properties[1], ("file".to_owned(), safe(file).into_owned()));
        assert!(
            message.starts_with(&*rolewright::report::safe_lines(&finding.message)),
            "{message:?}"
        );
    }
}

/// Undoes percent encoding.
fn decoded(uri: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), uri.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(&others[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Wherever a span points, and however long the line is, drawing gives something and never fails.
#[test]
fn every_span_can_be_drawn() {
    let texts = [
        "",
        "\n",
        "a",
        "é\r\n\u{202e}漢\t字\n",
        "x\n\n\n\n\n\n\n\n\ny",
    ];
    let long = "ab\u{1b}é漢".repeat(2000);
    for text in texts.into_iter().chain([long.as_str()]) {
        let mut sources = Sources::default();
        let file = sources.add("a.rw", text, Origin::Policy);
        let length = u32::try_from(text.len()).unwrap();
        let points = (0..=length.min(40)).chain([
            length / 2,
            length.saturating_sub(1),
            length,
            length + 9,
            u32::MAX,
        ]);
        let points: Vec<_> = points.collect();
        for start in &points {
            for end in &points {
                let span = Span {
                    file,
                    start: *start,
                    end: *end,
                };
                let stray = Span::new(FileId::new(7), 0, 1);
                let finding = Diagnostic::new(CODE, Severity::Note, span, "m")
                    .label("l")
                    .related(stray, "s");
                let findings = Findings::new(vec![finding], Vec::new(), &sources);
                let report = Report {
                    findings: &findings,
                    sources: &sources,
                    rules: &[],
                };
                let mut out = Vec::new();
                human(
                    &report,
                    Style {
                        colour: false,
                        width: 60,
                    },
                    &mut out,
                )
                .unwrap();
                let drawn = String::from_utf8(out).unwrap();
                assert!(
                    drawn.contains("a.rw:") && drawn.len() < 5000,
                    "{start}..{end} of {text:?}: {drawn}"
                );
                for render in [
                    json as fn(&Report<'_>, &mut dyn std::io::Write) -> _,
                    short,
                    github,
                ] {
                    render(&report, &mut Vec::new()).unwrap();
                }
            }
        }
    }
}
