//! Input that nobody meant well with.

use proptest::prelude::*;
use rolewright::diagnostic::MAX_FINDINGS;

use super::{FIXTURES, fixture, read, read_one};

#[test]
fn a_fixture_cut_at_any_byte_is_read_without_a_panic() {
    for name in FIXTURES {
        let text = fixture(name);
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let read = read_one(&text[..end]);
            let complete = text[end..].trim().is_empty();
            assert_eq!(
                read.codes().contains(&"RW050"),
                !complete,
                "{name} up to {end}"
            );
        }
    }
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(read_one(&nested(256)).codes(), ["RW052"]);
    let deep = read_one(&nested(257)).findings();
    assert_eq!(
        deep,
        ["1:257 RW050 error lists and objects nest deeper than 256 levels"]
    );
    let objects = format!("{}1{}", "{\"a\":".repeat(256), "}".repeat(256));
    assert_eq!(read_one(&objects).codes(), ["RW052"]);
    assert_eq!(read_one(&"{\"a\":[".repeat(2_000_000)).codes(), ["RW050"]);
}

#[test]
fn brackets_in_strings_and_comments_do_not_nest() {
    let brackets = "[{".repeat(300);
    let text = format!("// {brackets}\n/* {brackets} */ [\"{brackets}\\\"{brackets}\"]");
    assert_eq!(read_one(&text).codes(), ["RW052"]);
}

#[test]
fn variables_that_double_each_other_end() {
    let doubled = (0..40).map(|at| {
        format!(
            "\"v{at}\": \"[concat(variables('v{0}'), variables('v{0}'))]\"",
            at + 1
        )
    });
    let doubled: Vec<_> = doubled.chain([r#""v40": "x""#.to_owned()]).collect();
    let text = format!(
        r#"{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "variables": {{"loop": "[variables('loop')]", {}}},
        "resources": [
            {{"type": "Microsoft.Authorization/roleDefinitions", "name": "[variables('loop')]", "properties": {{"roleName": "[variables('v0')]", "permissions": []}}}}
        ]}}"#,
        doubled.join(",")
    );
    assert_eq!(read_one(&text).codes(), ["RW057"]);
}

#[test]
fn many_duplicate_keys_take_linear_time() {
    let text = format!("{{{}\"a\": 1}}", "\"a\": 1,".repeat(200_000));
    assert_eq!(
        read_one(&text)
            .codes()
            .iter()
            .filter(|code| **code == "RW051")
            .count(),
        MAX_FINDINGS
    );
}

#[test]
fn a_key_that_stands_twice_is_named_and_the_last_one_counts() {
    let read = read_one(r#"{"Name": "x", "Actions": ["a/b"], "actions": ["c/d"]}"#);
    assert_eq!(
        read.findings(),
        ["1:35 RW051 warning `actions` stands twice in one object; the last one counts"]
    );
    assert_eq!(read.blocks()[0].actions[0].as_str(), "c/d");
}

/// Words that make random JSON look like what the importer looks for.
const WORDS: [&str; 26] = [
    "Name",
    "roleName",
    "name",
    "id",
    "properties",
    "permissions",
    "actions",
    "notActions",
    "dataActions",
    "assignableScopes",
    "principalId",
    "principalType",
    "principalName",
    "roleDefinitionId",
    "roleDefinitionName",
    "scope",
    "condition",
    "description",
    "type",
    "resources",
    "$schema",
    "contentVersion",
    "value",
    "parameters",
    "variables",
    "template",
];

const TEXTS: [&str; 18] = [
    "",
    "/",
    "*",
    "x/y",
    "\0",
    "\u{202e}",
    "[subscription().id]",
    "[parameters('x')]",
    "[concat(",
    "[[x",
    "Group",
    "/subscriptions/1/resourceGroups/g",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Authorization/roleDefinitions",
    "Microsoft.Resources/deployments",
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s/blobServices/default/containers/c",
    "[reference(resourceId('a/b', variables('x'))).y[0]]",
];

fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![
        4 => proptest::sample::select(&TEXTS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let leaf = prop_oneof![
        1 => Just(serde_json::Value::Null),
        1 => any::<bool>().prop_map(Into::into),
        1 => any::<i64>().prop_map(Into::into),
        6 => text.prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 96, 8, |inner| {
        let key = proptest::sample::select(&WORDS[..]).prop_map(str::to_owned);
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            3 => proptest::collection::btree_map(key, inner, 0..10)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn random_json_is_read_without_a_panic(value in json()) {
        let text = value.to_string();
        let read = read_one(&text);
        for found in &read.imported.diagnostics {
            prop_assert!((found.primary.span.end as usize) <= text.len());
        }
        read.model();
    }

    #[test]
    fn random_text_is_read_without_a_panic(text in "[\\[\\]{}:,\"a-z0-9/* \\\\\n]{0,200}", other in any::<String>()) {
        read(&[("a.json", &text), ("b.json", &other)]);
    }
}
