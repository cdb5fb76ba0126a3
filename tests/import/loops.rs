//! Loops of templates, and files that hold several values.

use super::{read, read_one};

const SUBSCRIPTION: &str =
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#";
const READER: &str = "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]";

fn template(rest: &str) -> String {
    format!(
        r#"{{"$schema": "{SUBSCRIPTION}", "metadata": {{"description": "deploy at /subscriptions/11111111-1111-1111-1111-111111111111"}}, {rest}}}"#
    )
}

fn assignment(count: &str, who: &str) -> String {
    format!(
        r#"{{"copy": {{"name": "each", "count": "{count}"}}, "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
            "name": "[guid(subscription().id, {who})]", "properties": {{"principalId": "[{who}]", "principalType": "Group", "roleDefinitionId": "{READER}"}}}}"#
    )
}

/// The object ids of all who are granted something.
fn granted(text: &str) -> Vec<String> {
    let read = read_one(text);
    assert_eq!(read.findings(), Vec::<String>::new());
    let (model, found) = read.model();
    assert_eq!(found, []);
    let mut all: Vec<_> = model
        .grants
        .iter()
        .map(|grant| model.principal(grant.principal).unwrap())
        .map(|one| one.object_id.as_ref().unwrap().to_string())
        .collect();
    all.sort();
    all
}

fn ids(range: std::ops::Range<u32>) -> Vec<String> {
    range
        .map(|index| format!("aaaaaaaa-0000-4000-8000-00000000000{index}"))
        .collect()
}

#[test]
fn each_copy_of_an_assignment_is_read() {
    let who = "parameters('who')[copyIndex()]";
    let list = ids(1..4).join("\", \"");
    let text = template(&format!(
        r#""parameters": {{"who": {{"type": "array", "defaultValue": ["{list}"]}}}}, "resources": [{}]"#,
        assignment("[length(parameters('who'))]", who)
    ));
    assert_eq!(granted(&text), ids(1..4));
}

#[test]
fn variables_and_properties_have_loops_of_their_own() {
    let variables = r#""variables": {"copy": [{"name": "who", "count": 3, "input": "[concat('aaaaaaaa-0000-4000-8000-00000000000', string(copyIndex('who', 1)))]"}]}"#;
    let who = "variables('who')[copyIndex('each')]";
    let one = assignment("[length(variables('who'))]", who);
    let text = template(&format!(r#"{variables}, "resources": {{"each": {one}}}"#));
    assert_eq!(granted(&text), ids(1..4));

    let role = r#"{"type": "Microsoft.Authorization/roleDefinitions", "name": "bbbbbbbb-0000-4000-8000-000000000001", "properties": {"roleName": "Looped",
        "assignableScopes": ["[subscription().id]"], "permissions": [{"copy": [{"name": "actions", "count": "[length(range(0, 2))]",
        "input": "[format('Microsoft.Storage/storageAccounts/{0}', createArray('read', 'write')[copyIndex('actions')])]"}]}]}}"#;
    let read = read_one(&template(&format!(r#""resources": [{role}]"#)));
    assert_eq!(read.findings(), Vec::<String>::new());
    let actions = read.model().0.roles[0].blocks[0].actions.clone();
    let actions: Vec<_> = actions.iter().map(|one| one.as_str()).collect();
    assert_eq!(
        actions,
        [
            "Microsoft.Storage/storageAccounts/read",
            "Microsoft.Storage/storageAccounts/write"
        ]
    );
}

#[test]
fn loops_inside_nested_deployments_end() {
    let inner = assignment("800", "string(copyIndex())");
    let nested = |inner: &str| {
        format!(
            r#"{{"copy": {{"name": "n", "count": 800}}, "type": "Microsoft.Resources/deployments", "name": "n", "location": "x", "properties": {{"template": {{"resources": [{inner}]}}}}}}"#
        )
    };
    let text = template(&format!(r#""resources": [{}]"#, nested(&nested(&inner))));
    let findings = read_one(&text).findings();
    assert!(
        findings.iter().any(|one| one.contains("more copies")),
        "{findings:#?}"
    );
}

#[test]
fn a_loop_whose_end_is_not_known_is_named() {
    let text = template(&format!(
        r#""parameters": {{"who": {{"type": "array"}}}}, "resources": [{}]"#,
        assignment(
            "[length(parameters('who'))]",
            "parameters('who')[copyIndex()]"
        )
    ));
    let findings = read_one(&text).findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0].contains("RW056"), "{findings:#?}");
}

#[test]
fn a_management_group_as_a_relative_scope_lies_in_the_tenant() {
    let text = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#", "resources": [
        {"type": "Microsoft.Authorization/roleAssignments", "name": "x", "scope": "[format('Microsoft.Management/managementGroups/{0}', 'corp')]",
         "properties": {"principalId": "aaaaaaaa-0000-4000-8000-000000000001", "principalType": "Group",
         "roleDefinitionId": "[tenantResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]"}}]}"#;
    let read = read_one(text);
    assert_eq!(read.findings(), Vec::<String>::new());
    let (model, _) = read.model();
    let scope = model.scope(model.grants[0].on).unwrap();
    assert_eq!(
        scope.id,
        "/providers/Microsoft.Management/managementGroups/corp"
    );
}

#[test]
fn one_value_a_line_reads_like_a_list() {
    let role = |number: u32| {
        format!(
            r#"{{"Name": "Role {number}", "IsCustom": true, "Actions": ["*/read"], "AssignableScopes": ["/subscriptions/11111111-1111-1111-1111-111111111111"]}}"#
        )
    };
    let list = format!("[{}, {}, {}]", role(1), role(2), role(3));
    let lines = format!("{}\n// next\n{}\n[{}]\n", role(1), role(2), role(3));
    assert_eq!(read_one(&lines).findings(), Vec::<String>::new());
    let blocks = |text: &str| -> Vec<_> {
        let roles = read_one(text).model().0.roles;
        roles.into_iter().map(|role| role.blocks).collect()
    };
    assert_eq!(blocks(&lines), blocks(&list));
    assert_eq!(blocks(&lines).len(), 3);
    // Places are those of the whole file.
    let wrong = format!("{}\n{}\n", role(1), role(2).replace("\"*/read\"", "7"));
    let found = read(&[("many.json", &wrong)]).imported.diagnostics;
    assert_eq!(
        found[0].primary.span.start as usize,
        wrong.find("7]").unwrap()
    );
    let broken = format!("{}\n{{\"Name\" 1}}", role(1));
    let found = read(&[("many.json", &broken)]).imported.diagnostics;
    assert_eq!(found[0].code.id, "RW050");
    assert!(found[0].primary.span.start as usize > role(1).len());
}

#[test]
fn a_file_of_parameters_says_what_becomes_of_them() {
    let read = read_one(
        r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {"who": {"value": "x"}}}"#,
    );
    assert_eq!(read.codes(), ["RW052"]);
    assert!(read.findings()[0].contains("values of parameters"));
}
