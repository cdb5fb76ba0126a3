//! The README and its neighbours say only what is so.

use rolewright::cli::Exit;

use super::fences;
use crate::support::{Folder, checkout};

const PAGES: [&str; 2] = ["README.md", "CONTRIBUTING.md"];

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
    let last = run.lines().last().unwrap();
    let readme = fences(&page("README.md"));
    assert_eq!(readme[0].text.lines().last().unwrap(), last);
    assert!(
        run.contains(
            readme[0]
                .text
                .lines()
                .next()
                .unwrap()
                .split(" -- ")
                .nth(1)
                .unwrap()
        )
    );
}

#[test]
fn every_path_that_a_page_names_exists() {
    for name in PAGES {
        let text = page(name);
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            assert!(
                link.starts_with("https://") || checkout(link).exists(),
                "{name}: {link}"
            );
        }
    }
}
