//! What people and machines see.

use std::collections::HashSet;

use crate::docs::fences;
use crate::support::{Folder, checkout, hostile, snapshot};

const OLD: &str = include_str!("../fixtures/reach/harmless.rw");

/// A change that gives in several ways, takes, and loosens.
fn folder() -> Folder {
    let old = OLD.replace("    runs-as trainer\n", "")
        + "\nnever deploy-endpoints\nuser bob { object-id \"aaaaaaaa-0000-4000-8000-0000000000b2\" }\ngrant \"Reader\" to bob on lab@dev\n";
    let new = OLD.replace("members ann", "members ann, bob")
        + "\nuser bob { object-id \"aaaaaaaa-0000-4000-8000-0000000000b2\" }\nuser cyd { object-id \"aaaaaaaa-0000-4000-8000-0000000000c3\" }\ngrant \"Contributor\" to cyd on lab@dev { eligible }\n";
    Folder::with(&[("old/a.rw", &old), ("new/a.rw", &new)])
}

#[test]
fn a_difference_is_drawn() {
    let folder = folder();
    snapshot(
        "diff",
        "human",
        &folder
            .run(&["diff", "old", "new", "--fail-on", "widened"])
            .seen(),
    );
    snapshot(
        "diff",
        "markdown",
        &folder
            .run(&["diff", "old", "new", "--output", "markdown"])
            .seen(),
    );
    snapshot(
        "diff",
        "nothing",
        &folder
            .run(&["diff", "old", "old", "--output", "markdown"])
            .seen(),
    );
}

/// What the README shows is what its policy gives.
#[test]
fn the_readme_shows_what_is_so() {
    let readme = std::fs::read_to_string(checkout("README.md")).unwrap();
    let all = fences(&readme);
    let text = |info: &str, word: &str| {
        let mut fences = all.iter().filter(|one| one.info == info);
        fences
            .find(|one| one.text.contains(word))
            .unwrap()
            .text
            .clone()
    };
    let old = text("rw", "stage train");
    let (kept, test) = old.split_once("\ntest ").unwrap();
    assert_eq!(test.matches("\n}").count(), 1, "the test is the last thing");
    let new = kept.replace("can submit-jobs", "can submit-jobs, register-models");
    let folder = Folder::with(&[("old/a.rw", &old), ("new/a.rw", &new)]);
    assert_eq!(
        folder.run(&["diff", "old", "new"]).out,
        text("text", " gains\n")
    );
}

#[test]
fn all_names_every_operation_and_json_too() {
    let folder = folder();
    let all = folder.run(&["diff", "new", "old", "--all"]).out;
    let json = folder.run(&["diff", "new", "old", "--output", "json"]).out;
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (value["schema"].as_u64(), value["widened"].as_bool()),
        (Some(1), Some(true))
    );
    let named: HashSet<_> = all.split_whitespace().collect();
    let sets = value["sets"].as_array().unwrap();
    let names = sets.iter().flat_map(|set| set.as_array().unwrap());
    let names: Vec<_> = names.map(|name| name.as_str().unwrap()).collect();
    assert!(names.len() > 100 && names.iter().all(|name| named.contains(name)));
    let first = &value["identities"][0]["gained"][0]["operations"];
    let set = &sets[usize::try_from(first["set"].as_u64().unwrap()).unwrap()];
    assert_eq!(
        first["count"].as_u64(),
        Some(set.as_array().unwrap().len() as u64)
    );
}

#[test]
fn a_comment_is_short_enough_and_says_what_it_leaves_out() {
    let users: String = (0..1500)
        .map(|at| format!("user person-number-{at:04} {{ object-id \"aaaaaaaa-0000-4000-8000-00000000{at:04}\" }}\ngrant \"Contributor\" to person-number-{at:04} on lab@dev\n"))
        .collect();
    let folder = Folder::with(&[("old/a.rw", OLD), ("new/a.rw", &format!("{OLD}\n{users}"))]);
    let text = folder
        .run(&["diff", "old", "new", "--output", "markdown"])
        .out;
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(
        text.trim_end()
            .ends_with("`rolewright diff` shows all of them."),
        "{}",
        &text[text.len() - 200..]
    );
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
}

/// Nothing of a name becomes a tag, a mention, a link or a mark in a comment.
#[test]
fn text_from_outside_does_no_harm_in_a_comment() {
    for text in hostile() {
        let quoted: String = text
            .chars()
            .filter(|char| !char.is_control() && !matches!(char, '"' | '\\' | '$' | '{' | '}'))
            .collect();
        let new = format!(
            "{OLD}\ntest \"@octocat #1 www.evil.example https://evil.example {quoted}\" {{\n    ann cannot read-data on sales.raw@prod\n}}\n"
        );
        let folder = Folder::with(&[("old/a.rw", &new), ("new/a.rw", OLD)]);
        let ran = folder.run(&["diff", "old", "new", "--output", "markdown"]);
        let shown = ran.out;
        if ran.err.contains("has errors") {
            continue;
        }
        assert!(shown.contains("octocat"), "{}", ran.err);
        for mark in [
            "@octocat", " #1 ", "www.evil", "https://", "<script", "](", "*/", "\u{1b}", "\u{202e}",
        ] {
            assert!(!shown.contains(mark), "{mark} in {shown}");
        }
    }
}
