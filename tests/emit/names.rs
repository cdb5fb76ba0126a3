//! Names that Azure computes as well.

use rolewright::compile::names::{assignment_name, guid, is_guid};

#[test]
fn guid_gives_what_resource_manager_gives() {
    let vectors: [(&[&str], &str); 5] = [
        (&["asdf"], "228d27cc-6fdb-5934-b7ac-1efccebade04"),
        (
            &["foo", "bar", "baz"],
            "2ed86837-7c7c-5eaa-9864-dd077fd19b0d",
        ),
        (&["test"], "d6a5baf1-8b9b-542a-8525-2982f1f98a0c"),
        (&["a", "b", "c"], "a98fa280-e03f-5afa-8d8e-92d0a9c201e8"),
        (&["a-b"], "2d796349-8c7e-55ec-9624-54ece82ed031"),
    ];
    for (arguments, expected) in vectors {
        assert_eq!(guid(arguments), expected, "{arguments:?}");
    }
    assert_eq!(guid(&["a", "b"]), guid(&["a-b"]));
}

#[test]
fn an_assignment_is_named_as_azures_own_tools_name_it() {
    let scope = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/RG1";
    let contributor = "B24988AC-6180-42a0-ab88-20f7382dd24c";
    let expected = "922084a0-e9b0-5184-ab4c-b308576bac47";
    let principal = "AAAAAAAA-0000-0000-0000-000000000001";
    assert_eq!(assignment_name(scope, principal, contributor), expected);
    let slashed = format!("{scope}/");
    assert_eq!(
        assignment_name(&slashed, &principal.to_lowercase(), contributor),
        expected
    );
}

#[test]
fn only_guids_with_hyphens_are_guids() {
    assert!(is_guid("AAAAAAAA-0000-0000-0000-000000000001"));
    for wrong in [
        "",
        "aaaaaaaa00000000000000000000001",
        "{aaaaaaaa-0000-0000-0000-000000000001}",
        "aaaaaaaa-0000-0000-0000-00000000000g",
    ] {
        assert!(!is_guid(wrong), "{wrong}");
    }
}
