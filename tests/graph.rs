//! Tests of `graph`: what a drawing holds, what it leaves out, and what hostile names do to it.

use crate::support::{Folder, snapshot};

const POLICY: &str = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
storage lake in dev, prod { container raw }
workspace churn in dev, prod { storage lake }
compute gpu in churn { kind cluster runs-as trainer }
managed-identity trainer in dev, prod
group crew { object-id "aaaaaaaa-0000-4000-8000-000000000001" members inner }
group inner { object-id "aaaaaaaa-0000-4000-8000-000000000002" members alice }
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
grant "Reader" to crew on churn@dev
grant "Storage Blob Data Reader" to trainer on lake.raw@dev, lake.raw@prod
grant "Managed Identity Operator" to crew on trainer@dev
"#;

fn drawn(arguments: &[&str]) -> String {
    let folder = Folder::with(&[("policy.rw", POLICY)]);
    let ran = folder.run(&[&["graph"], arguments].concat());
    assert_eq!(ran.err, "");
    ran.out
}

#[test]
fn the_whole_drawing_shows_membership_grants_links_and_runs_as() {
    snapshot("graph", "whole", &drawn(&["--output", "mermaid"]));
}

#[test]
fn an_identity_shows_what_it_comes_to_through_groups_and_nothing_else() {
    let text = drawn(&["--identity", "alice"]);
    shows(&text, &["alice", "inner", "crew", "Reader", "churn@dev"]);
    hides(&text, &["Storage Blob", "prod", "churn.identity", "lake"]);
}

#[test]
fn an_identity_shows_what_inherits_its_grants_and_whom_it_may_act_as() {
    let text = drawn(&["--identity", "inner"]);
    shows(
        &text,
        &["alice", "churn.gpu@dev", "within", "trainer@dev", "\"is\""],
    );
}

#[test]
fn an_identity_shows_what_runs_as_it() {
    let text = drawn(&["--identity", "trainer@prod"]);
    shows(&text, &["churn.gpu@prod", "runs as", "lake.raw@prod"]);
    hides(&text, &["@dev", "alice", "churn@prod"]);
}

#[test]
fn a_scope_shows_nested_members_what_it_uses_and_what_azure_grants_there() {
    let text = drawn(&["--scope", "churn@dev"]);
    shows(
        &text,
        &[
            "alice",
            "inner",
            "crew",
            "member of",
            "uses",
            "lake@dev",
            "trainer@dev",
        ],
    );
    shows(
        &text,
        &[
            "Contributor\\ngranted by Azure",
            "Azure AI Administrator",
            "churn.identity@dev",
        ],
    );
    hides(&text, &["@prod", "Storage Blob Data"]);
}

#[test]
fn filters_narrow_each_other() {
    let text = drawn(&["--environment", "dev", "--identity", "trainer"]);
    shows(&text, &["trainer@dev", "lake.raw@dev"]);
    hides(&text, &["@prod", "alice"]);
}

#[track_caller]
fn shows(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no {word} in\n{text}");
    }
}

#[track_caller]
fn hides(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "{word} in\n{text}");
    }
}

#[test]
fn a_scope_shows_who_holds_what_there_and_above() {
    let text = drawn(&["--scope", "lake.raw@prod"]);
    shows(
        &text,
        &[
            "trainer@prod",
            "Storage Blob Data Reader",
            "lake.raw@prod",
            "prod",
        ],
    );
    hides(&text, &["@dev", "crew"]);
}

#[test]
fn an_environment_leaves_the_others_out() {
    let text = drawn(&["--environment", "dev"]);
    assert!(
        text.contains("churn@dev") && !text.contains("@prod"),
        "{text}"
    );
}

#[test]
fn a_name_that_nothing_declares_is_refused() {
    let folder = Folder::with(&[("policy.rw", POLICY)]);
    let ran = folder.run(&["graph", "--scope", "chrun@dev"]);
    assert_eq!(ran.out, "");
    assert!(
        ran.err.contains("declares no scope `chrun@dev`"),
        "{}",
        ran.err
    );
}

#[test]
fn hostile_names_stay_inside_their_labels() {
    let policy = format!(
        "{POLICY}role odd on workspace {{ name \"x\\\"]; evil -> n1 [label=\\\"\\n<script>`#\" actions \"Microsoft.MachineLearningServices/workspaces/read\" }}\ngrant odd to crew on churn@dev\n"
    );
    let folder = Folder::with(&[("policy.rw", &policy)]);
    let dot = folder.run(&["graph"]).out;
    for line in dot.lines() {
        let outside: String = unquoted(line);
        assert!(!outside.contains("evil"), "{line}");
    }
    let mermaid = folder.run(&["graph", "--output", "mermaid"]).out;
    assert!(
        !mermaid.contains("<script>") && !mermaid.contains("evil -> n1 [label"),
        "{mermaid}"
    );
}

#[test]
fn a_drawing_goes_where_output_says_and_is_no_list_of_findings() {
    let folder = Folder::with(&[("policy.rw", POLICY)]);
    let dot = folder.run(&["graph"]).out;
    let ran = folder.run(&["graph", "--output", "dot", "--output", "mermaid:access.mmd"]);
    assert_eq!((ran.out, ran.err.as_str()), (dot, ""));
    assert!(folder.read("access.mmd").starts_with("flowchart"));
    let ran = folder.run(&["graph", "--output", "json"]);
    assert!(ran.err.contains("no output of kind `json`"), "{}", ran.err);
    let ran = folder.run(&["lint", "--output", "dot"]);
    assert!(ran.err.contains("no output of kind `dot`"), "{}", ran.err);
}

#[test]
fn an_empty_drawing_says_so() {
    let folder = Folder::with(&[("policy.rw", "")]);
    let ran = folder.run(&["graph"]);
    assert!(
        ran.out.starts_with("digraph") && ran.err.starts_with("nobody is granted"),
        "{}",
        ran.seen()
    );
}

/// Returns what stands outside the quoted strings of a line of DOT.
fn unquoted(line: &str) -> String {
    let (mut outside, mut inside, mut escaped) = (String::new(), false, false);
    for char in line.chars() {
        match (inside, escaped, char) {
            (true, false, '\\') => escaped = true,
            (_, false, '"') => inside = !inside,
            (false, ..) => outside.push(char),
            (true, ..) => escaped = false,
        }
    }
    assert!(!inside, "a string is left open in {line}");
    outside
}
