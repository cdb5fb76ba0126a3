//! The README and its neighbours say only what is so.

use std::collections::BTreeSet;

use rolewright::cli::{Exit, config};
use rolewright::source::FileId;

use super::fences;
use crate::support::{Folder, checkout};

const PAGES: [&str; 6] = [
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "docs/questions.md",
    "grammar/LANGUAGE.md",
    "fuzz/README.md",
];

fn page(name: &str) -> String {
    std::fs::read_to_string(checkout(name)).unwrap()
}

#[test]
fn the_policy_of_the_readme_is_clean_with_its_settings() {
    let folder = Folder::new();
    for fence in fences(&page("README.md")) {
        match fence.info.as_str() {
            "rw" => folder.write("a.rw", fence.text),
            "toml" => folder.write("rolewright.toml", fence.text),
            _ => {}
        }
    }
    let ran = folder.run(&["lint"]);
    assert_eq!(
        (ran.out.as_str(), ran.exit),
        ("no findings in 1 file\n", Exit::Clean),
        "{}",
        ran.seen()
    );
    assert_eq!(folder.files(), ["a.rw", "rolewright.toml"]);
}

#[test]
fn the_readme_names_every_command_and_no_other() {
    let readme = page("README.md");
    let help = Folder::new().run(&["-h"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<_> = commands
        .lines()
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    let rows = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `rolewright "));
    let named: Vec<_> = rows
        .filter_map(|row| row.split([' ', '`']).next())
        .collect();
    assert_eq!(named, commands);
}

#[test]
fn the_gates_of_the_readme_are_those_that_exist() {
    let (readme, hooks) = (page("README.md"), page(".pre-commit-hooks.yaml"));
    let ids = readme
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- id: "));
    for id in ids {
        assert!(hooks.contains(&format!("- id: {id}\n")), "{id}");
    }
    assert!(
        readme.contains("rolewright-lint-system")
            && hooks.contains("- id: rolewright-lint-system\n")
    );
    let action = page("action.yml");
    for input in ["paths", "fail-on"] {
        assert!(
            action.contains(&format!("\n  {input}:\n"))
                && readme.contains(&format!("      {input}: "))
        );
    }
}

/// `.ci/run` ends with the command that the README gives for the tests.
#[test]
fn the_checks_end_with_the_tests_of_the_readme() {
    let run = page(".ci/run");
    let readme = fences(&page("README.md"));
    let demo = readme[0].text.lines().last().unwrap();
    assert!(run.contains(demo.strip_prefix("rolewright ").unwrap()));
    let mut developer = readme[1].text.lines();
    let example = developer.next().unwrap().split(" -- ").nth(1).unwrap();
    assert!(run.contains(example));
    assert_eq!(developer.last(), run.lines().last());
}

/// Paths in links, and paths in back-ticks that begin with a folder of the repository.
#[test]
fn every_path_that_a_page_names_exists() {
    let folders = [
        "src",
        "tests",
        "grammar",
        "policies",
        "snapshots",
        "bench",
        "fuzz",
        ".ci",
    ];
    let mut count = 0;
    for name in PAGES {
        let text = page(name);
        let home = checkout(name);
        let home = home.parent().unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let elsewhere = link.starts_with("https://") || link.starts_with('#');
            assert!(elsewhere || home.join(link).exists(), "{name}: {link}");
        }
        for path in text.split('`').skip(1).step_by(2) {
            let first = path.split('/').next().unwrap_or_default();
            let is_path = folders.contains(&first) && !path.contains([' ', '<', '*', '\n']);
            if is_path && path.contains('/') {
                count += 1;
                let here = checkout(path).exists() || home.join(path).exists();
                assert!(here, "{name}: {path}");
            }
        }
    }
    assert!(count > 20, "only {count} paths");
}

/// The table of rooms in ARCHITECTURE.md has each room of `src`, and no other.
#[test]
fn the_rooms_of_the_architecture_are_those_of_src() {
    let page = page("ARCHITECTURE.md");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let told: BTreeSet<_> = rows.map(str::to_owned).collect();
    let files = std::fs::read_dir(checkout("src"))
        .unwrap()
        .map(Result::unwrap);
    let stems = files.filter_map(|file| {
        let name = file.file_name().into_string().unwrap();
        name.strip_suffix(".rs").map(str::to_owned)
    });
    let rooms: BTreeSet<_> = stems
        .filter(|name| name != "lib" && name != "main")
        .collect();
    assert_eq!(told, rooms);
}

#[test]
fn the_policy_of_the_readme_is_in_the_canonical_style() {
    let text = fences(&page("README.md"))
        .into_iter()
        .find(|fence| fence.info == "rw");
    let folder = Folder::with(&[("a.rw", &text.unwrap().text)]);
    let ran = folder.run(&["fmt", "--diff"]);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
}

/// What the README shows as settings are the settings that hold without it, where it says so.
#[test]
fn the_limits_of_the_readme_are_the_defaults() {
    let fence = fences(&page("README.md"))
        .into_iter()
        .find(|fence| fence.info == "toml");
    let text = fence.unwrap().text;
    let (shown, found) = config::read(FileId::new(0), &text, &["unused-declaration"]);
    assert_eq!(found, []);
    assert_eq!(shown.limits, config::Config::default().limits);
}
