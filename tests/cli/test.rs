//! `rolewright test`: what people, programs and build servers see.

use std::process::Command;

use rolewright::cli::Exit;
use serde_json::Value;

use crate::support::{Folder, hostile, snapshot};

const WORLD: &str = r#"policy small { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development  subscription "11111111-1111-4111-8111-111111111111"  resource-group "rg" }
environment prod { tier production  subscription "33333333-3333-4333-8333-333333333333"  resource-group "rg" }
storage lake in dev, prod { name "stlake${env}"  container raw  container models }
workspace churn in dev, prod { name "mlw-${env}"  storage lake }
managed-identity trainer in dev, prod
compute gpu in churn { kind cluster  runs-as trainer }
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001"  members alice }
group others { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
stage look { on container raw can read-data }
stage work { on workspace can submit-jobs }
grant work to team on churn@dev
grant look to trainer@dev on lake.raw@prod
grant look to others on lake.raw@dev { eligible max 4h }
"#;

const TESTS: &str = r#"test "the team works" {
    team can submit-jobs on churn@dev because work
    team can submit-jobs on churn@dev because look
    others can read-data on lake.raw@dev
}
test "production is safe" {
    team cannot read-data on lake@prod
    team cannot reach read-data on lake@prod
    only others can read-data on lake.raw@dev
}
test "empty" { }
"#;

const PASSING: &str = "test \"the team works\" { team can submit-jobs on churn@dev }\n";

fn folder(tests: &str) -> Folder {
    Folder::with(&[("policies/places.rw", WORLD), ("policies/tests.rw", tests)])
}

#[test]
fn failing_tests_are_drawn_with_what_breaks_them() {
    let ran = folder(TESTS).run(&["test", "policies"]);
    assert_eq!(ran.exit, Exit::Findings);
    snapshot("cli", "test-human", &ran.seen());
    let quiet = folder(TESTS).run(&["test", "policies", "--quiet"]);
    assert!(quiet.out.starts_with("error[RW602"), "{}", quiet.out);
    assert!(!quiet.out.contains("test result"), "{}", quiet.out);
}

#[test]
fn passing_tests_are_one_line_each() {
    let ran = folder(PASSING).run(&["test", "policies"]);
    snapshot("cli", "test-passing", &ran.seen());
    let coloured = folder(PASSING).run(&["test", "policies", "--color", "always"]);
    assert!(
        coloured.out.contains("... \u{1b}[32mok\u{1b}[0m\n"),
        "{:?}",
        coloured.out
    );
}

#[test]
fn a_filter_leaves_the_tests_with_a_text_in_their_title() {
    let ran = folder(TESTS).run(&["test", "--filter", "production"]);
    assert!(!ran.out.contains("the team works"), "{}", ran.out);
    assert!(ran.out.contains("test \"production is safe\" ... FAILED"));
    assert!(
        ran.out
            .ends_with("test result: FAILED, 1 of 1 test, 1 of 3 expectations\n"),
        "{}",
        ran.out
    );
    let none = folder(TESTS).run(&["test", "--filter", "nothing"]);
    let said = "no test has `nothing` in its title in 2 files\n";
    assert_eq!(
        (none.out.as_str(), none.err.as_str(), none.exit),
        ("", said, Exit::Clean)
    );
}

#[test]
fn no_test_at_all_is_said_and_no_failure() {
    let ran = folder("").run(&["test"]);
    let said = "there is no test in 2 files\n";
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str(), ran.exit),
        ("", said, Exit::Clean)
    );
}

#[test]
fn a_policy_with_errors_is_not_tested() {
    let ran = folder("grant wrk to team on churn@dev").run(&["test"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(ran.err.contains("the policy has errors"), "{}", ran.err);
}

#[test]
fn coverage_says_what_no_test_speaks_about_and_may_fail_the_run() {
    let ran = folder(PASSING).run(&["test", "--coverage"]);
    assert_eq!(ran.exit, Exit::Clean);
    snapshot("cli", "test-coverage", &ran.seen());
    let least = |percent: &str| folder(PASSING).run(&["test", "--min-coverage", percent]);
    assert_eq!(least("33").exit, Exit::Clean);
    let few = least("34");
    assert_eq!(few.exit, Exit::Findings);
    let said = "tests speak about 33 % (1 of 3) of the grants";
    assert!(few.out.contains(said), "{}", few.out);
    assert!(
        few.out
            .contains(": at least 34 % of the grants are asked for\n"),
        "{}",
        few.out
    );
    assert!(
        few.out
            .ends_with("1 test passed and too few grants are spoken about\n"),
        "{}",
        few.out
    );
    assert_eq!(least("101").exit, Exit::Trouble);
}

#[test]
fn programs_read_json() {
    let ran = folder(TESTS).run(&["test", "--coverage", "--output", "json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["summary"]["failed_expectations"], 3);
    let lines = value["tests"][0]["expectations"].as_array().unwrap();
    assert_eq!(lines[0]["holds"], true);
    assert_eq!(
        lines[1]["text"],
        "team can submit-jobs on churn@dev because look"
    );
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    snapshot(
        "cli",
        "test-json",
        &ran.out.replace(&version, "\"version\": \"[VERSION]\""),
    );
}

#[test]
fn build_servers_read_junit_beside_other_outputs() {
    let folder = folder(TESTS);
    let ran = folder.run(&[
        "test",
        "--output",
        "junit:out.xml",
        "--output",
        "json:out.json",
        "--min-coverage",
        "70",
    ]);
    assert!(
        ran.out.starts_with("test \"the team works\" ... FAILED\n"),
        "{}",
        ran.out
    );
    let value: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(value["summary"]["tests"], 3);
    snapshot("cli", "test-junit", &folder.read("out.xml"));
}

/// Whatever a title holds, a parser of others reads the same title back.
#[test]
fn junit_is_xml_whatever_a_title_holds() {
    let Ok(version) = Command::new("python3").arg("--version").output() else {
        println!("NOT CHECKED: reading JUnit XML back needs python3");
        return;
    };
    assert!(version.status.success());
    let titles = hostile();
    let tests = titles.iter().map(|title| {
        let title: String = title.chars().map(escaped).collect();
        format!("test \"{title}\" {{ team cannot read-data on lake@dev }}\n")
    });
    let folder = folder(&tests.collect::<String>());
    let ran = folder.run(&["test", "--output", "junit:out.xml"]);
    assert_ne!(ran.exit, Exit::Trouble, "{}", ran.seen());
    let script = "import sys, json, xml.etree.ElementTree as tree\n\
        cases = tree.parse(sys.argv[1]).getroot().iter('testcase')\n\
        print(json.dumps([case.get('classname') for case in cases]))";
    let read = Command::new("python3")
        .args(["-c", script])
        .arg(folder.path("out.xml"))
        .output();
    let read = read.unwrap();
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    let read: Vec<String> = serde_json::from_slice(&read.stdout).unwrap();
    let shown = titles.iter().map(|title| {
        let safe = rolewright::report::safe(title);
        safe.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
    });
    assert_eq!(read, shown.collect::<Vec<_>>());
}

/// Writes a character so that a policy may hold it between quotes.
fn escaped(char: char) -> String {
    match char {
        '"' | '\\' | '$' => format!("\\{char}"),
        ' '..='~' => char.to_string(),
        _ => {
            let mut units = [0; 2];
            let units = char.encode_utf16(&mut units).iter();
            units.map(|unit| format!("\\u{unit:04x}")).collect()
        }
    }
}
