//! Canonical text.

use std::path::{Path, PathBuf};

use rolewright::source::FileId;
use rolewright::syntax::{Parsed, format, format_tree, parse};

use super::parsed;

/// Writes a tree without its places.
pub(super) fn bare(result: &Parsed) -> String {
    let text = format!("{:?}", result.file.items);
    let mut bare = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("Span { file: FileId(0), start: ") {
        bare.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    bare.push_str(rest);
    bare
}

/// Lists the comments without the blanks behind them.
fn comments(result: &Parsed, text: &str) -> Vec<String> {
    let spans = result.file.comments.iter();
    let texts = spans.map(|span| &text[span.start as usize..span.end as usize]);
    let mut texts: Vec<String> = texts
        .map(|text| text.trim_end().replace("\r\n", "\n"))
        .collect();
    texts.sort();
    texts
}

/// Formats a text and holds the result to everything that is promised.
#[track_caller]
pub(crate) fn formatted(text: &str) -> String {
    let before = parsed(text);
    let once = format(&before.file, text);
    let after = parsed(&once);
    assert_eq!(after.diagnostics, before.diagnostics, "{once}");
    assert_eq!(bare(&before), bare(&after), "the tree changes:\n{once}");
    assert_eq!(comments(&before, text), comments(&after, &once), "{once}");
    assert_eq!(format(&after.file, &once), once, "not stable");
    once
}

fn policies(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = walkdir::WalkDir::new(root).sort_by_file_name();
    let paths = entries.into_iter().map(|entry| entry.unwrap().into_path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "rw"))
        .collect()
}

#[test]
fn every_policy_of_ours_is_formatted_without_loss() {
    let mut seen = 0;
    for folder in ["tests/fixtures/syntax", "policies"] {
        for path in policies(folder) {
            let text = std::fs::read_to_string(&path).unwrap();
            if parsed(&text).diagnostics.is_empty() {
                formatted(&text);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn trees_without_a_text_are_written_without_a_text() {
    for path in policies("tests/fixtures/syntax/language") {
        let text = std::fs::read_to_string(&path).unwrap();
        let tree = parsed(&text);
        let written = format_tree(&tree.file);
        let back = parse(FileId::new(0), &written);
        assert_eq!(back.diagnostics, []);
        assert_eq!(bare(&tree), bare(&back), "{written}");
    }
}

#[test]
fn comments_stay_where_they_are_read() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/syntax/comments.rw"),
    );
    let written = formatted(&text.unwrap());
    crate::support::snapshot("syntax", "comments", &written);
}

#[test]
fn a_small_block_stays_on_its_line() {
    let short = "group a { name \"x\"  label y }\n";
    assert_eq!(formatted(short), short);
    let long = "group a {\n    name \"x\"\n}\n";
    assert_eq!(formatted(long), long);
    let four = formatted("group a { a b c d e f g h }");
    assert_eq!(four, "group a {\n    a b\n    c d\n    e f\n    g h\n}\n");
}

#[test]
fn line_ends_are_line_feeds_and_one_empty_line_is_enough() {
    let written = formatted("\u{FEFF}let a = 1\r\n\r\n\r\n// b\r\nlet b = 2");
    assert_eq!(written, "let a = 1\n\n// b\nlet b = 2\n");
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n\n// only\n\n"), "// only\n");
}

#[test]
fn strings_are_escaped_in_one_way() {
    let written = formatted("let a = \"\\u0041\\/ \\$x \\${y} \\u202e ${org} \\t é\"");
    assert_eq!(written, "let a = \"A/ $x \\${y} \\u202E ${org} \\t é\"\n");
}
