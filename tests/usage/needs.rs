//! Lists of operations.

use rolewright::model::permission::Plane;
use rolewright::usage::{BadNeeds, needs};
use serde_json::json;

use super::shapes::fixture;

fn listed(text: &str) -> Vec<(Option<Plane>, String)> {
    let found = needs(text).unwrap().operations;
    found
        .into_iter()
        .map(|(plane, name)| (plane, name.to_string()))
        .collect()
}

#[test]
fn lines_may_have_comments_and_blanks() {
    let names: Vec<_> = listed(&fixture("needs.txt"))
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(names.len(), 4);
    assert_eq!(
        names[1],
        "microsoft.machinelearningservices/workspaces/computes/start/action"
    );
    assert_eq!(
        listed("\u{feff}# x\r\n\r\n  A.B/c/read  # y\r\n"),
        [(None, "A.B/c/read".to_owned())]
    );
}

#[test]
fn json_says_the_plane_where_it_can() {
    let (control, data) = (Some(Plane::Control), Some(Plane::Data));
    let planes = |text: &str| {
        listed(text)
            .into_iter()
            .map(|(plane, _)| plane)
            .collect::<Vec<_>>()
    };
    assert_eq!(planes(&fixture("needs.json")), [control, control, data]);
    assert_eq!(planes(&fixture("finder.json")), [None; 5]);
    assert_eq!(planes(r#"["A/read", "B/read"]"#), [None; 2]);
    let role = json!([{ "properties": { "permissions": [{ "Actions": ["A/read"], "NotActions": [] }], "assignableScopes": ["/x/y"] } }]);
    assert_eq!(listed(&role.to_string()), [(control, "A/read".to_owned())]);
}

#[test]
fn half_a_list_is_no_list() {
    let refused = |text: &str| needs(text).unwrap_err();
    assert_eq!(
        refused("A/read\nnonsense\n"),
        BadNeeds::NoOperation("nonsense".to_owned())
    );
    assert_eq!(
        refused("A/*/read"),
        BadNeeds::Pattern("A/*/read".to_owned())
    );
    assert_eq!(
        refused(r#"{"actions": ["A/read", 7]}"#),
        BadNeeds::NoOperation("7".to_owned())
    );
    assert_eq!(
        refused(r#"{"actions": ["A/read"], "notActions": ["A/write"]}"#),
        BadNeeds::Cut("notActions".to_owned())
    );
    for text in ["", "# nothing", "{}", r#"{"tags": ["A/read"]}"#] {
        assert_eq!(refused(text), BadNeeds::Nothing, "{text}");
    }
    assert!(matches!(refused("[\"A/read\""), BadNeeds::NotJson(_)));
}
