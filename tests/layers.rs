//! The fences between the rooms.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// What every room may name, and which itself names none.
const EVERYBODY: &str = "support";

/// Which rooms a room may name. `cli` is the door: it may name all, nobody may name it.
const MAY_USE: &[(&str, &[&str])] = &[
    (EVERYBODY, &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("model", &["source"]),
    ("catalog", &["model"]),
    ("algebra", &["model", "catalog"]),
    ("syntax", &["source", "diagnostic"]),
    ("import", &["syntax", "source", "diagnostic", "model"]),
    ("observed", &["model"]),
    ("net", &[]),
    ("credential", &["net", "model"]),
    ("azure", &["net"]),
    ("gather", &["azure", "observed", "model", "catalog"]),
    // It knows what is written by the compiled form, and what is read by who reads.
    (
        "rights",
        &["model", "compile", "catalog", "gather", "syntax", "source"],
    ),
    (
        "resolve",
        &[
            "syntax",
            "model",
            "catalog",
            "diagnostic",
            "source",
            "algebra",
        ],
    ),
    (
        "compile",
        &["model", "algebra", "catalog", "diagnostic", "source"],
    ),
    (
        "access",
        &["model", "compile", "algebra", "catalog", "observed"],
    ),
    ("reach", &["model", "access", "algebra", "catalog"]),
    ("score", &["model", "access", "reach", "algebra", "catalog"]),
    (
        "verdict",
        &[
            "model", "compile", "access", "reach", "algebra", "catalog", "source",
        ],
    ),
    (
        "diff",
        &[
            "model", "compile", "access", "reach", "verdict", "algebra", "catalog", "source",
        ],
    ),
    (
        "plan",
        &[
            "model", "compile", "access", "algebra", "catalog", "observed", "source",
        ],
    ),
    ("drift", &["plan", "compile", "observed", "model"]),
    (
        "apply",
        &["plan", "observed", "compile", "catalog", "model"],
    ),
    (
        "question",
        &[
            "model", "compile", "access", "reach", "algebra", "catalog", "resolve", "source",
        ],
    ),
    ("graph", &["model", "compile", "source"]),
    ("usage", &["model", "algebra"]),
    (
        "minimize",
        &[
            "usage", "access", "model", "algebra", "catalog", "syntax", "source",
        ],
    ),
    (
        "lint",
        &[
            "model",
            "compile",
            "access",
            "reach",
            "verdict",
            "graph",
            "algebra",
            "catalog",
            "diagnostic",
            "source",
        ],
    ),
    (
        "emit",
        &[
            "model",
            "compile",
            "algebra",
            "catalog",
            "source",
            "diagnostic",
        ],
    ),
    ("report", &["source", "diagnostic", "lint"]),
    (
        "project",
        &[
            "syntax",
            "import",
            "resolve",
            "compile",
            "access",
            "lint",
            "report",
            "model",
            "catalog",
            "source",
            "diagnostic",
        ],
    ),
    // Shares nothing with the client of Azure, so that neither hides a mistake of the other.
    ("sandbox", &["catalog"]),
];

/// Crates that these rooms alone may name.
const OWN_CRATES: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("petgraph", &["graph", "reach"]),
    ("codespan_reporting", &["report"]),
    ("jsonc_parser", &["import"]),
    ("clap", &["cli"]),
    ("hyper", &["cli"]),
    ("rcgen", &["cli"]),
    ("tokio_rustls", &["cli"]),
    ("miette", &["cli"]),
    ("walkdir", &["cli"]),
    ("tempfile", &["cli"]),
    ("toml", &["cli"]),
    ("reqwest", &["net"]),
    ("azure_core", &["credential"]),
    ("azure_identity", &["credential"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(below: &str) -> Vec<PathBuf> {
    let entries = WalkDir::new(root().join(below))
        .sort_by_file_name()
        .into_iter();
    let files = entries
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path);
    files
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap();
    Path::new(first.as_os_str())
        .file_stem()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned()
}

/// Lists `(line, room)` for each `crate::room` in code, comments left out.
fn named_rooms(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for rest in code.split("crate::").skip(1) {
            let room = rest
                .chars()
                .take_while(|char| char.is_ascii_lowercase() || *char == '_');
            named.push((index + 1, room.collect()));
        }
    }
    named
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let table: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let mut breaches = Vec::new();
    for path in rust_files("src") {
        let room = room_of(&path);
        if matches!(room.as_str(), "cli" | "lib" | "main") {
            continue;
        }
        let allowed = table
            .get(room.as_str())
            .unwrap_or_else(|| panic!("`{room}` is not in the table"));
        for (line, named) in named_rooms(&std::fs::read_to_string(&path).unwrap()) {
            let known = table.contains_key(named.as_str()) || named == "cli";
            if known && named != room && named != EVERYBODY && !allowed.contains(&named.as_str()) {
                breaches.push(format!(
                    "{}:{line}: `{room}` must not use `{named}`",
                    path.display()
                ));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn one_room_alone_names_each_outside_crate() {
    let mut breaches = Vec::new();
    for path in rust_files("src") {
        let (room, text) = (room_of(&path), std::fs::read_to_string(&path).unwrap());
        for (name, owners) in OWN_CRATES {
            let call = format!("{name}::");
            let named = text.lines().any(|line| {
                let code = line.split("//").next().unwrap_or("");
                code.match_indices(&call).any(|(at, _)| {
                    !code[..at].ends_with(|char: char| {
                        char.is_alphanumeric() || char == '_' || char == ':'
                    })
                })
            });
            if named && !owners.contains(&room.as_str()) && room != "main" {
                breaches.push(format!(
                    "{}: only `{}` may name `{name}`",
                    path.display(),
                    owners.join("`, `")
                ));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// The slow evaluator tests the engine only as long as it shares nothing with it but plain data.
#[test]
fn the_slow_evaluator_shares_only_plain_data() {
    let mut files = rust_files("tests/slow");
    files.push(root().join("tests/slow.rs"));
    for path in files.iter().filter(|path| path.exists()) {
        let text = std::fs::read_to_string(path).unwrap();
        for rest in text.split("rolewright::").skip(1) {
            assert!(
                rest.starts_with("model::"),
                "{}: names more than `rolewright::model`",
                path.display()
            );
        }
        assert!(
            !text.contains("super::") && !text.contains("crate::"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let main = std::fs::read_to_string(root().join("tests/main.rs")).unwrap();
    for entry in std::fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|end| end == "rs") && stem != "main" {
            assert!(
                main.contains(&format!("mod {stem};")),
                "tests/main.rs lacks `mod {stem};`"
            );
        }
    }
    for path in rust_files("tests")
        .iter()
        .filter(|path| path.parent() != Some(&root().join("tests")))
    {
        let parent = path.parent().unwrap().with_extension("rs");
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&parent).unwrap_or_default();
        assert!(
            text.contains(&format!("mod {stem};")),
            "{} lacks `mod {stem};`",
            parent.display()
        );
    }
}

#[test]
fn no_work_is_left_undone_in_the_sources() {
    let words = [
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "XX".to_owned() + "X",
    ];
    for path in [rust_files("src"), rust_files("tests")].concat() {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in &words {
            assert!(!text.contains(word.as_str()), "{}: {word}", path.display());
        }
    }
}

#[test]
fn each_dependency_has_its_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let lines: Vec<_> = manifest.lines().collect();
    let start = lines
        .iter()
        .position(|line| *line == "[dependencies]")
        .unwrap();
    let end = lines
        .iter()
        .position(|line| line.starts_with("[profile"))
        .unwrap();
    for index in start + 1..end {
        let line = lines[index];
        if line.contains(" = ") && !line.starts_with(['#', '[']) {
            assert!(
                lines[index - 1].starts_with("# "),
                "no reason above `{line}`"
            );
        }
    }
}
