//! The gallery: every diagnostic code with an example, drawn narrow and wide, and mended.
//!
//! Examples of rules stand on their pages; the others are `tests/fixtures/gallery/CODE.rw` (or
//! `.json`). A line `//// file NAME` begins another file of the example, `//// mended` begins what
//! the first file becomes when the advice is followed by hand.

use std::collections::BTreeSet;
use std::fmt::Write;

use rolewright::lint::rules;
use rolewright::{cli, compile, import, lint, resolve, syntax};

use crate::support::{Folder, Ran, checkout};

/// Codes that no text shows; each is held by the test that is named.
const NOT_SHOWN: &[(&str, &str)] = &[
    (
        "RW019",
        "hostile: the command refuses such a file before it is parsed",
    ),
    (
        "RW811",
        "compile: a role of a megabyte, which lint takes long to read",
    ),
    ("RW030", "syntax: a file of mistakes"),
    ("RW133", "hostile: grants of everybody on everything"),
    ("RW906", "hostile: somebody in a thousand groups"),
    ("RW907", "bounds: somebody who comes to a thousand others"),
    ("RW132", "hostile: strings that double"),
    ("RW822", "lint stops the build first, with RW131 or RW407"),
];

/// A text that is too long for a file, with what it is when it is mended.
fn long_text(code: &str) -> Option<(String, String)> {
    (code == "RW815").then(|| (assignable(2_001), assignable(1)))
}

/// Settings beside such a text.
const QUIET: &str = "[lint.rules]\nassignable-beyond-use = \"off\"\n";

/// A policy with one role that is assignable in so many resource groups.
fn assignable(count: usize) -> String {
    let subscription = "11111111-1111-1111-1111-111111111111";
    let scope = |number: usize| {
        let end = if number == 0 {
            String::new()
        } else {
            format!("-{number}")
        };
        format!("        \"/subscriptions/{subscription}/resourceGroups/rg{end}\"")
    };
    let scopes: Vec<_> = (0..count).map(scope).collect();
    format!(
        "environment dev {{ tier development subscription \"{subscription}\" resource-group \"rg\" }}
workspace churn in dev
group ops {{ object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }}
role odd on workspace {{
    actions \"Microsoft.MachineLearningServices/workspaces/read\"
    assignable-scopes
{}
}}
grant odd to ops on churn@dev
",
        scopes.join(",\n")
    )
}

struct Example {
    code: &'static str,
    name: &'static str,
    files: Vec<(String, String)>,
    /// The file that is mended by hand, by position, and its text.
    mended: Option<(usize, String)>,
}

fn every_code() -> Vec<(&'static str, &'static str)> {
    let tables = [
        syntax::codes::ALL,
        import::ALL,
        cli::config::ALL,
        resolve::codes::ALL,
        compile::codes::ALL,
        lint::suppress::CODES,
    ];
    let rules = rules::ALL.iter().map(|rule| rule.code);
    let all = tables
        .iter()
        .flat_map(|table| table.iter().copied())
        .chain(rules);
    let all: BTreeSet<_> = all.map(|code| (code.id, code.name)).collect();
    all.into_iter().collect()
}

fn example(code: &'static str, name: &'static str) -> Option<Example> {
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.code.id == code) {
        let fence = crate::lint::examples(rule)
            .into_iter()
            .find(|fence| fence.fails)?;
        let files = vec![("policy.rw".to_owned(), fence.text)];
        return Some(Example {
            code,
            name,
            files,
            mended: None,
        });
    }
    if let Some((text, mended)) = long_text(code) {
        return Some(Example {
            code,
            name,
            files: vec![
                ("policy.rw".to_owned(), text),
                ("rolewright.toml".to_owned(), QUIET.to_owned()),
            ],
            mended: Some((0, mended)),
        });
    }
    let path = |end: &str| checkout(&format!("tests/fixtures/gallery/{code}.{end}"));
    let end = ["rw", "json"].into_iter().find(|end| path(end).exists())?;
    let text = std::fs::read_to_string(path(end)).unwrap();
    let mut example = Example {
        code,
        name,
        files: vec![(format!("policy.{end}"), String::new())],
        mended: None,
    };
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//// ").map(str::trim_end) {
            Some(other) if other.starts_with("mended") => {
                let named = other.strip_prefix("mended ");
                let found = named
                    .and_then(|named| example.files.iter().position(|(name, _)| name == named));
                example.mended = Some((found.unwrap_or(0), String::new()));
            }
            Some(other) => {
                let file = other
                    .strip_prefix("file ")
                    .unwrap_or_else(|| panic!("{code}: {other}"));
                example.files.push((file.to_owned(), String::new()));
            }
            None => match (&mut example.mended, example.files.last_mut()) {
                (Some((_, mended)), _) => mended.push_str(line),
                (None, Some((_, text))) => text.push_str(line),
                (None, None) => {}
            },
        }
    }
    Some(example)
}

impl Example {
    fn run(&self, files: &[(String, String)], more: &[&str], width: &str) -> Ran {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let folder = Folder::with(&files);
        let built = self.code.starts_with("RW8");
        let first = files[0].0;
        let mut line = if built {
            vec!["build", first, "--out", "out"]
        } else {
            vec!["lint", first]
        };
        line.extend(more);
        folder.run_with(&line, "", &[("COLUMNS", width)])
    }

    fn findings(&self, files: &[(String, String)]) -> Vec<serde_json::Value> {
        let ran = self.run(files, &["--output", "json"], "80");
        let report: serde_json::Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}{}", self.code, ran.out, ran.err));
        report["findings"].as_array().unwrap().clone()
    }

    fn count(&self, files: &[(String, String)]) -> usize {
        self.findings(files)
            .iter()
            .filter(|one| one["code"] == self.code)
            .count()
    }
}

#[test]
fn every_code_has_an_example_and_the_page_shows_it() {
    let mut page = String::from(
        "# Gallery\n\nEvery finding that rolewright knows, drawn for 60 and for 120 columns. Written by a test.\n",
    );
    let mut missing = Vec::new();
    for (code, name) in every_code() {
        let Some(example) = example(code, name) else {
            if !NOT_SHOWN.iter().any(|(known, _)| *known == code) {
                missing.push(format!("{code} {name}: no example"));
            }
            continue;
        };
        if example.count(&example.files) == 0 {
            let codes: Vec<_> = example
                .findings(&example.files)
                .iter()
                .map(|one| one["code"].clone())
                .collect();
            missing.push(format!("{code} {name}: its example gives {codes:?}"));
        }
        let _ = writeln!(page, "\n## {} {}\n", example.code, example.name);
        for width in ["60", "120"] {
            let ran = example.run(&example.files, &[], width);
            let _ = writeln!(
                page,
                "```text\n{}{}```",
                ran.out,
                if ran.out.is_empty() {
                    ran.err
                } else {
                    String::new()
                }
            );
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let place = checkout("snapshots/gallery.md");
    let known = std::fs::read_to_string(&place).unwrap_or_default();
    if known != page {
        if std::env::var_os("CI").is_none() {
            std::fs::write(&place, &page).unwrap();
        }
        panic!("snapshots/gallery.md was not up to date; it is written anew outside CI: read it");
    }
}

#[test]
fn each_remedy_followed_word_for_word_makes_its_finding_vanish() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for (code, name) in every_code() {
        let Some(example) = example(code, name) else {
            continue;
        };
        let findings = example.findings(&example.files);
        let own: Vec<_> = findings.iter().filter(|one| one["code"] == code).collect();
        let mut mendable = example.mended.is_some();
        for finding in &own {
            for remedy in finding["remedies"].as_array().unwrap() {
                let edits = remedy["edits"].as_array().unwrap();
                if edits.is_empty() {
                    continue;
                }
                mendable = true;
                followed += 1;
                let mended = apply(&example.files, edits);
                if example.count(&mended) >= own.len() {
                    wrong.push(format!("{code} {name}: {remedy}\n{}", mended[0].1));
                }
            }
        }
        if let Some((index, text)) = &example.mended {
            let mut files = example.files.clone();
            files[*index].1.clone_from(text);
            if example.count(&files) > 0 {
                wrong.push(format!(
                    "{code} {name}: the text mended by hand still has it"
                ));
            }
        }
        if !mendable {
            wrong.push(format!("{code} {name}: neither edits nor a mended text"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{followed} remedies followed");
}

/// Applies edits to the files that they name.
fn apply(files: &[(String, String)], edits: &[serde_json::Value]) -> Vec<(String, String)> {
    let offset = |edit: &serde_json::Value, end: &str| {
        usize::try_from(edit["place"][end]["offset"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(edit, "start")));
    let mut files = files.to_vec();
    for edit in edits {
        let named = edit["place"]["file"].as_str().unwrap();
        let (_, text) = files
            .iter_mut()
            .find(|(name, _)| named.ends_with(name.as_str()))
            .unwrap();
        text.replace_range(
            offset(edit, "start")..offset(edit, "end"),
            edit["text"].as_str().unwrap(),
        );
    }
    files
}
