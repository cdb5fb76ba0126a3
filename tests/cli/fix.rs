//! `lint --fix`: what is certain is mended in place, and nothing else is touched.

use rolewright::cli::Exit;

use crate::support::Folder;

const CLEAN: &str = "policy p {\n    tenant \"99999999-9999-4999-8999-999999999999\"\n}\n";

#[test]
fn certain_mends_are_written_and_the_rest_is_told() {
    let folder = Folder::with(&[(
        "a.rw",
        &format!("{CLEAN}\nlet one\u{a0}= \"x\"\n\n/// of nothing\n"),
    )]);
    let before = folder.run(&["lint", "--output", "json"]);
    let before: serde_json::Value = serde_json::from_str(&before.out).unwrap();
    let mendable = before["summary"]["mendable"].as_u64().unwrap();
    assert!(mendable >= 2, "{before:#}");
    let ran = folder.run(&["lint", "--fix"]);
    assert!(ran.err.starts_with("mended "), "{}", ran.seen());
    let text = folder.read("a.rw");
    assert!(
        text.contains("let one = \"x\"\n") && text.contains("// of nothing"),
        "{text}"
    );
    assert!(!text.contains("/// of nothing"), "{text}");
    let after = folder.run(&["lint", "--output", "json"]);
    let after: serde_json::Value = serde_json::from_str(&after.out).unwrap();
    assert_eq!(after["summary"]["mendable"], 0, "{after:#}");
}

/// A repeated element is a mistake in the text and hides nothing from the model.
#[test]
fn a_mistake_of_the_text_is_mended_and_does_not_stop_a_graph() {
    let policy = format!(
        "{CLEAN}\ngroup ops {{\n    object-id \"aaaaaaaa-0000-4000-8000-000000000001\"\n    \
         members ann, ann\n}}\nuser ann {{}}\n"
    );
    let folder = Folder::with(&[("a.rw", &policy)]);
    let graph = folder.run(&["graph"]);
    assert_eq!(graph.exit, Exit::Clean, "{}", graph.seen());
    let ran = folder.run(&["lint", "--fix"]);
    assert_eq!(ran.err, "mended 1 finding in 1 file\n", "{}", ran.seen());
    assert!(folder.read("a.rw").contains("members ann\n"));
}

/// Where something cannot be resolved, nothing is promised that `--fix` then leaves.
#[test]
fn a_broken_policy_promises_no_mends_of_rules() {
    let broken = format!(
        "{CLEAN}\n@allow(unused-declaration, because \"soon\", until 2027-01-31)\n\
         stage odd {{ on workspace can nothing-of-the-kind }}\n"
    );
    let folder = Folder::with(&[("a.rw", &broken)]);
    let ran = folder.run(&["lint", "--fix"]);
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Findings));
    assert!(!ran.out.contains("--fix"), "{}", ran.out);
    assert_eq!(folder.read("a.rw"), broken);
}

#[test]
fn a_clean_file_is_not_written() {
    let folder = Folder::with(&[("a.rw", CLEAN)]);
    let old = std::fs::metadata(folder.path("a.rw"))
        .unwrap()
        .modified()
        .unwrap();
    let ran = folder.run(&["lint", "--fix"]);
    assert_eq!(
        (ran.err.as_str(), ran.exit),
        ("", Exit::Clean),
        "{}",
        ran.seen()
    );
    assert_eq!(
        std::fs::metadata(folder.path("a.rw"))
            .unwrap()
            .modified()
            .unwrap(),
        old
    );
}

/// What cannot be resolved may be what an annotation is for.
#[test]
fn a_broken_policy_keeps_its_annotations() {
    let annotated =
        "@allow(unused-declaration, because \"soon\", until 2027-01-31)\nlet one = \"x\"\n";
    let folder = Folder::with(&[(
        "a.rw",
        &format!("{CLEAN}\n{annotated}\ngrant nothing to nobody on nowhere\n"),
    )]);
    folder.run(&["lint", "--fix"]);
    assert!(
        folder.read("a.rw").contains("@allow("),
        "{}",
        folder.read("a.rw")
    );
}

/// What follows from a misspelt name alone is not told: the mend of the name mends it.
#[test]
fn nothing_is_concluded_from_what_a_mistake_hides() {
    let policy = |stage: &str, group: &str| {
        format!(
            "policy p {{ tenant \"99999999-9999-9999-9999-999999999999\" }}\n\
             group scientists {{ object-id \"00000000-0000-0000-0000-000000000001\" }}\n\
             subscription ml {{ id \"11111111-1111-1111-1111-111111111111\" }}\n\
             resource-group rg {{ in ml; azure-name \"rg-ml\" }}\n\
             stage train {{ allow use-workspace }}\n\
             capability use-workspace {{ actions [\"Microsoft.MachineLearningServices/workspaces/read\"] }}\n\
             grant {stage} to {group} on rg\n\
             test \"works\" {{ scientists can use-workspace on rg }}\n"
        )
    };
    let told = |stage, group| {
        let folder = Folder::with(&[("p.rw", &policy(stage, group))]);
        let ran = folder.run(&["lint", "--output", "short", "p.rw"]);
        ran.out
    };
    assert!(!told("train", "scientists").contains("RW406"));
    let (group, stage) = (told("train", "scientist"), told("trian", "scientists"));
    for (text, name) in [(&group, "scientist"), (&stage, "trian")] {
        assert!(text.contains(&format!("`{name}`")), "{text}");
        for follow_on in ["RW406", "RW901", "RW602"] {
            assert!(!text.contains(follow_on), "{text}");
        }
    }
}
