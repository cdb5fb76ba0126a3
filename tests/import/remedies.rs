//! Every code of the importer, and what its remedies do.

use rolewright::diagnostic::Diagnostic;
use rolewright::import::ALL;

use super::read_one;

const ASSIGNED: &str = r#""roleDefinitionName": "Reader", "scope": "/subscriptions/11111111-1111-1111-1111-111111111111""#;

/// One text for each code.
fn examples() -> Vec<(&'static str, String)> {
    let template = |body: &str| {
        format!(
            r#"{{"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [{body}]}}"#
        )
    };
    vec![
        ("RW050", r#"{"Name" "x"}"#.to_owned()),
        (
            "RW051",
            r#"{"Name": "x", "Actions": [], "Name": "y"}"#.to_owned(),
        ),
        ("RW052", r#"{"hello": ["world"]}"#.to_owned()),
        ("RW053", r#"{"properties": {"permissions": []}}"#.to_owned()),
        (
            "RW054",
            r#"{"Name": "x", "Actions": ["*/read", 7]}"#.to_owned(),
        ),
        (
            "RW055",
            r#"{"Name": "x", "Actions": ["*/read"], "Colour": "red"}"#.to_owned(),
        ),
        (
            "RW056",
            format!(r#"{{"principalId": "x", "principalType": "Device", {ASSIGNED}}}"#),
        ),
        (
            "RW057",
            template(
                r#"{"type": "Microsoft.Authorization/roleDefinitions", "name": "x", "properties": {"roleName": "[newGuid()]", "permissions": []}}"#,
            ),
        ),
        ("RW058", format!(r#"{{"principalId": "x", {ASSIGNED}}}"#)),
        (
            "RW059",
            template(r#"{"type": "Microsoft.Storage/storageAccounts", "name": "x"}"#),
        ),
    ]
}

fn with(text: &str, found: &Diagnostic, remedy: usize) -> String {
    let mut edits = found.remedies[remedy].edits.clone();
    edits.sort();
    let mut mended = text.to_owned();
    for edit in edits.iter().rev() {
        mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    mended
}

#[test]
fn every_code_has_an_example_with_a_remedy() {
    let examples = examples();
    let codes: Vec<_> = examples.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ALL.iter().map(|code| code.id).collect::<Vec<_>>());
    for (code, text) in &examples {
        let read = read_one(text);
        assert!(read.codes().contains(code), "{code}: {:?}", read.findings());
        for found in &read.imported.diagnostics {
            assert!(!found.remedies.is_empty(), "{code}: {}", found.message);
            let first = found.message.chars().next().unwrap();
            assert!(
                !first.is_uppercase() && !found.message.ends_with('.'),
                "{}",
                found.message
            );
        }
    }
}

#[test]
fn a_remedy_applied_literally_makes_its_finding_vanish() {
    let mut texts: Vec<_> = examples().into_iter().map(|(_, text)| text).collect();
    for object in [
        r#"{"Colour": "red", "Name": "x", "Actions": ["*/read"]}"#,
        r#"{"Name": "x", "Colour": "red", "Actions": ["*/read"],}"#,
        r#"{"Name": "x", "Actions": ["*/read"], "Colour": "red",}"#,
        r#"{"Name": "x", "permissions": [{"mood": "good"}]}"#,
        r#"{"Name": "x", "Name": "x", "Actions": [], "actions": ["*/read"], "Name": "x"}"#,
    ] {
        texts.push(object.to_owned());
    }
    texts.push(format!(
        r#"{{"principalId": "x", "principalType": "Unknown", {ASSIGNED}}}"#
    ));
    let mut mended = 0;
    for text in &texts {
        let read = read_one(text);
        for found in &read.imported.diagnostics {
            for remedy in 0..found.remedies.len() {
                if found.remedies[remedy].edits.is_empty() {
                    continue;
                }
                let after = with(text, found, remedy);
                let left = read_one(&after);
                let count =
                    |codes: &[&str]| codes.iter().filter(|code| **code == found.code.id).count();
                assert!(
                    count(&left.codes()) < count(&read.codes()) && !left.codes().contains(&"RW050"),
                    "{text}\n{after}\n{:?}",
                    left.findings()
                );
                mended += 1;
            }
        }
    }
    assert!(mended >= 9, "only {mended} remedies have edits");
}
