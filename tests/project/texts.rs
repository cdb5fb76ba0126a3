//! Texts that come, go and are refused.

use std::path::PathBuf;

use rolewright::diagnostic::Code;
use rolewright::lint::Settings;
use rolewright::model::date::Day;
use rolewright::project::{Project, Refused};
use rolewright::syntax::MAX_FILE;

use crate::support::{Folder, TODAY};

const GROUP: &str = "group readers\n";

/// Lists file, line and name of each finding.
fn found(project: &mut Project) -> Vec<(String, u32, Code)> {
    project.check();
    let open = project.analysis().findings.open().iter();
    let told = open.map(|finding| {
        let span = finding.primary.span;
        let file = project.sources().get(span.file).unwrap();
        let name = file.name().display().to_string();
        (name, file.place(span.start).line, finding.code)
    });
    told.collect()
}

#[test]
fn a_path_that_says_nothing_and_a_text_too_long_are_refused() {
    let mut project = Project::default();
    let path = PathBuf::from("policy.txt");
    let refused = project.set_text(&path, GROUP).unwrap_err();
    assert_eq!(refused, Refused::Kind { path });
    assert_eq!(
        refused.to_string(),
        "`policy.txt` ends neither in `.rw` nor in `.json` or `.jsonc`"
    );
    project.set_text("policy.rw", GROUP).unwrap();
    let length = MAX_FILE + 1;
    let refused = project
        .set_text("policy.rw", " ".repeat(length))
        .unwrap_err();
    let path = PathBuf::from("policy.rw");
    assert_eq!(refused, Refused::Length { path, length });
    // The text before it still counts.
    assert_eq!(project.check().model.principals.len(), 1);
}

#[test]
fn the_order_of_paths_and_not_of_edits_is_the_order_of_the_policy_set() {
    let mut project = Project::default();
    for path in ["c.rw", "a.rw", "b.rw"] {
        project.set_text(path, format!("\n{GROUP}")).unwrap();
    }
    let duplicates = |project: &mut Project| -> Vec<_> {
        let found = found(project).into_iter();
        let duplicates = found.filter(|(.., code)| code.name == "duplicate-name");
        duplicates.map(|(path, line, _)| (path, line)).collect()
    };
    let at = |path: &str| (path.to_owned(), 2);
    assert_eq!(duplicates(&mut project), [at("b.rw"), at("c.rw")]);
    assert!(project.remove("a.rw"));
    assert!(!project.remove("a.rw"));
    assert_eq!(duplicates(&mut project), [at("c.rw")]);
    project.set_text("a.rw", format!("\n{GROUP}")).unwrap();
    project.set_text("b.rw", "").unwrap();
    assert_eq!(duplicates(&mut project), [at("c.rw")]);
}

/// Between two neighbours there are some thousand ids: of these files each comes directly behind
/// the one before it, until all have to be numbered anew.
#[test]
fn many_files_at_one_place_keep_their_order() {
    let (mut project, mut path) = (Project::default(), String::new());
    project.set_text("zz.rw", GROUP).unwrap();
    let mut paths = Vec::new();
    for _ in 0..40 {
        path.push('a');
        paths.push(format!("{path}.rw"));
        project.set_text(format!("{path}.rw"), GROUP).unwrap();
        project.check();
    }
    paths.sort();
    paths.push("zz.rw".to_owned());
    let known = project.sources().iter();
    let known: Vec<_> = known
        .map(|(_, file)| file.name().display().to_string())
        .collect();
    assert_eq!(known, paths);
    let duplicates = found(&mut project);
    let duplicates = duplicates
        .iter()
        .filter(|(.., code)| code.name == "duplicate-name");
    let duplicates: Vec<_> = duplicates.map(|(path, ..)| path.as_str()).collect();
    assert_eq!(duplicates, paths[1..]);
}

#[test]
fn a_day_makes_a_grant_end_between_two_checks() {
    let mut project = Project::default();
    let text = "environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }\ngroup g { object-id \"5a1e0c1d-0000-4000-8000-0000000000ff\" }\ngrant \"Reader\" to g on dev { until 2026-01-01 }\n";
    project.set_text("main.rw", text).unwrap();
    assert_eq!(project.check().compiled.assignments.len(), 1);
    project.set_settings(Settings {
        today: Day::parse(TODAY),
        ..Settings::default()
    });
    assert_eq!(project.check().compiled.assignments.len(), 0);
}

/// The command line and a project find the same.
#[test]
fn a_project_finds_what_lint_finds() {
    let texts = [
        ("b.rw", "group readers\ngroup readers\n"),
        ("a.rw", "grant train to nobody on nowhere\nbroken {\n"),
    ];
    let folder = Folder::with(&texts);
    let printed = folder.run(&["lint", "--output", "short", "."]).out;
    let mut project = Project::new(Settings {
        max_allow_days: 180,
        today: Day::parse(TODAY),
        ..Settings::default()
    });
    for (path, text) in texts {
        project.set_text(path, text).unwrap();
    }
    let found = found(&mut project);
    assert_eq!(
        found.len(),
        printed.lines().filter(|line| line.contains(".rw:")).count()
    );
    for ((path, line, code), printed) in found.iter().zip(printed.lines()) {
        assert!(printed.contains(&format!("{path}:{line}:")), "{printed}");
        assert!(printed.contains(code.id), "{printed}");
    }
}
