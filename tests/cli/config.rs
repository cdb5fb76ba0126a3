//! Every setting has an effect, and every mistake is a finding in the file.

use std::path::PathBuf;

use rolewright::cli::Exit;
use rolewright::cli::config::{Config, Level, Limits, read};
use rolewright::diagnostic::{Edit, Severity};
use rolewright::report::{Findings, Report, Style, human};
use rolewright::source::{FileId, Origin, Sources, Span};

use crate::support::{Folder, snapshot};

const RULES: [&str; 3] = ["over-privileged-role", "RW201", "inheritance"];

fn config(text: &str) -> Config {
    let (config, found) = read(FileId::new(0), text, &RULES);
    assert!(found.is_empty(), "{found:?}");
    config
}

#[test]
fn an_empty_file_changes_nothing() {
    assert_eq!(config(""), Config::default());
    assert_eq!(
        config("[lint]\n[limits]\n[build]\n[lint.rules]\n"),
        Config::default()
    );
}

#[test]
fn each_setting_is_read() {
    let default = Config::default;
    let cases = [
        (
            "[lint]\nfail-on = \"note\"",
            Config {
                fail_on: Severity::Note,
                ..default()
            },
        ),
        (
            "[catalog]\nfile = \"facts/azure.catalog\"",
            Config {
                catalog: Some((
                    PathBuf::from("facts/azure.catalog"),
                    Span::new(FileId::new(0), 17, 38),
                )),
                ..default()
            },
        ),
        (
            "lint.fail-on = \"warning\"",
            Config {
                fail_on: Severity::Warning,
                ..default()
            },
        ),
        (
            "[lint]\nmax-allow-days = 90",
            Config {
                max_allow_days: 90,
                ..default()
            },
        ),
        (
            "[limits]\nassignments-per-subscription = 8_000",
            Config {
                limits: Limits {
                    assignments_per_subscription: 8000,
                    ..Limits::default()
                },
                ..default()
            },
        ),
        (
            "[limits]\ncustom-roles-per-tenant = 2000",
            Config {
                limits: Limits {
                    custom_roles_per_tenant: 2000,
                    ..Limits::default()
                },
                ..default()
            },
        ),
        (
            "[build]\nout = \"target/azure\"",
            Config {
                out: Some(PathBuf::from("target/azure")),
                ..default()
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(config(text), expected, "{text}");
        assert_ne!(config(text), default(), "{text}");
    }
}

#[test]
fn levels_keep_their_order() {
    let levels = config(
        "[lint.rules]\ninheritance = \"off\"\nRW201 = \"error\"\nover-privileged-role = \"note\"\n",
    )
    .levels;
    let level = |rule: &str, severity, start, end| Level {
        rule: rule.to_owned(),
        severity,
        span: Span::new(FileId::new(0), start, end),
    };
    assert_eq!(
        levels,
        [
            level("inheritance", None, 13, 24),
            level("RW201", Some(Severity::Error), 33, 38),
            level("over-privileged-role", Some(Severity::Note), 49, 69),
        ]
    );
}

const MISTAKES: &str = "\
colour = true
[lint]
fail_on = \"error\"
max-allow-days = 0
fail-on = 3
[lint.rules]
over-priviledged-role = \"off\"
RW201 = \"fatal\"
something = \"off\"
[limits]
assignments-per-subscription = \"many\"
[bild]
out = \"x\"
[build]
out = []
formats = [
    \"arm\",
]
[catalog]
file = \"../azure.catalog\"
files = []
[unheard-of]
a = 1
";

fn drawn(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("rolewright.toml", text, Origin::Policy);
    let (_, found) = read(file, text, &RULES);
    let findings = Findings::new(found, Vec::new(), &sources);
    let mut out = Vec::new();
    let report = Report {
        findings: &findings,
        sources: &sources,
        rules: &[],
    };
    human(
        &report,
        Style {
            colour: false,
            width: 100,
        },
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn mistakes_are_findings() {
    snapshot("cli", "config-mistakes", &drawn(MISTAKES));
}

#[test]
fn what_is_no_toml_is_a_finding() {
    snapshot(
        "cli",
        "config-broken",
        &drawn("[lint\nfail-on = \"error\"\n[build]\nout = \n"),
    );
}

#[test]
fn each_remedy_makes_its_finding_vanish() {
    let (_, found) = read(FileId::new(0), MISTAKES, &RULES);
    assert_eq!(found.len(), 14);
    for finding in &found {
        let mut text = MISTAKES.to_owned();
        let mut edits: Vec<&Edit> = finding.remedies[0].edits.iter().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        let (_, left) = read(FileId::new(0), &text, &RULES);
        assert!(
            left.iter().all(|other| other.message != finding.message),
            "{}\n{text}",
            finding.message
        );
    }
}

#[test]
fn the_settings_beside_the_policies_count() {
    let folder = Folder::with(&[
        ("team/rolewright.toml", "near = 1\n"),
        ("team/policies/a.rw", ""),
        ("named.toml", "named = 1\n"),
    ]);
    let out = |arguments: &[&str]| folder.run(arguments).out;
    assert!(
        out(&["lint", "team/policies", "--output", "short"])
            .starts_with("team/rolewright.toml:1:1")
    );
    assert!(out(&["lint", "team/policies/a.rw"]).contains("`near`"));
    assert!(out(&["lint", "team"]).contains("`near`"));
    assert!(out(&["lint"]).contains("`near`"));
    assert!(out(&["lint", ".", "--config", "named.toml"]).contains("`named`"));
    assert!(!out(&["lint", ".", "--config", "named.toml"]).contains("`near`"));
}

#[test]
fn two_settings_for_one_run_are_refused() {
    let folder = Folder::with(&[
        ("rolewright.toml", ""),
        ("team/rolewright.toml", ""),
        ("team/a.rw", "let one = \"x\"\n"),
    ]);
    snapshot("cli", "two-settings", &folder.run(&["lint"]).seen());
    assert_ne!(folder.run(&["lint", "team"]).exit, Exit::Trouble);
    assert_ne!(
        folder.run(&["lint", "--config", "rolewright.toml"]).exit,
        Exit::Trouble
    );
}

/// What Azure does not offer at a scope is found before anything is asked.
#[test]
fn settings_of_a_stack_are_judged() {
    let folder = Folder::with(&[(
        "a.rw",
        "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }\n",
    )]);
    let group = "scope = \"/providers/Microsoft.Management/managementGroups/ml\"";
    let good = format!("[stack]\nname = \"access\"\n{group}\nlocation = \"westeurope\"\n");
    let cases = [
        ("deny at a management group", format!("{good}deny = \"delete\"\n")),
        ("an exclusion from nothing", format!("{good}excluded-actions = [\"*/read\"]\n")),
        ("no location", format!("[stack]\nname = \"access\"\n{group}\n")),
        (
            "six principals",
            format!(
                "{good}excluded-principals = [{}]\n",
                "\"aaaaaaaa-0000-4000-8000-000000000001\", ".repeat(6)
            ),
        ),
        (
            "a resource group, a name, a word",
            "[stack]\nname = \"a/b\"\nscope = \"/subscriptions/x/resourceGroups/y\"\nlocation = \"west europe\"\non-unmanage = \"drop\"\nlocatoin = 1\n".to_owned(),
        ),
    ];
    let mut told = String::new();
    for (title, settings) in &cases {
        folder.write("rolewright.toml", settings);
        let ran = folder.run(&["lint", "."]);
        assert_eq!(ran.exit, Exit::Findings, "{title}");
        told.push_str(&format!("=== {title}\n{}", ran.seen()));
    }
    snapshot("cli", "config-stack", &told);
    folder.write("rolewright.toml", &good);
    assert_eq!(folder.run(&["lint", "."]).exit, Exit::Clean);
}
