//! Hostile text on its way through policy text.

use proptest::prelude::*;
use rolewright::diagnostic::Severity;
use rolewright::source::FileId;
use rolewright::syntax::{ast, format_tree, parse};

use super::{fixture, read, read_one};

/// Writes a tree as policy text and reads it again; nothing may be wrong with it.
#[track_caller]
fn again(tree: &ast::File) -> ast::File {
    let text = format_tree(tree);
    let parsed = parse(FileId::new(0), &text);
    let errors: Vec<_> = parsed
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    assert_eq!(format_tree(&parsed.file), text);
    parsed.file
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Makes a role and an assignment that say the text everywhere.
fn everywhere(text: &str) -> String {
    let text = json(text);
    format!(
        r#"[
            {{"roleName": {text}, "description": {text}, "assignableScopes": [{text}],
              "permissions": [{{"actions": [{text}], "notDataActions": [{text}, {text}], "condition": {text}}}]}},
            {{"principalId": "aaaaaaaa-0000-4000-8000-000000000001", "principalType": "Group", "principalName": {text},
              "roleDefinitionName": {text}, "scope": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg",
              "condition": {text}, "description": {text}}}
        ]"#
    )
}

/// Lists every text of a tree; nothing in it may be an interpolation.
fn texts(tree: &ast::File) -> Vec<String> {
    let mut found = Vec::new();
    for item in &tree.items {
        found.extend(item.docs.iter().map(|docs| format!("docs {}", docs.text)));
        match &item.declaration {
            ast::Declaration::Role(role) => of_role(role, &mut found),
            ast::Declaration::Grant(grant) => of_grant(grant, &mut found),
            ast::Declaration::Identity(thing) | ast::Declaration::Resource(thing) => {
                for member in thing.body.iter().flat_map(|body| &body.members) {
                    if let ast::MemberKind::Property(property) = &member.kind {
                        of_property(property, &mut found);
                    }
                }
            }
            other => panic!("the importer does not make {other:?}"),
        }
    }
    found
}

fn of_text(text: &ast::Text, found: &mut Vec<String>) {
    found.push(text.as_plain().expect("no interpolation").to_string());
}

fn of_property(property: &ast::Property, found: &mut Vec<String>) {
    found.push(format!("key {}", property.key.text));
    for value in &property.values {
        match value {
            ast::Value::Text(text) => of_text(text, found),
            ast::Value::List(values, _) => {
                for value in values {
                    if let ast::Value::Text(text) = value {
                        of_text(text, found);
                    }
                }
            }
            ast::Value::Reference(word) => found.push(word.path.to_string()),
            other => panic!("the importer does not make {other:?}"),
        }
    }
}

fn of_lists(lists: &[ast::PermissionList], found: &mut Vec<String>) {
    for list in lists {
        found.push(format!("{:?}", list.list));
        list.patterns.iter().for_each(|text| of_text(text, found));
    }
}

fn of_role(role: &ast::Role, found: &mut Vec<String>) {
    found.push(format!("role {} {}", role.name.text, role.kind.text));
    for member in &role.members {
        match member {
            ast::RoleMember::Property(property) => of_property(property, found),
            ast::RoleMember::List(list) => of_lists(std::slice::from_ref(list), found),
            ast::RoleMember::Block(block) => {
                of_lists(&block.lists, found);
                block.condition.iter().for_each(|text| of_text(text, found));
            }
        }
    }
}

fn of_grant(grant: &ast::Grant, found: &mut Vec<String>) {
    match &grant.what {
        ast::What::Quoted(text) => of_text(text, found),
        ast::What::Named(name) => found.push(format!("named {}", name.text)),
    }
    for option in &grant.options {
        match &option.term {
            ast::GrantTerm::Condition(text) | ast::GrantTerm::Because(text) => of_text(text, found),
            other => panic!("the importer does not make {other:?}"),
        }
    }
}

#[test]
fn every_fixture_comes_back_from_policy_text() {
    for name in super::FIXTURES {
        let read = read_one(&fixture(name));
        let tree = &read.imported.files[0];
        assert!(!tree.items.is_empty(), "{name}");
        assert_eq!(texts(&again(tree)), texts(tree), "{name}");
    }
}

#[test]
fn hostile_text_comes_back_from_policy_text() {
    for text in &crate::support::hostile() {
        let read = read_one(&everywhere(text));
        let tree = &read.imported.files[0];
        let whole = texts(tree);
        assert_eq!(texts(&again(tree)), whole, "{text:?}");
        let count = whole
            .iter()
            .filter(|found| found.strip_prefix("docs ").unwrap_or(found) == text)
            .count();
        // A description of nothing documents nothing.
        let least = if text.trim().is_empty() { 5 } else { 7 };
        assert!(
            count >= least,
            "{text:?} stands {count} times in {whole:#?}"
        );
    }
}

#[test]
fn all_built_in_roles_come_back_from_policy_text() {
    let path = crate::support::checkout("src/catalog/data/builtin_roles.json");
    let read = read_one(&std::fs::read_to_string(path).unwrap());
    let tree = &read.imported.files[0];
    assert_eq!(texts(&again(tree)), texts(tree));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_from_policy_text(text in any::<String>()) {
        let read = read(&[("a.json", &everywhere(&text))]);
        let tree = &read.imported.files[0];
        prop_assert_eq!(texts(&again(tree)), texts(tree));
    }
}
