//! Tests of the language reference: its examples are parsed, resolved and run; its links lead on.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read the pages of the checkout"
)]

mod readme;

use std::collections::BTreeSet;

use crate::standard::library::resolved;
use crate::support::checkout;

const REFERENCE: &str = "grammar/LANGUAGE.md";

/// One fenced block: its info string, the line of its first line, its text.
#[derive(Debug)]
pub(crate) struct Fence {
    pub(crate) info: String,
    line: usize,
    pub(crate) text: String,
}

fn reference() -> String {
    std::fs::read_to_string(checkout(REFERENCE)).unwrap()
}

pub(crate) fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let info = info.to_owned();
                open = Some(Fence {
                    info,
                    line: number + 2,
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// Resolves blocks as the files of one policy set and says what is wrong with them.
fn mistakes(fences: &[&Fence]) -> Vec<String> {
    let name = |fence: &&Fence| (format!("line {}", fence.line), fence.text.clone());
    let texts: Vec<_> = fences.iter().map(name).collect();
    resolved(&texts).1
}

#[test]
fn the_blocks_of_the_reference_are_one_policy_set() {
    let page = reference();
    let all = fences(&page);
    let blocks: Vec<_> = all.iter().filter(|fence| fence.info == "rw").collect();
    assert!(blocks.len() >= 11, "only {} blocks", blocks.len());
    assert_eq!(mistakes(&blocks), [""; 0]);
}

#[test]
fn each_block_that_stands_alone_does() {
    let page = reference();
    let all = fences(&page);
    let alone: Vec<_> = all
        .iter()
        .filter(|fence| fence.info == "rw,alone")
        .collect();
    assert!(alone.len() >= 4, "only {} blocks", alone.len());
    for fence in alone {
        assert_eq!(mistakes(&[fence]), [""; 0]);
    }
}

#[test]
fn every_fence_of_the_reference_says_what_it_is() {
    for fence in fences(&reference()) {
        let known = ["rw", "rw,alone", "text"].contains(&fence.info.as_str());
        assert!(known, "line {}: `{}`", fence.line, fence.info);
    }
}

#[test]
fn every_link_of_the_reference_leads_somewhere() {
    let page = reference();
    let anchors: BTreeSet<_> = page.lines().filter_map(anchor).collect();
    let mut count = 0;
    for link in page
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        count += 1;
        match link.strip_prefix('#') {
            Some(anchor) => assert!(anchors.contains(anchor), "no heading for #{anchor}"),
            None => assert!(checkout("grammar").join(link).exists(), "no {link}"),
        }
    }
    assert!(count > 10, "only {count} links");
}

/// Each mistake that the reference shows is answered with the code that the reference says.
#[test]
fn the_mistakes_of_the_reference_have_the_codes_it_says() {
    let page = reference();
    let all = fences(&page);
    let blocks = all.iter().filter(|fence| fence.info == "rw");
    let blocks: Vec<_> = blocks
        .map(|fence| ("page".to_owned(), fence.text.clone()))
        .collect();
    let mut count = 0;
    for line in page.lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, written, code, _, _] = cells.as_slice() else {
            continue;
        };
        if !code.starts_with("RW") {
            continue;
        }
        count += 1;
        let mut texts = blocks.clone();
        texts.push(("mistake".to_owned(), written.trim_matches('`').to_owned()));
        let said = resolved(&texts).1;
        let here = format!("mistake: [{code}]");
        let first = said.first().is_some_and(|one| one.starts_with(&here));
        assert!(first && said.len() == 1, "{written}: {said:?}");
    }
    assert!(count >= 20, "only {count} mistakes");
}

/// Makes the anchor of a heading as GitHub does.
fn anchor(line: &str) -> Option<String> {
    let title = line
        .strip_prefix('#')?
        .trim_start_matches('#')
        .strip_prefix(' ')?;
    let kept = title.to_lowercase();
    let kept = kept
        .chars()
        .filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    Some(
        kept.map(|char| if char == ' ' { '-' } else { char })
            .collect(),
    )
}

/// The table of kinds names every kind of resource.
#[test]
fn the_reference_names_every_kind() {
    let page = reference();
    let resources = rolewright::model::Kind::ALL.map(rolewright::model::Kind::keyword);
    let identities =
        rolewright::model::PrincipalKind::ALL.map(rolewright::model::PrincipalKind::keyword);
    for kind in resources.iter().chain(&identities) {
        let row = page.lines().any(|line| {
            line.starts_with('|')
                && line.split('|').nth(1).is_some_and(|cell| {
                    cell.split(',')
                        .any(|word| word.trim() == format!("`{kind}`"))
                })
        });
        assert!(row, "no row for `{kind}`");
    }
}
