//! Tests of `lint`: every rule does what its page says, alone, and by meaning.

mod assignments;
mod danger;
mod environments;
mod guarantees;
mod identities;
mod machine_learning;
mod meaning;
mod own_identities;
mod pages;
mod remedies;
mod steps;

use rolewright::lint::{Rule, rules};

use crate::support::Folder;

/// A code block of a page: its fence words and its text.
pub(crate) struct Fence {
    pub(crate) fails: bool,
    pub(crate) text: String,
}

/// Lists the examples of a rule's page.
pub(crate) fn examples(rule: &Rule) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for line in rule.page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) if words.starts_with("rolewright") => {
                open = Some(Fence {
                    fails: words.contains("fail"),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, _) => {}
        }
    }
    fences
}

/// One finding as `--output json` tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) text: serde_json::Value,
}

/// Lints files and returns the findings, notes included.
pub(crate) fn findings(files: &[(&str, &str)]) -> Vec<Found> {
    let folder = Folder::with(files);
    let ran = folder.run(&["lint", "--output", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out)
        .unwrap_or_else(|error| panic!("{error}\n{}{}", ran.out, ran.err));
    let found = report["findings"].as_array().unwrap().iter();
    found
        .map(|one| Found {
            code: one["code"].as_str().unwrap().to_owned(),
            text: one.clone(),
        })
        .collect()
}

/// Lists the codes among findings, each once, sorted.
pub(crate) fn codes(found: &[Found]) -> Vec<&str> {
    let mut codes: Vec<_> = found.iter().map(|one| one.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules::ALL {
        assert!(seen.insert(rule.code.id), "{} twice", rule.code.id);
        assert!(seen.insert(rule.code.name), "{} twice", rule.code.name);
        let number = rule.code.id.strip_prefix("RW").unwrap();
        assert!(number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()));
        for word in ["avoid-", "prefer-", "use-", "no-", "do-not-"] {
            assert!(
                !rule.code.name.starts_with(word),
                "`{}` names the remedy",
                rule.code.name
            );
        }
    }
}

#[test]
fn the_table_is_sorted_by_code() {
    let codes: Vec<_> = rules::ALL.iter().map(|rule| rule.code.id).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(codes, sorted);
}
