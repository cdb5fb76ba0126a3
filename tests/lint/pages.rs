//! Each page: its form, its examples, and the remedies applied word for word.

use rolewright::lint::rules;

use super::{codes, examples, findings};

#[test]
fn pages_have_their_headings_in_order() {
    for rule in rules::ALL {
        let first = rule.page.lines().next().unwrap();
        assert_eq!(first, format!("# {} ({})", rule.code.name, rule.code.id));
        let wanted = ["## Why is this bad?", "## Example", "Use instead:"];
        let mut from = 0;
        for heading in wanted {
            let at = rule.page[from..].find(heading);
            from += at.unwrap_or_else(|| panic!("{}: no `{heading}` in its place", rule.code.name));
        }
        let fences = examples(rule);
        assert!(
            fences.iter().any(|fence| fence.fails),
            "{}: no failing example",
            rule.code.name
        );
        assert!(
            fences.iter().any(|fence| !fence.fails),
            "{}: no passing example",
            rule.code.name
        );
    }
}

/// Also shows that each rule finds something that no other rule finds: switched off, its failing
/// example would be silent.
#[test]
fn a_failing_example_gives_this_finding_and_no_other() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for fence in examples(rule).iter().filter(|fence| fence.fails) {
            let found = findings(&[("policy.rw", &fence.text)]);
            if codes(&found) != [rule.code.id] {
                wrong.push(format!(
                    "{}: {:?}\n{}",
                    rule.code.name,
                    codes(&found),
                    fence.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_passing_example_gives_no_finding() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for fence in examples(rule).iter().filter(|fence| !fence.fails) {
            let found = findings(&[("policy.rw", &fence.text)]);
            if !found.is_empty() {
                wrong.push(format!(
                    "{}: {:?}\n{}",
                    rule.code.name,
                    codes(&found),
                    fence.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Applies the edits of a remedy to the text of `policy.rw`.
pub(super) fn applied(text: &str, remedy: &serde_json::Value) -> String {
    let mut edits: Vec<_> = remedy["edits"].as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["place"]["start"]["offset"].as_u64()));
    let mut text = text.to_owned();
    for edit in edits {
        let start = usize::try_from(edit["place"]["start"]["offset"].as_u64().unwrap()).unwrap();
        let end = usize::try_from(edit["place"]["end"]["offset"].as_u64().unwrap()).unwrap();
        text.replace_range(start..end, edit["text"].as_str().unwrap());
    }
    text
}

#[test]
fn each_remedy_applied_word_for_word_makes_its_finding_vanish() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for fence in examples(rule).iter().filter(|fence| fence.fails) {
            let found = findings(&[("policy.rw", &fence.text)]);
            for finding in &found {
                let remedies = finding.text["remedies"].as_array().unwrap();
                let edited: Vec<_> = remedies
                    .iter()
                    .filter(|remedy| !remedy["edits"].as_array().unwrap().is_empty())
                    .collect();
                if edited.is_empty() {
                    wrong.push(format!("{}: no remedy with edits", rule.code.name));
                }
                for remedy in edited {
                    let mended = applied(&fence.text, remedy);
                    let after = findings(&[("policy.rw", &mended)]);
                    // What cannot be read or resolved: the remedy broke the policy.
                    let broken = after.iter().any(|one| one.code.as_str() < "RW2");
                    let left = after.iter().filter(|one| one.code == finding.code).count();
                    if broken || left >= found.len() {
                        wrong.push(format!("{}: {remedy}\n{mended}", rule.code.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
