//! Rules that judge by meaning give one verdict for one meaning.

use rolewright::catalog::Catalog;
use rolewright::lint::{Judges, rules};
use rolewright::syntax::{self, ast};

use super::{codes, examples, findings};

/// The longest expansion that is written out; `*` alone has tens of thousands.
const MOST_OPERATIONS: usize = 30_000;

fn meaning_examples() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let meaning = rules::ALL
        .iter()
        .filter(|rule| rule.judges == Judges::Meaning);
    meaning.flat_map(|rule| {
        let failing = examples(rule).into_iter().filter(|fence| fence.fails);
        failing.map(|fence| (rule.code.id, rule.code.name, fence.text))
    })
}

/// Returns the text of each top-level item.
fn items(text: &str) -> Vec<String> {
    let parsed = syntax::parse(rolewright::source::FileId::default(), text);
    let cut = |item: &ast::Item| {
        let start = item
            .docs
            .as_ref()
            .map_or(item.span.start, |docs| docs.span.start);
        text[start as usize..item.span.end as usize].to_owned()
    };
    parsed.file.items.iter().map(cut).collect()
}

/// Rewrites each quoted operation or pattern of a text.
fn with_operations(text: &str, rewrite: impl Fn(&str) -> String) -> String {
    let mut parts: Vec<String> = text.split('"').map(str::to_owned).collect();
    for part in parts.iter_mut().skip(1).step_by(2) {
        if part.contains('/')
            && part.contains('.')
            && !part.contains("://")
            && !part.starts_with('/')
            || part == "*"
            || part.starts_with("*/")
        {
            *part = rewrite(part);
        }
    }
    parts.join("\"")
}

#[test]
fn letter_case_changes_no_verdict() {
    for (code, name, text) in meaning_examples() {
        let shouted = with_operations(&text, str::to_uppercase);
        let found = findings(&[("policy.rw", &shouted)]);
        assert!(
            codes(&found).contains(&code),
            "{name}: lost in upper case\n{shouted}"
        );
    }
}

#[test]
fn order_changes_no_verdict() {
    for (_, name, text) in meaning_examples() {
        let mut items = items(&text);
        items.reverse();
        let turned = items.join("\n");
        let (before, after) = (
            findings(&[("policy.rw", &text)]),
            findings(&[("policy.rw", &turned)]),
        );
        assert_eq!(codes(&before), codes(&after), "{name}");
        assert_eq!(before.len(), after.len(), "{name}\n{turned}");
    }
}

#[test]
fn splitting_into_files_changes_no_verdict() {
    for (_, name, text) in meaning_examples() {
        let items = items(&text);
        let names: Vec<_> = (0..items.len())
            .map(|index| format!("part-{index}.rw"))
            .collect();
        let files: Vec<_> = names
            .iter()
            .map(String::as_str)
            .zip(items.iter().map(String::as_str))
            .collect();
        let (before, after) = (findings(&[("policy.rw", &text)]), findings(&files));
        assert_eq!(codes(&before), codes(&after), "{name}");
        assert_eq!(before.len(), after.len(), "{name}");
    }
}

#[test]
fn writing_a_wildcard_out_changes_no_verdict() {
    for (code, name, text) in meaning_examples() {
        if !text.contains('*') {
            continue;
        }
        let written_out = expanded(&text);
        let found = findings(&[("policy.rw", &written_out)]);
        assert!(
            codes(&found).contains(&code),
            "{name}: lost when written out"
        );
    }
}

/// Writes out each wildcard of a permission list as the operations that it reaches.
fn expanded(text: &str) -> String {
    let catalog = Catalog::embedded();
    let mut plane = rolewright::model::permission::Plane::Control;
    let mut out = String::new();
    for (index, part) in text.split('"').enumerate() {
        if index % 2 == 0 {
            if let Some(data) = part.rfind("data-actions") {
                let later = part.rfind(" actions").is_some_and(|control| control > data);
                if !later {
                    plane = rolewright::model::permission::Plane::Data;
                }
            } else if part.contains("actions") {
                plane = rolewright::model::permission::Plane::Control;
            }
            out.push_str(part);
            continue;
        }
        if !part.contains('*') {
            out.push_str(&format!("\"{part}\""));
            continue;
        }
        let pattern = rolewright::model::permission::Pattern::new(part);
        let bound = rolewright::algebra::Bound::Upper;
        let reached = rolewright::algebra::covered(catalog, plane, &pattern, bound);
        assert!(reached.len() <= MOST_OPERATIONS);
        let names: Vec<_> = reached
            .ids()
            .map(|id| format!("\"{}\"", catalog.name(id)))
            .collect();
        out.push_str(&names.join(", "));
    }
    out
}
