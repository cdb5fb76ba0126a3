//! The example policy sets: no findings, their own tests pass, they build, they are formatted.

use std::collections::BTreeSet;

use rolewright::cli::Exit;

use super::library::{library, resolved};
use crate::support::{Folder, checkout};

const EXAMPLES: [&str; 2] = ["churn", "personas"];

/// Copies a folder below `policies` to where a run may write.
fn copied(path: &str) -> Folder {
    let folder = Folder::new();
    let from = checkout(&format!("policies/{path}"));
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        folder.write(&entry.file_name().to_string_lossy(), text);
    }
    folder
}

#[test]
fn examples_and_library_give_no_findings() {
    for path in ["std", "examples/churn", "examples/personas"] {
        let ran = copied(path).run(&["lint"]);
        assert_eq!(ran.exit, Exit::Clean, "{path}:\n{}", ran.seen());
        assert!(!ran.out.contains("warning"), "{path}:\n{}", ran.out);
    }
}

#[test]
fn examples_resolve() {
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        let files = folder.files().into_iter();
        let texts: Vec<_> = files
            .map(|file| (file.clone(), folder.read(&file)))
            .collect();
        let (model, wrong) = resolved(&texts);
        assert_eq!(wrong, [""; 0], "{example}");
        assert!(
            !model.grants.is_empty() && !model.tests.is_empty(),
            "{example}"
        );
        assert!(model.later.is_empty(), "{example}: {:?}", model.later);
    }
}

/// Nobody is granted anything as a person.
#[test]
fn no_example_grants_to_a_user() {
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        let files = folder.files();
        let texts: Vec<_> = files.iter().map(|file| folder.read(file)).collect();
        let users: BTreeSet<_> = texts
            .iter()
            .flat_map(|text| text.lines())
            .filter_map(|line| line.strip_prefix("user ")?.split_whitespace().next())
            .collect();
        for line in texts.iter().flat_map(|text| text.lines()) {
            let granted = line
                .strip_prefix("grant ")
                .and_then(|rest| rest.split_once(" to "));
            let Some((_, to)) = granted else { continue };
            let to = to.split(" on ").next().unwrap();
            let to: BTreeSet<_> = to.split(", ").collect();
            assert!(to.is_disjoint(&users), "{example}: {line}");
        }
    }
}

/// Examples speak in the words of the library, so that they show how little has to be written.
#[test]
fn examples_declare_no_capability_of_their_own() {
    let known = library().capabilities.len();
    assert!(known > 250, "only {known} capabilities");
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        for file in folder.files() {
            let text = folder.read(&file);
            assert!(
                !text.lines().any(|line| line.starts_with("capability ")),
                "{example}/{file}"
            );
        }
    }
}
