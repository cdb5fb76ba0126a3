//! The rules as SARIF describes them, from their pages.

use std::collections::BTreeMap;

use super::shape::{Configuration, Help, Message, Properties, ReportingDescriptor};
use crate::diagnostic::{Code, Severity};
use crate::report::{Report, short};

/// Describes every rule with a page, and every other code that occurs, sorted by code.
pub(super) fn rules(report: &Report<'_>) -> Vec<ReportingDescriptor> {
    let mut known: BTreeMap<&'static str, (Code, Severity, &str)> = BTreeMap::new();
    for rule in report.rules {
        known.insert(rule.code.id, (rule.code, rule.severity, rule.page));
    }
    let allowed = report
        .findings
        .allowed()
        .iter()
        .map(|allowed| &allowed.finding);
    for finding in report.findings.open().iter().chain(allowed) {
        known
            .entry(finding.code.id)
            .or_insert((finding.code, finding.severity, ""));
    }
    known
        .into_values()
        .map(|(code, severity, page)| describe(code, severity, page))
        .collect()
}

fn describe(code: Code, severity: Severity, page: &str) -> ReportingDescriptor {
    let short = first_sentence(page).unwrap_or_else(|| sentence(code.name));
    let markdown = if page.is_empty() {
        format!(
            "# {} ({})\n\nThis is no rule: its level cannot be set, and no `@allow` accepts it.\n",
            code.name, code.id
        )
    } else {
        page.to_owned()
    };
    ReportingDescriptor {
        id: code.id,
        name: pascal(code.name),
        short_description: Message::text(short.clone()),
        full_description: Message::text(section(page, "## Why is this bad?").unwrap_or(short)),
        help: Help {
            text: markdown.replace('`', ""),
            markdown,
        },
        default_configuration: Configuration {
            level: short::word(severity),
        },
        properties: Properties {
            tags: vec!["security", "azure", "rbac"],
            precision: "very-high",
            problem_severity: match severity {
                Severity::Note => "recommendation",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            security_severity: match severity {
                Severity::Note => "2.0",
                Severity::Warning => "5.0",
                Severity::Error => "8.0",
            },
        },
    }
}

/// Turns a name into a sentence: `stray-brace` into `Stray brace.`
fn sentence(name: &str) -> String {
    let mut words = name.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words + "."
}

/// Returns the sentence below the title of a page.
fn first_sentence(page: &str) -> Option<String> {
    let line = page
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with('#'))?;
    Some(line.to_owned())
}

/// Returns the first paragraph below a heading.
fn section(page: &str, heading: &str) -> Option<String> {
    let (_, below) = page.split_once(heading)?;
    let paragraph: Vec<_> = below
        .trim_start()
        .lines()
        .take_while(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}

fn pascal(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    });
    words.collect()
}
