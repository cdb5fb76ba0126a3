//! What is bounded says so: few bytes that make many findings, grants, pairs or letters.

use std::collections::BTreeMap;

use rolewright::catalog::Catalog;
use rolewright::cli::Exit;
use rolewright::compile::Compiled;
use rolewright::diagnostic::{Bounded, Code, Diagnostic, MAX_FINDINGS, Severity, TOO_MANY};
use rolewright::lint::{self as judging, MOST_OF_A_RULE, Settings, View, rules};
use rolewright::resolve;

use rolewright::source::{FileId, Span};
use rolewright::syntax::{self, ast};

use crate::support::{Folder, Ran, snapshot};

const POLICY: &str = r#"policy p { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development subscription "11111111-1111-4111-8111-111111111111" resource-group "rg" }
workspace ws in dev
"#;

fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

fn lint(text: &str) -> Ran {
    let folder = Folder::with(&[("a.rw", &format!("{POLICY}{text}"))]);
    folder.run(&["lint", "--output", "short"])
}

fn group(at: usize, members: &str) -> String {
    format!("group g{at} {{ object-id \"aaaaaaaa-0000-4000-8000-{at:012}\" {members} }}\n")
}

fn found(at: usize, severity: Severity) -> Diagnostic {
    let code = Code {
        id: "RW999",
        name: "of-the-test",
    };
    let at = u32::try_from(at).unwrap();
    Diagnostic::new(code, severity, Span::new(FileId::new(0), at, at), "odd")
}

/// A file may have millions of them.
#[test]
fn a_declaration_takes_little_room() {
    let sizes = [
        ("item", size_of::<ast::Item>(), 64),
        ("declaration", size_of::<ast::Declaration>(), 16),
        ("grant", size_of::<ast::Grant>(), 136),
        ("selector", size_of::<ast::Selector>(), 80),
        ("thing", size_of::<ast::Thing>(), 160),
        ("role", size_of::<ast::Role>(), 144),
        ("text", size_of::<ast::Text>(), 48),
        ("name", size_of::<ast::Name>(), 40),
    ];
    for (what, size, most) in sizes {
        assert!(
            size <= most,
            "{what}: {size} bytes, and {most} are the limit"
        );
    }
}

/// The grammar sees a part of a file at a time; nobody can tell where one ends.
#[test]
fn a_file_is_read_part_by_part() {
    let last = "/// Above.\n@allow(rule, because \"it is a test\")\ngroup last {}\n";
    for count in 60..140 {
        let groups = many(count, |at| format!("group g{at} {{}} // {at}\n"));
        let text = format!("\u{FEFF}{groups}{last}");
        let read = syntax::parse(FileId::new(0), &text);
        assert_eq!(read.diagnostics, [], "{count}");
        assert_eq!(read.file.items.len(), count + 1);
        let item = read.file.items.last().unwrap();
        assert_eq!(item.docs.as_ref().unwrap().text, "Above.");
        assert_eq!(item.annotations.len(), 1);
        assert!(text[item.span.start as usize..].starts_with("@allow"));

        let text = format!("{groups}nonsense {{ }}\n  goes on\n{last}");
        let read = syntax::parse(FileId::new(0), &text);
        assert_eq!(read.diagnostics.len(), 1, "{count}");
        assert_eq!(read.file.items.len(), count + 1);
    }
}

#[test]
fn what_is_left_out_is_counted_once_and_as_bad_as_the_worst_of_it() {
    let mut bounded = Bounded::default();
    for at in 0..MAX_FINDINGS + 7 {
        bounded.push(found(at, Severity::Note));
        bounded.push(found(at, Severity::Note));
    }
    bounded.push(found(MAX_FINDINGS + 7, Severity::Error));
    assert_eq!(bounded.told(), 2 * (MAX_FINDINGS + 7) + 1);
    let all = bounded.finish();
    assert_eq!(all.len(), MAX_FINDINGS + 1);
    let last = &all[MAX_FINDINGS];
    assert_eq!((last.code, last.severity), (TOO_MANY, Severity::Error));
    assert_eq!(last.primary.span.start as usize, MAX_FINDINGS);
    assert_eq!(last.message, "8 more findings of this kind");
    assert_eq!(TOO_MANY, syntax::codes::TOO_MANY);
}

#[test]
fn findings_end() {
    for unit in ["group a{}\n", "grant b to c on d\n"] {
        let ran = lint(&unit.repeat(12_000));
        assert_eq!(ran.exit, Exit::Findings);
        assert_eq!(ran.out.matches("RW030").count(), 1, "{unit}");
        assert!(ran.out.lines().count() < MAX_FINDINGS + 10);
    }
    let text = format!("[{}1]", "{\"a\": 1, \"a\": 2},".repeat(12_000));
    let folder = Folder::with(&[("a.json", &text)]);
    let ran = folder.run(&["lint", "a.json", "--output", "short"]);
    assert_eq!(ran.out.matches("RW030").count(), 1);
}

/// A rule ends as well, far behind what a policy of some megabytes has lines; and what may have been
/// needed for the findings that nobody sees is not called idle.
#[test]
fn the_findings_of_a_rule_end() {
    let patterns = "\"Microsoft.Compute/disks/read\",\n".repeat(MOST_OF_A_RULE + 5);
    let text = format!(
        "{POLICY}@allow(repeated-pattern, because \"one line alone\")\nrole a on workspace {{ actions \"Microsoft.Compute/disks/read\" }}\nrole b on workspace {{ actions {patterns} \"Microsoft.Compute/disks/write\" }}\n"
    );
    let tree = syntax::parse(FileId::new(0), &text).file;
    let catalog = Catalog::embedded();
    let model = resolve::resolve(&[tree], &[], catalog).model;
    let compiled = Compiled::default();
    let others = rules::ALL
        .iter()
        .filter(|rule| rule.code.name != "repeated-pattern");
    let settings = Settings {
        levels: others.map(|rule| (rule.code.name.into(), None)).collect(),
        ..Settings::default()
    };
    let open = judging::lint(&View::new(&model, &compiled, catalog, &settings)).open;
    let codes: BTreeMap<&str, usize> = open.iter().fold(BTreeMap::new(), |mut codes, one| {
        *codes.entry(one.code.id).or_default() += 1;
        codes
    });
    assert_eq!(
        codes,
        BTreeMap::from([("RW222", MOST_OF_A_RULE), (TOO_MANY.id, 1)])
    );
    let end = open.iter().find(|one| one.code == TOO_MANY).unwrap();
    assert_eq!(end.severity, Severity::Warning);
    assert_eq!(end.message, "4 more findings of this kind");
}

/// The search for what was meant ends, and each finding without it says so.
#[test]
fn names_that_were_meant_are_looked_for_as_long_as_it_is_cheap() {
    let groups = many(2_000, |at| group(at, ""));
    let grants = many(2_000, |at| format!("grant \"Reader\" to g{at}x on ws\n"));
    let folder = Folder::with(&[("a.rw", &format!("{POLICY}{groups}{grants}"))]);
    let ran = folder.run(&["lint"]);
    assert_eq!(ran.exit, Exit::Findings);
    let unknown = ran.out.matches("error[RW101").count();
    let meant = ran.out.matches("did you mean `g").count();
    let unsearched = ran.out.matches("so many names are unknown").count();
    assert_eq!(unknown, 2_000);
    assert!(meant > 100, "{meant}");
    assert!(
        unsearched > 0 && meant + unsearched == unknown,
        "{meant} {unsearched}"
    );
}

#[test]
fn grants_of_everybody_on_everything_end() {
    let policy = |groups| {
        let groups = many(groups, |at| group(at, ""));
        let places = many(500, |at| format!("workspace w{at} in dev\n"));
        lint(&format!(
            "{groups}{places}grant \"Reader\" to every group on every workspace\n"
        ))
    };
    let ran = policy(500);
    assert_eq!(ran.exit, Exit::Findings);
    assert_eq!(ran.out.matches("RW133").count(), 1);
    assert_eq!(policy(20).out.matches("RW133").count(), 0);
}

#[test]
fn somebody_in_a_thousand_groups_is_told() {
    let policy = |count: usize| {
        let groups = many(count, |at| {
            group(at, "members u") + &format!("grant \"Reader\" to g{at} on ws\n")
        });
        let user = "user u { object-id \"bbbbbbbb-0000-4000-8000-000000000001\" }\n";
        lint(&format!("{user}{groups}"))
    };
    let ran = policy(1_002);
    assert_eq!(ran.exit, Exit::Findings);
    assert_eq!(ran.out.matches("RW906").count(), 1, "{}", ran.out);
    assert_eq!(policy(50).out.matches("RW906").count(), 0);
}

/// Rules about steps look at a thousand of those whom somebody can come to, and say so.
#[test]
fn somebody_who_comes_to_a_thousand_others_is_told() {
    let policy = |count: usize| {
        let stores = many(count, |at| {
            format!("storage s{at} in dev {{ shared-keys on }}\n")
        });
        let grant = "grant \"Storage Account Contributor\" to g1 on dev\n";
        lint(&format!("{}{stores}{grant}", group(1, "")))
    };
    let ran = policy(1_001);
    let told: Vec<_> = ran
        .out
        .lines()
        .filter(|line| line.contains("RW907"))
        .collect();
    let [one] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(
        one.contains("warning") && one.contains("`g1` can come to more by steps than is looked at"),
        "{one}"
    );
    assert_eq!(policy(1_000).out.matches("RW907").count(), 0);
}

/// Groups in groups in groups: what is joined once is not joined again for each that is further in.
#[test]
fn a_long_chain_of_groups_is_judged() {
    let chain = |count: usize| {
        let groups = many(count, |at| {
            let inner = format!("members g{}", at + 1);
            let members = if at + 1 < count { &*inner } else { "" };
            group(at, members) + &format!("grant \"Reader\" to g{at} on ws\n")
        });
        lint(&groups)
    };
    let ran = chain(900);
    assert_eq!(ran.out.matches("RW906").count(), 0);
    assert_eq!(ran.out.matches("RW312").count(), 899);
    assert_eq!(chain(1_100).out.matches("RW906").count(), 1);
}

#[test]
fn names_in_azure_end() {
    let named = |count| {
        lint(&format!(
            "workspace w in dev {{ name \"{}\" }}\n",
            "x".repeat(count)
        ))
    };
    assert!(!named(1_024).out.contains("RW109"));
    let ran = named(1 << 20);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(
        ran.out
            .contains("this name has 1048576 bytes, and 1024 are the limit")
    );
    assert!(ran.out.len() < 10_000);
}

/// A pipe that nobody writes to would be waited for without end.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused() {
    let folder = Folder::with(&[("good/a.rw", POLICY), ("plain/a.rw", POLICY)]);
    for pipe in ["a.rw", "a.json", "good/b.rw", "plain/rolewright.toml"] {
        let made = std::process::Command::new("mkfifo")
            .arg(folder.path(pipe))
            .status();
        assert!(made.unwrap().success());
    }
    std::os::unix::fs::symlink("/dev/zero", folder.path("zero.rw")).unwrap();
    let cases: [&[&str]; 7] = [
        &["lint", "a.rw"],
        &["lint", "a.json"],
        &["import", "a.json"],
        &["lint", "good"],
        &["lint", "plain"],
        &["fmt", "--check", "zero.rw"],
        &["--config", "plain/rolewright.toml", "lint", "good/a.rw"],
    ];
    for case in cases {
        let ran = folder.run(case);
        assert_eq!(ran.exit, Exit::Trouble, "{case:?}");
        assert!(
            ran.err.contains("is not a regular file"),
            "{case:?} {}",
            ran.err
        );
    }
    snapshot(
        "cli",
        "world-special",
        &folder.run(&["lint", "a.rw"]).seen(),
    );
}

#[test]
fn expressions_that_are_too_deep_are_told_as_such() {
    let deep = |value: &str| {
        let text = format!(
            r#"{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
            "resources": [{{"type": "Microsoft.Authorization/roleDefinitions", "name": "r", "properties": {{"roleName": "{value}", "permissions": []}}}}]}}"#
        );
        let folder = Folder::with(&[("a.json", &text)]);
        folder.run(&["lint", "a.json", "--output", "short"]).out
    };
    let calls = format!("[{}'x'{}]", "concat(".repeat(70), ")".repeat(70));
    for value in [calls, format!("[variables('a'){}]", ".b".repeat(5_000))] {
        let out = deep(&value);
        assert!(out.contains("is nested deeper than 64 levels"), "{out}");
    }
    let out = deep(&format!("[concat('{}')]", "x".repeat(25_000)));
    assert!(out.contains("of more than 24576 characters"), "{out}");
}
