//! Names that the importer makes.

use super::read_one;

fn assignment(id: &str, name: &str) -> String {
    format!(
        r#"{{"principalId": "{id}", "principalName": "{name}", "principalType": "Group", "roleDefinitionName": "Reader", "scope": "/subscriptions/11111111-1111-1111-1111-111111111111"}}"#
    )
}

fn names(list: &[String]) -> Vec<String> {
    let read = read_one(&format!("[{}]", list.join(",")));
    let (model, found) = read.model();
    assert_eq!(found, []);
    let named = |one: &rolewright::model::Principal| {
        format!("{} {}", one.name, one.object_id.as_deref().unwrap())
    };
    let mut names: Vec<_> = model.principals.iter().map(named).collect();
    names.sort();
    names
}

#[test]
fn equal_names_are_numbered_by_id_whatever_the_order() {
    let first = assignment("aaaaaaaa-0000-4000-8000-000000000001", "ML Team");
    let second = assignment("aaaaaaaa-0000-4000-8000-000000000002", "ml-team");
    let wanted = [
        "ml-team aaaaaaaa-0000-4000-8000-000000000001",
        "ml-team-2 aaaaaaaa-0000-4000-8000-000000000002",
    ];
    assert_eq!(names(&[first.clone(), second.clone()]), wanted);
    assert_eq!(names(&[second, first]), wanted);
}

#[test]
fn reserved_and_unsayable_names_are_avoided() {
    let id = "aaaaaaaa-0000-4000-8000-000000000001";
    for (written, wanted) in [
        ("on", "on-2"),
        ("Every", "every-2"),
        ("数据科学", "group-aaaaaaaa"),
        ("", "group-aaaaaaaa"),
        ("123 Go!", "go"),
        ("AzureML Data Scientists", "azure-ml-data-scientists"),
        ("a--b__c", "a-b-c"),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "group-aaaaaaaa"),
    ] {
        assert_eq!(
            names(&[assignment(id, written)]),
            [format!("{wanted} {id}")],
            "{written}"
        );
    }
}
