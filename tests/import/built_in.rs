//! All built-in roles, read as roles of one's own.

use rolewright::model::permission::{Block, Pattern};

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

#[test]
fn every_built_in_role_keeps_its_blocks() {
    let path = crate::support::checkout("src/catalog/data/builtin_roles.json");
    let text = std::fs::read_to_string(path).unwrap();
    let roles: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(roles.len(), 928);
    let read = read_one(&text);
    assert!(
        read.codes().iter().all(|code| *code == "RW056"),
        "{:#?}",
        read.findings()
    );
    let (model, _) = read.model();
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
