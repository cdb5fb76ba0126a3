//! Every shape in which Azure's tools write roles and assignments.

use super::{fixture, read, read_one};
use crate::support::snapshot;

const WORKSPACE: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-churn/providers/Microsoft.MachineLearningServices/workspaces/mlw-churn";

#[test]
fn a_role_of_the_cli_keeps_its_patterns_and_scopes() {
    let read = read_one(&fixture("cli-role.json"));
    assert_eq!(read.findings(), Vec::<String>::new());
    let (model, found) = read.model();
    assert_eq!(found, []);
    let role = &model.roles[0];
    assert_eq!(
        (role.name.as_str(), role.kind.keyword()),
        ("data-scientist-custom", "workspace")
    );
    assert_eq!(
        role.display_name.as_ref().unwrap().0,
        "Data Scientist Custom"
    );
    assert_eq!(role.assignable_scopes[0].0, WORKSPACE);
    assert_eq!(role.blocks.len(), 1);
    assert_eq!(role.blocks[0].actions[0].as_str(), "*");
    assert_eq!(role.blocks[0].not_actions.len(), 3);
    let docs = model
        .declaration(role.declared)
        .unwrap()
        .docs
        .clone()
        .unwrap();
    assert_eq!(
        docs,
        "Can run experiment but can't create or delete compute."
    );
}

#[test]
fn a_camel_case_role_of_the_cli_reads_the_same() {
    let pascal = fixture("cli-role.json");
    let camel = [
        "Name",
        "IsCustom",
        "Description",
        "Actions",
        "NotActions",
        "AssignableScopes",
    ]
    .iter()
    .fold(pascal.clone(), |text, key| {
        let camel = key[..1].to_lowercase() + &key[1..];
        text.replace(&format!("\"{key}\""), &format!("\"{camel}\""))
    });
    assert_ne!(pascal, camel);
    assert_eq!(read_one(&pascal).blocks(), read_one(&camel).blocks());
}

#[test]
fn a_role_of_powershell_keeps_its_id_and_several_lines_of_description() {
    let read = read_one(&fixture("powershell-roles.json"));
    assert_eq!(read.findings(), Vec::<String>::new());
    let (model, found) = read.model();
    assert_eq!(found, []);
    let role = &model.roles[0];
    assert_eq!(
        role.object_id.as_ref().unwrap().0,
        "88888888-8888-8888-8888-888888888888"
    );
    assert_eq!(role.kind.keyword(), "environment");
    assert_eq!(role.assignable_scopes.len(), 2);
    let docs = model
        .declaration(role.declared)
        .unwrap()
        .docs
        .clone()
        .unwrap();
    assert_eq!(docs.lines().count(), 2);
}

#[test]
fn a_role_of_the_rest_interface_keeps_each_block_and_its_condition() {
    let read = read_one(&fixture("rest-roles.json"));
    assert_eq!(read.findings(), Vec::<String>::new());
    let (model, found) = read.model();
    assert_eq!(found, []);
    let role = &model.roles[0];
    assert_eq!(role.kind.keyword(), "management-group");
    assert_eq!(role.blocks.len(), 2);
    assert_eq!(role.blocks[0].data_actions.len(), 1);
    assert_eq!(role.blocks[0].not_data_actions.len(), 1);
    assert!(
        role.blocks[1]
            .condition
            .as_ref()
            .unwrap()
            .starts_with("((!(ActionMatches{")
    );
    let docs = model
        .declaration(role.declared)
        .unwrap()
        .docs
        .clone()
        .unwrap();
    assert_eq!(docs, "Keeps \"features\" tidy: ${not a hole}");
}

#[test]
fn assignments_of_the_cli_become_grants_on_declared_places() {
    let (roles, assignments) = (fixture("az-roles.json"), fixture("az-assignments.json"));
    let read = read(&[("assignments.json", &assignments), ("roles.json", &roles)]);
    assert_eq!(
        read.findings(),
        [
            "48:14 RW056 error an assignment at `/`, the root of the tenant, cannot be said in policy text"
        ]
    );
    let (model, found) = read.model();
    assert_eq!(found, []);
    let sub = "/subscriptions/11111111-1111-1111-1111-111111111111";
    assert_eq!(
        read.grants(),
        [
            format!("acdd72a7-3385-48ef-bd42-f606fba81ae7 -> data-scientists @ {sub}"),
            format!(
                "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1 -> alice @ {sub}/resourceGroups/rg-churn/providers/Microsoft.Storage/storageAccounts/stchurn/blobServices/default/containers/raw"
            ),
            format!("quota-reader -> service-principal-aaaaaaaa @ {sub}/resourceGroups/rg-churn"),
        ]
    );
    let application = model
        .principals
        .iter()
        .find(|one| one.app_id.is_some())
        .unwrap();
    assert_eq!(
        application.app_id.as_deref(),
        Some("bbbbbbbb-0000-4000-8000-0000000000b2")
    );
    assert_eq!(
        model.statements[0].because.as_deref(),
        Some("the churn team, SEC-12")
    );
    assert!(model.statements[1].condition.is_some());
}

#[test]
fn assignments_of_the_rest_interface_name_what_they_lose() {
    let read = read_one(&fixture("rest-assignments.json"));
    assert_eq!(
        read.findings(),
        [
            "21:9 RW055 warning the property `delegatedManagedIdentityResourceId` has no counterpart in policy text",
            "27:3 RW056 error the list goes on at another address, and its rest is not in this file",
        ]
    );
    let (_, found) = read.model();
    assert_eq!(found, []);
    let role = "f6c7c914-8db3-469d-8ca1-694a8f32e121 -> group-aaaaaaaa";
    assert_eq!(
        read.grants(),
        [
            format!("{role} @ {WORKSPACE}"),
            format!("{role} @ {WORKSPACE}/onlineEndpoints/scoring"),
        ]
    );
}

#[test]
fn assignments_of_powershell_name_guests_by_who_they_are() {
    let read = read_one(&fixture("powershell-assignments.json"));
    assert_eq!(
        read.findings(),
        [
            "27:5 RW055 warning the property `CanDelegate` has no counterpart in policy text",
            "26:19 RW058 warning whether this is a user, a group or a service principal is not said; it is read as a service principal",
        ]
        .iter()
        .rev()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
    );
    let (model, found) = read.model();
    assert_eq!(found, []);
    let guest = &model.principals[0];
    assert_eq!(guest.name, "alice-fabrikam-com");
    assert_eq!(
        guest.upn.as_deref(),
        Some("alice_fabrikam.com#EXT#@contoso.onmicrosoft.com")
    );
    assert!(read.grants()[1].ends_with("/virtualNetworks/vnet/subnets/ml"));
}

#[test]
fn a_template_is_evaluated_as_far_as_it_can_be() {
    let read = read_one(&fixture("template.json"));
    let (model, found) = read.model();
    assert_eq!(found, []);
    let role = &model.roles[0];
    assert_eq!(role.display_name.as_ref().unwrap().0, "Model Reader dev");
    assert_eq!(
        role.object_id.as_ref().unwrap().0,
        "f7da18a0-5598-51f8-a02d-2645e21efde3"
    );
    assert_eq!(
        model.declaration(role.declared).unwrap().docs.as_deref(),
        Some("[not an expression")
    );
    let lines = [read.findings(), read.grants()].concat();
    snapshot("import", "template", &lines.join("\n"));
}

#[test]
fn a_mixed_list_is_read_item_by_item() {
    let text = r#"{
        "roles": [{"Name": "One", "Actions": ["*/read"], "AssignableScopes": ["/subscriptions/11111111-1111-1111-1111-111111111111"]}],
        "more": {"value": [{"roleName": "Two", "permissions": [{"actions": ["*/read"]}]}, 7, {"strange": true}]},
        "count": 2
    }"#;
    let read = read_one(text);
    assert_eq!(
        read.findings(),
        [
            "3:91 RW052 warning this value is no role definition, role assignment or template",
            "3:94 RW052 warning this object is no role definition, role assignment or template",
        ]
    );
    assert_eq!(read.model().0.roles.len(), 2);
}

#[test]
fn what_is_about_access_and_cannot_be_said_is_named() {
    for (kind, word) in [
        ("denyAssignments", "a deny assignment"),
        ("roleEligibilitySchedules", "an eligible assignment"),
        ("roleAssignmentScheduleRequests", "a scheduled assignment"),
    ] {
        let text = format!(
            r#"{{"type": "Microsoft.Authorization/{kind}", "properties": {{"principalId": "x", "roleDefinitionId": "y", "scope": "/subscriptions/z"}}}}"#
        );
        let read = read_one(&text);
        assert_eq!(
            read.findings(),
            [format!(
                "1:1 RW056 error {word} cannot be said in policy text"
            )]
        );
        assert!(read.imported.files[0].items.is_empty());
    }
}

#[test]
fn a_role_that_is_exported_twice_is_read_once() {
    let role = |action: &str| {
        format!(
            r#"{{"Name": "One", "Id": "66666666-6666-6666-6666-666666666666", "Actions": ["{action}"],
                "AssignableScopes": ["/subscriptions/11111111-1111-1111-1111-111111111111"]}}"#
        )
    };
    let twice = read(&[("a.json", &role("*/read")), ("b.json", &role("*/read"))]);
    assert_eq!(
        twice.findings(),
        ["1:1 RW059 note this role definition was read before and is left out here"]
    );
    assert_eq!(twice.model().0.roles.len(), 1);
    let differing = read_one(&format!("[{}, {}]", role("*/read"), role("*")));
    assert_eq!(differing.codes(), ["RW059"]);
    assert!(differing.findings()[0].contains("RW059 error this role has the id of another one"));
}

#[test]
fn an_assignment_whose_condition_cannot_be_read_is_not_made_unconditional() {
    let text = r#"{"principalId": "aaaaaaaa-0000-4000-8000-000000000001", "principalType": "Group",
        "roleDefinitionName": "Reader", "scope": "/subscriptions/11111111-1111-1111-1111-111111111111",
        "condition": {"not": "text"}, "conditionVersion": "2.0"}"#;
    let read = read_one(text);
    assert_eq!(
        read.findings(),
        ["3:22 RW054 error a string is expected here, and this is an object"]
    );
    assert!(read.imported.files[0].items.is_empty());
}

#[test]
fn what_the_policy_set_declares_is_not_declared_again() {
    use rolewright::import::{Document, read};
    use rolewright::source::{FileId, Origin, Sources};
    use rolewright::syntax::parse;
    let policy = r#"
        environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
        group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
        role quota on resource-group { object-id "66666666-6666-6666-6666-666666666666" actions "*/read" }
        storage stchurn in dev {}
    "#;
    let mut sources = Sources::default();
    let written = parse(sources.add("p.rw", policy, Origin::Policy), policy).file;
    let text = fixture("az-assignments.json");
    let document = Document {
        file: FileId::new(1),
        text: &text,
    };
    let imported = read(&[document], &[&written], &super::built_in);
    let files = [written, imported.files[0].clone()];
    let resolved =
        rolewright::resolve::resolve(&files, &[], rolewright::catalog::Catalog::embedded());
    assert_eq!(resolved.diagnostics, []);
    let names: Vec<_> = resolved
        .model
        .declared
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "dev",
            "team",
            "quota",
            "stchurn",
            "rg-churn",
            "stchurn-2",
            "stchurn-2.raw",
            "alice",
            "service-principal-aaaaaaaa"
        ]
    );
}

#[test]
fn a_custom_role_that_is_assigned_and_not_defined_is_declared_without_what_it_allows() {
    let read = read_one(&fixture("az-assignments.json"));
    assert_eq!(
        read.findings()[0],
        "39:25 RW053 warning the definition of role `Quota Reader` is not among these files, so what it allows is not known"
    );
    let (model, found) = read.model();
    assert_eq!(found, []);
    let role = &model.roles[0];
    assert!(role.existing && role.blocks.is_empty());
    assert_eq!(
        role.object_id.as_ref().unwrap().0,
        "66666666-6666-6666-6666-666666666666"
    );
    assert!(read.grants()[2].starts_with("quota-reader -> "));
}

#[test]
fn a_built_in_role_is_called_by_the_name_it_has_today() {
    let text = r#"{"principalId": "aaaaaaaa-0000-4000-8000-000000000001", "principalType": "Group",
        "roleDefinitionName": "Azure AI User", "scope": "/subscriptions/11111111-1111-1111-1111-111111111111",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/53CA6127-db72-4b80-b1b0-d745d6d5456d"}"#;
    let read = read_one(text);
    assert_eq!(read.findings(), Vec::<String>::new());
    let (_, found) = read.model();
    assert_eq!(found, []);
    assert!(read.grants()[0].starts_with("53ca6127-db72-4b80-b1b0-d745d6d5456d -> "));
}
