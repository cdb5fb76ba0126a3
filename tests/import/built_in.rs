//! All built-in roles, read as roles of one's own.

use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::compile::refuse::{Limits, refuse};
use rolewright::diagnostic::{Diagnostic, Severity};
use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{Cloud, Model};
use rolewright::resolve::resolve;
use rolewright::source::FileId;
use rolewright::syntax::{ast, format, format_tree, parse};

use super::read_one;

/// Reads blocks out of JSON by another reader than the importer's.
fn blocks(role: &serde_json::Value) -> Vec<Block> {
    let patterns = |value: &serde_json::Value| -> Vec<Pattern> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|text| Pattern::new(text.as_str().unwrap()))
            .collect()
    };
    let block = |value: &serde_json::Value| Block {
        actions: patterns(&value["actions"]),
        not_actions: patterns(&value["notActions"]),
        data_actions: patterns(&value["dataActions"]),
        not_data_actions: patterns(&value["notDataActions"]),
        condition: value["condition"].as_str().map(Into::into),
    };
    role["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(block)
        .collect()
}

fn built_in_roles() -> (String, Vec<serde_json::Value>) {
    let path = crate::support::checkout("src/catalog/data/builtin_roles.json");
    let text = std::fs::read_to_string(path).unwrap();
    let roles = serde_json::from_str(&text).unwrap();
    (text, roles)
}

/// Takes a tree the whole way through policy text.
fn model_of_text(tree: &ast::File) -> (Model, Vec<Diagnostic>) {
    let made = format_tree(tree);
    let canonical = format(&parse(FileId::new(0), &made).file, &made);
    assert_eq!(canonical, made);
    let parsed = parse(FileId::new(0), &canonical);
    let errors = |found: &Diagnostic| found.severity == Severity::Error;
    assert!(
        !parsed.diagnostics.iter().any(errors),
        "{:#?}",
        parsed.diagnostics
    );
    let resolved = resolve(&[parsed.file], &[], Catalog::embedded());
    (resolved.model, resolved.diagnostics)
}

#[test]
fn every_built_in_role_keeps_its_blocks() {
    let (text, roles) = built_in_roles();
    assert_eq!(roles.len(), 928);
    let read = read_one(&text);
    assert_eq!(
        read.codes(),
        ["RW056"],
        "one condition is of an old version"
    );
    let (model, _) = model_of_text(&read.imported.files[0]);
    assert_eq!(model.roles.len(), 928);
    for role in &roles {
        let id = role["id"].as_str().unwrap();
        let found = model
            .roles
            .iter()
            .find(|one| one.object_id.as_ref().unwrap().0 == id);
        let found = found.unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(found.blocks, blocks(role), "{}", role["name"]);
        let display = found
            .display_name
            .as_ref()
            .map_or(&found.name, |(name, _)| name);
        assert_eq!(display, role["name"].as_str().unwrap());
    }
}

/// The list of refusals with their reasons is a snapshot of `compile`; the importer must come to
/// the same roles from JSON.
#[test]
fn built_in_roles_build_from_json_but_for_those_that_azure_would_refuse() {
    let listed = crate::support::checkout("snapshots/compile/built-in-roles-refused.snap");
    let listed = std::fs::read_to_string(listed).unwrap();
    let listed = listed
        .lines()
        .skip_while(|line| !line.ends_with(" build"))
        .skip(2);
    let wanted: Vec<_> = listed.filter(|line| !line.starts_with(' ')).collect();
    assert!(wanted.len() > 50, "{wanted:?}");
    let catalog = Catalog::embedded();
    let mut refused = Vec::new();
    let (_, roles) = built_in_roles();
    for role in &roles {
        let mut role = role.clone();
        // A copy of one's own has an id and a scope of its own.
        role.as_object_mut().unwrap().remove("id");
        role["assignableScopes"] = ["/subscriptions/11111111-1111-1111-1111-111111111111"].into();
        let read = read_one(&role.to_string());
        let (model, found) = model_of_text(&read.imported.files[0]);
        let compiled = compile(&model, catalog, None);
        assert_eq!(compiled.roles.len(), 1);
        let limits = Limits::of(Cloud::Public);
        let against = refuse(&model, &compiled, catalog, limits);
        if !found.is_empty() || !against.is_empty() {
            refused.push(role["name"].as_str().unwrap().to_owned());
        }
    }
    refused.sort_by_key(|name| name.to_lowercase());
    let mut wanted = wanted;
    wanted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(refused, wanted);
}
