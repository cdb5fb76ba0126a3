//! `rolewright import`, and `rolewright lint` on JSON.

use rolewright::cli::Exit;

use super::fixture;
use crate::support::{Folder, snapshot};

fn folder() -> Folder {
    let names = [
        "az-roles.json",
        "az-assignments.json",
        "template.json",
        "rest-roles.json",
    ];
    let files: Vec<_> = names.iter().map(|name| (*name, fixture(name))).collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    Folder::with(&files)
}

#[test]
fn roles_and_assignments_become_one_policy() {
    let ran = folder().run(&["import", "az-assignments.json", "az-roles.json"]);
    assert_eq!(ran.exit, Exit::Findings);
    snapshot("import", "policy", &ran.seen());
}

#[test]
fn a_template_becomes_a_policy() {
    let ran = folder().run(&["import", "template.json"]);
    assert_eq!(ran.exit, Exit::Clean);
    snapshot("import", "policy-of-template", &ran.seen());
}

#[test]
fn standard_input_and_a_file_give_the_same_policy() {
    let folder = folder();
    let named = folder.run(&["import", "rest-roles.json"]);
    let piped = folder.run_with(&["import", "-"], &fixture("rest-roles.json"), &[]);
    assert_eq!((named.exit, piped.exit), (Exit::Clean, Exit::Clean));
    assert_eq!(named.out.replace("rest-roles.json", "<stdin>"), piped.out);
    assert_eq!(named.err, "");
    let ran = folder.run(&["import", "rest-roles.json", "--out", "policies/roles.rw"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Clean, ""));
    assert_eq!(folder.read("policies/roles.rw"), named.out);
}

#[test]
fn what_is_imported_is_canonical_and_lints_as_its_json_does() {
    let folder = folder();
    let ran = folder.run(&[
        "import",
        "az-assignments.json",
        "az-roles.json",
        "--out",
        "all.rw",
    ]);
    assert_eq!(ran.exit, Exit::Findings);
    assert_eq!(folder.run(&["fmt", "--check", "all.rw"]).exit, Exit::Clean);
    let codes = |arguments: &[&str]| -> Vec<String> {
        let ran = folder.run(&[&["lint", "--output", "json"], arguments].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let code = |found: &serde_json::Value| found["code"].as_str().unwrap().to_owned();
        // Only policy text can be asked for the tier of an environment (RW706).
        let own = |code: &String| !code.starts_with("RW05") && code != "RW706";
        let mut codes: Vec<_> = findings.iter().map(code).filter(own).collect();
        codes.sort();
        codes
    };
    assert_eq!(
        codes(&["all.rw"]),
        codes(&["az-assignments.json", "az-roles.json"])
    );
}

#[test]
fn policy_text_and_json_are_one_policy_set() {
    let folder = Folder::with(&[
        ("az-assignments.json", &fixture("az-assignments.json")),
        (
            "roles.rw",
            "/// Reads quota.\nrole quota-reader on resource-group {\n    name \"Quota Reader\"\n    object-id \"66666666-6666-6666-6666-666666666666\"\n    actions \"Microsoft.MachineLearningServices/locations/usages/read\"\n}\n",
        ),
    ]);
    let ran = folder.run(&["lint", "roles.rw", "az-assignments.json"]);
    assert!(!ran.out.contains("RW053"), "{}", ran.out);
    assert!(ran.out.contains("az-assignments.json:48:14"), "{}", ran.out);
}

#[test]
fn text_in_the_encodings_of_windows_is_read_from_files() {
    let text = fixture("cli-role.json");
    let folder = Folder::with(&[("plain.json", &text)]);
    let bytes: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    folder.write("wide.json", bytes);
    folder.write(
        "marked.json",
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
    );
    let plain = folder.run(&["import", "plain.json"]).out;
    for name in ["wide.json", "marked.json"] {
        assert_eq!(
            folder
                .run(&["import", name])
                .out
                .replace(name, "plain.json"),
            plain
        );
        assert_eq!(
            folder.run(&["lint", name]).exit,
            folder.run(&["lint", "plain.json"]).exit
        );
    }
    folder.write("broken.json", b"[\"\xff\"]");
    let ran = folder.run(&["import", "broken.json"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("`broken.json` cannot be read as text"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("byte 2 is not UTF-8"), "{}", ran.err);
}

#[test]
fn names_of_files_and_values_cannot_leave_the_comment_on_top() {
    let name = "a\nrole evil on environment {}\u{202e}.json";
    let folder = Folder::new();
    folder.write(name, r#"[{"principalId": "x", "principalType": "\ngroup g {}", "roleDefinitionName": "Reader", "scope": "/subscriptions/11111111-1111-1111-1111-111111111111"}]"#);
    let ran = folder.run(&["import", name]);
    assert_eq!(ran.exit, Exit::Findings);
    let code: Vec<_> = ran
        .out
        .lines()
        .filter(|line| !line.starts_with("//"))
        .collect();
    assert!(
        !code
            .iter()
            .any(|line| line.contains("evil") || line.contains("group g")),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{202e}'));
}
