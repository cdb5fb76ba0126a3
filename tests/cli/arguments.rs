//! Arguments, help, outputs and exit statuses.

use rolewright::cli::Exit;

use crate::support::{Folder, snapshot};

/// A setting that does not exist: a finding that needs no policy.
const MISTAKE: (&str, &str) = ("rolewright.toml", "[lint]\nfail-onn = \"note\"\n");
const POLICY: (&str, &str) = (
    "a.rw",
    "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }\n",
);

#[test]
fn version_is_one_line() {
    let ran = Folder::new().run(&["--version"]);
    assert_eq!(
        ran.out,
        format!("rolewright {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Clean));
}

#[test]
fn a_wrong_command_is_refused_with_the_nearest() {
    snapshot("cli", "wrong-command", &Folder::new().run(&["lnit"]).seen());
}

/// Words of other tools are answered with the ones of this tool, and slips with what to do.
#[test]
fn usual_slips_are_answered_with_what_to_do() {
    let folder = Folder::with(&[POLICY, ("roles.json", "{}")]);
    folder.write("in/empty", "");
    let lines: [&[&str]; 11] = [
        &["validate"],
        &["compile"],
        &["lint", "--format", "json"],
        &["fmt", "--output", "json"],
        &["graph", "--output", "sarif"],
        &["lint", "in"],
        &["lint", "--config", "nope.toml"],
        &["import", "nope.json"],
        &["import", "in"],
        &["import", "a.rw"],
        &["build", "--out", "roles.json"],
    ];
    let seen = lines.map(|line| {
        format!(
            "$ rolewright {}\n{}",
            line.join(" "),
            folder.run(line).seen()
        )
    });
    snapshot("cli", "slips", &seen.join("\n"));
}

#[test]
fn arguments_cannot_reach_the_terminal_raw() {
    let ran = Folder::new().run(&["\u{1b}[2Jlint\u{202e}"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(ran.err.contains("lint\\u{202e}"), "{}", ran.err);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_finding_fails_the_run_and_mending_it_passes() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    assert_eq!(folder.run(&["lint"]).exit, Exit::Findings);
    folder.write("rolewright.toml", "[lint]\nfail-on = \"note\"\n");
    assert_eq!(folder.run(&["lint"]).exit, Exit::Clean);
}

#[test]
fn outputs_go_where_they_are_sent() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let ran = folder.run(&[
        "lint",
        "--output",
        "short",
        "--output",
        "sarif:out/a.sarif",
        "--output",
        "json:b.json",
    ]);
    assert_eq!(
        ran.out,
        "rolewright.toml:2:1: error[RW091]: there is no setting `lint.fail-onn`\n"
    );
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("out/a.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "RW091");
    let json: serde_json::Value = serde_json::from_str(&folder.read("b.json")).unwrap();
    assert_eq!(json["findings"][0]["place"]["start"]["line"], 2);
}

#[test]
fn a_file_output_leaves_standard_output_to_people() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let ran = folder.run(&["lint", "--output", "github:annotations"]);
    assert!(
        ran.out.starts_with("error[RW091 unknown-setting]"),
        "{}",
        ran.out
    );
    assert!(
        folder
            .read("annotations")
            .starts_with("::error title=RW091")
    );
}

#[test]
fn standard_output_takes_one_output() {
    let folder = Folder::with(&[POLICY]);
    snapshot(
        "cli",
        "two-outputs",
        &folder
            .run(&["lint", "--output", "json", "--output", "sarif"])
            .seen(),
    );
    snapshot(
        "cli",
        "one-file-twice",
        &folder
            .run(&["lint", "--output", "json:a", "--output", "sarif:a"])
            .seen(),
    );
}

#[test]
fn quiet_leaves_out_the_summary() {
    let folder = Folder::with(&[POLICY]);
    assert_eq!(folder.run(&["lint", "-q"]).out, "");
    assert_eq!(folder.run(&["lint"]).out, "no findings in 1 file\n");
}

#[test]
fn verbose_names_the_files_that_were_read() {
    let folder = Folder::with(&[POLICY]);
    folder.write("rolewright.toml", "");
    let out = folder.run(&["lint", "-v"]).out;
    assert_eq!(
        out,
        "read rolewright.toml\nread a.rw\nno findings in 1 file\n"
    );
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let coloured = |arguments: &[&str], variables| {
        folder
            .run_with(arguments, "", variables)
            .out
            .contains('\u{1b}')
    };
    assert!(!coloured(&["lint"], &[]));
    assert!(coloured(
        &["lint", "--color", "always"],
        &[("NO_COLOR", "1")]
    ));
    assert!(coloured(&["lint"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(
        &["lint"],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!coloured(
        &["lint", "--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
    assert!(!coloured(
        &["lint", "--color", "always", "--output", "json"],
        &[]
    ));
}

#[test]
fn a_date_that_is_none_is_refused() {
    let folder = Folder::with(&[POLICY]);
    assert_eq!(
        folder.run(&["lint", "--today", "2026-02-30"]).exit,
        Exit::Trouble
    );
    let ran = folder.run_with(&["lint"], "", &[("SOURCE_DATE_EPOCH", "soon")]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(
        ran.err.contains("SOURCE_DATE_EPOCH is `soon`"),
        "{}",
        ran.err
    );
}

#[test]
fn the_process_ends_with_the_same_status_and_bytes() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let ended = folder.process(&["lint"]).output().unwrap();
    let ran = folder.run(&["lint"]);
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(
        (folder.marked(&ended.stdout), folder.marked(&ended.stderr)),
        (ran.out, ran.err)
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = folder.process(&["lint"]).stdout(writer).output().unwrap();
    assert_eq!(
        (ended.status.code(), ended.stderr.as_slice()),
        (Some(1), b"".as_slice())
    );
}

#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("NOT CHECKED: there is no /dev/full");
        return;
    };
    let folder = Folder::with(&[MISTAKE, POLICY]);
    let ended = folder.process(&["lint"]).stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    snapshot("cli", "full-disk", &folder.marked(&ended.stderr));
}

/// Neither the order of files on the disk nor the threads that read them show in what is written.
#[test]
fn two_runs_write_the_same_bytes() {
    let text =
        |number: usize| format!("let one = \"{number}\"\ngrant a{number} to b on c\ngrant\n");
    let names: Vec<_> = (0..40).map(|number| format!("f{number}.rw")).collect();
    let (forth, back) = (Folder::new(), Folder::new());
    for (number, name) in names.iter().enumerate() {
        forth.write(name, text(number));
    }
    for (number, name) in names.iter().enumerate().rev() {
        back.write(name, text(number));
    }
    for kind in ["human", "short", "json", "sarif", "github"] {
        let one = forth.run(&["lint", "--output", kind]).out;
        assert!(one.contains("f39.rw"), "{one}");
        assert_eq!(one, forth.run(&["lint", "--output", kind]).out);
        assert_eq!(one, back.run(&["lint", "--output", kind]).out);
    }
}
