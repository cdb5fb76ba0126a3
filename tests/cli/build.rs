//! `rolewright build`: what is written, and that nothing is written otherwise.

use rolewright::cli::Exit;

use crate::support::{Folder, snapshot};

const POLICY: &str = r#"
policy churn { tenant "99999999-9999-9999-9999-999999999999" }
environment dev {
    tier development
    subscription "11111111-1111-1111-1111-111111111111"
    resource-group "rg-churn-dev"
}
workspace churn in dev { name "mlw-churn" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
managed-identity trainer in dev { name "id-train" }
capability see on workspace { actions "Microsoft.MachineLearningServices/workspaces/read" }
capability run on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/write" }
stage watch { on workspace can see }
/// What it takes to train.
stage learn extends watch { on workspace can run }
grant learn to team on churn@dev { because "the team trains" }
grant watch to trainer on churn@dev
grant "Reader" to team on dev
"#;

fn folder(policy: &str) -> Folder {
    Folder::with(&[("policies/churn.rw", policy)])
}

const BUILD: &[&str] = &["build", "policies", "--out", "out"];

fn written(folder: &Folder) -> Vec<String> {
    let files = folder.files().into_iter();
    files.filter(|path| path.starts_with("out")).collect()
}

#[test]
fn a_build_says_what_it_wrote_and_what_is_still_needed() {
    let folder = folder(POLICY);
    let ran = folder.run(BUILD);
    snapshot("cli", "build", &ran.seen());
    assert_eq!(
        written(&folder),
        [
            "out/arm/dev.json",
            "out/bicep/dev.bicep",
            "out/bicep/modules/dev.rg-churn-dev.bicep",
            "out/plan.json",
            "out/roles/learn.workspace.-.development.json",
            "out/roles/watch.workspace.-.development.json",
        ]
    );
}

#[test]
fn a_second_build_writes_the_same_bytes() {
    let folder = folder(POLICY);
    folder.run(BUILD);
    let before: Vec<_> = written(&folder)
        .iter()
        .map(|path| folder.read(path))
        .collect();
    assert_eq!(folder.run(BUILD).exit, Exit::Clean);
    let after: Vec<_> = written(&folder)
        .iter()
        .map(|path| folder.read(path))
        .collect();
    assert_eq!(before, after);
}

#[test]
fn only_the_asked_formats_are_written_and_always_a_plan() {
    let folder = folder(POLICY);
    folder.run(&["build", "policies", "--out", "out", "--format", "bicep"]);
    assert_eq!(
        written(&folder),
        [
            "out/bicep/dev.bicep",
            "out/bicep/modules/dev.rg-churn-dev.bicep",
            "out/plan.json",
        ]
    );
    let folder = self::folder(POLICY);
    folder.run(&["build", "policies", "--out", "out", "--format", "plan"]);
    assert_eq!(written(&folder), ["out/plan.json"]);
}

#[test]
fn what_azure_would_refuse_is_said_and_nothing_is_written() {
    let wrong = "Microsoft.MachineLearningServices/workspaces/jobs/run/action";
    let folder = folder(&POLICY.replace(
        "Microsoft.MachineLearningServices/workspaces/jobs/write",
        wrong,
    ));
    let ran = folder.run(BUILD);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.contains(wrong), "{}", ran.out);
    assert_eq!(ran.err, "nothing was written\n");
    assert_eq!(written(&folder), Vec::<String>::new());
}

#[test]
fn what_has_no_compiled_form_yet_is_refused_and_never_left_out() {
    let condition = "on churn@dev { where blob path starts-with \"team-a/\" }";
    let folder = folder(
        &POLICY
            .replacen("on churn@dev", condition, 2)
            .replace(" { because \"the team trains\" }", ""),
    );
    let ran = folder.run(BUILD);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.out);
    assert!(ran.out.contains("RW801 not-compiled-yet"), "{}", ran.out);
    assert_eq!(written(&folder), Vec::<String>::new());
}

#[test]
fn findings_stop_a_build() {
    let folder = folder(&POLICY.replace("to trainer", "to trayner"));
    assert_eq!(folder.run(BUILD).exit, Exit::Findings);
    assert_eq!(written(&folder), Vec::<String>::new());
}

#[test]
fn what_an_earlier_build_wrote_goes_and_nothing_else() {
    let folder = folder(POLICY);
    folder.run(BUILD);
    folder.write("out/arm/mine.json", "{}");
    folder.write(
        "out/roles/watch.workspace.-.development.json",
        "changed by hand",
    );
    folder.write(
        "policies/churn.rw",
        POLICY
            .replace("grant watch to trainer on churn@dev", "")
            .replace("learn extends watch", "study extends watch")
            .replace("grant learn", "grant study"),
    );
    let ran = folder.run(BUILD);
    assert_eq!(ran.exit, Exit::Clean);
    assert_eq!(
        ran.err,
        "`out/roles/watch.workspace.-.development.json` is of an earlier build and was changed since; it stays\n"
    );
    assert_eq!(
        written(&folder),
        [
            "out/arm/dev.json",
            "out/arm/mine.json",
            "out/bicep/dev.bicep",
            "out/bicep/modules/dev.rg-churn-dev.bicep",
            "out/plan.json",
            "out/roles/study.workspace.-.development.json",
            "out/roles/watch.workspace.-.development.json",
        ]
    );
}

/// A plan is text that anybody may have written.
#[test]
fn a_forged_plan_removes_nothing_outside_the_folders_of_a_build() {
    let folder = folder(POLICY);
    folder.write("victim.json", "{}");
    folder.write("out/other/victim.json", "{}");
    let digest = rolewright::emit::digest("{}");
    let paths = [
        "../victim.json",
        "arm/../../victim.json",
        "other/victim.json",
        "/etc/passwd",
    ];
    let listed = paths.map(|path| format!(r#"{{"path": "{path}", "sha256": "{digest}"}}"#));
    folder.write(
        "out/plan.json",
        format!(r#"{{"form": 1, "artefacts": [{}]}}"#, listed.join(", ")),
    );
    assert_eq!(folder.run(BUILD).exit, Exit::Clean);
    assert_eq!(folder.read("victim.json"), "{}");
    assert_eq!(folder.read("out/other/victim.json"), "{}");
}

/// However its place is spelled, and as open as any other folder.
#[test]
fn a_first_build_leaves_one_folder_and_nothing_beside_it() {
    for out in ["out", "out/", "new/out", "new/out/.", "./out"] {
        let folder = folder(POLICY);
        let ran = folder.run(&["build", "policies", "--out", out]);
        assert_eq!(ran.exit, Exit::Clean, "{out}: {}", ran.err);
        let tidy = out.trim_start_matches("./").trim_end_matches(['/', '.']);
        let files = folder.files();
        let made = files.iter().filter(|path| path.starts_with(tidy));
        assert_eq!((made.count(), files.len()), (6, 7), "{files:?}");
        let beside = std::fs::read_dir(folder.path(".")).unwrap();
        assert_eq!(beside.count(), 2);
        let permissions = |path| std::fs::metadata(folder.path(path)).map(|it| it.permissions());
        assert_eq!(permissions(tidy).ok(), permissions("policies").ok());
    }
}

#[test]
fn a_build_that_cannot_write_leaves_no_partial_file() {
    let folder = folder(POLICY);
    folder.write("out/bicep", "a file where a folder is needed");
    let ran = folder.run(BUILD);
    assert_eq!(ran.exit, Exit::Trouble);
    assert_eq!(written(&folder), ["out/bicep"]);
}

/// Nothing is moved into place before it is known that everything can be.
#[test]
fn a_folder_where_a_file_belongs_stops_a_build_before_anything_is_written() {
    for place in ["out/bicep/dev.bicep/x", "out/plan.json/x"] {
        let folder = folder(POLICY);
        folder.write(place, "");
        let ran = folder.run(BUILD);
        assert_eq!(ran.exit, Exit::Trouble, "{}", ran.err);
        assert_eq!(written(&folder), [place]);
    }
}

#[test]
fn what_no_build_made_is_never_written_over() {
    for place in ["out/arm/dev.json", "out/plan.json"] {
        let folder = folder(POLICY);
        folder.write(place, "{\"mine\": true}");
        let ran = folder.run(BUILD);
        assert_eq!(ran.exit, Exit::Trouble);
        assert!(
            ran.err.contains(place) && ran.err.contains("--out"),
            "{}",
            ran.err
        );
        assert_eq!(written(&folder), [place]);
        assert_eq!(folder.read(place), "{\"mine\": true}");
    }
}

#[test]
fn an_artefact_changed_by_hand_is_written_anew_and_told() {
    let folder = folder(POLICY);
    folder.run(BUILD);
    let made = folder.read("out/arm/dev.json");
    folder.write("out/arm/dev.json", vec![0xff, 0xfe]);
    let ran = folder.run(BUILD);
    assert_eq!(ran.exit, Exit::Clean);
    assert_eq!(
        ran.err,
        "`out/arm/dev.json` was changed since the earlier build; it is written anew\n"
    );
    assert_eq!(folder.read("out/arm/dev.json"), made);
}

#[test]
fn a_build_without_a_place_to_write_says_so() {
    let folder = folder(POLICY);
    let ran = folder.run(&["build", "policies"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(ran.err.contains("--out DIR"), "{}", ran.err);
}
