//! Edges of the rules about identities and federation: what they leave alone, what they inherit.

use super::{codes, findings};

const DEV: &str = r#"environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
workspace churn in dev { key-vault churn-kv }
key-vault churn-kv in dev
stage train { on workspace can submit-jobs }
"#;

#[test]
fn a_borrower_who_holds_as_much_is_left_alone() {
    let text = |own: &str| {
        format!(
            r#"{DEV}
group operators {{ object-id "aaaaaaaa-0000-4000-8000-000000000001" }}
managed-identity trainer in dev
stage operate {{ on workspace can create-compute }}
stage lend {{ on managed-identity can use-identity }}
stage unlock {{ on key-vault can read-secrets }}
grant operate to operators on churn@dev
grant lend to operators on trainer@dev
grant unlock to trainer@dev{own} on churn@dev
grant train to operators on churn@dev
"#
        )
    };
    assert_eq!(codes(&findings(&[("policy.rw", &text(""))])), ["RW410"]);
    assert!(findings(&[("policy.rw", &text(", operators"))]).is_empty());
}

#[test]
fn lending_without_anything_to_attach_it_to_is_left_alone() {
    let text = format!(
        r#"{DEV}
group operators {{ object-id "aaaaaaaa-0000-4000-8000-000000000001" }}
managed-identity trainer in dev
stage lend {{ on managed-identity can use-identity }}
stage unlock {{ on key-vault can read-secrets }}
grant lend to operators on trainer@dev
grant unlock to trainer@dev on churn@dev
grant train to operators on churn@dev
"#
    );
    assert!(findings(&[("policy.rw", &text)]).is_empty());
}

#[test]
fn what_a_machine_holds_by_a_group_counts_too() {
    let text = r#"environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within resource-group "rg" }
managed-identity pipeline in dev
group machines { members pipeline@dev }
grant "Contributor" to machines on dev
"#;
    let found = findings(&[("policy.rw", text)]);
    assert_eq!(codes(&found), ["RW401"]);
    let notes = found[0].text["notes"].to_string();
    assert!(notes.contains("pipeline@dev -> machines -> "), "{notes}");
}

#[test]
fn a_reader_in_a_resource_group_is_left_alone() {
    let text = r#"environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within resource-group "rg" }
managed-identity pipeline in dev
grant "Reader" to pipeline@dev on dev
"#;
    assert!(findings(&[("policy.rw", text)]).is_empty());
}

#[test]
fn a_pull_request_without_access_is_left_alone() {
    let text = |grant: &str| {
        format!(
            r#"{DEV}
managed-identity ci in dev {{ federated github {{ repository "contoso/churn" id "7" owner-id "9" pull-request on }} }}
group all-ci {{ object-id "aaaaaaaa-0000-4000-8000-000000000001" members ci@dev }}
group people {{ object-id "aaaaaaaa-0000-4000-8000-000000000002" }}
grant train to {grant} on churn@dev
test "known" {{ all-ci cannot deploy-endpoints on churn@dev }}
"#
        )
    };
    assert!(findings(&[("policy.rw", &text("people"))]).is_empty());
    let found = findings(&[("policy.rw", &text("people, all-ci"))]);
    assert_eq!(codes(&found), ["RW421"]);
}

#[test]
fn github_written_as_any_issuer_is_still_github() {
    let text = format!(
        r#"{DEV}
managed-identity ci in dev {{ federated oidc {{ issuer "https://token.actions.githubusercontent.com" subject "repo:contoso/churn:pull_request" }} }}
grant train to ci@dev on churn@dev
"#
    );
    assert_eq!(codes(&findings(&[("policy.rw", &text)])), ["RW421"]);
}

#[test]
fn one_credential_of_two_instances_is_told_once_unless_its_subject_differs() {
    let text = |subject: &str| {
        format!(
            r#"{DEV}
environment prod {{ tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }}
managed-identity ci in dev, prod {{ federated github {{ repository "contoso/churn" id "7" owner-id "9" environment "{subject}" }} }}
grant train to ci@dev on churn@dev
"#
        )
    };
    let found = findings(&[("policy.rw", &text("shared"))]);
    assert_eq!((codes(&found), found.len()), (vec!["RW428"], 1));
    assert!(findings(&[("policy.rw", &text("${env}"))]).is_empty());
}

#[test]
fn a_branch_that_reaches_no_production_is_left_alone() {
    let text = format!(
        r#"{DEV}
managed-identity ci in dev {{ federated github {{ repository "contoso/churn" id "7" owner-id "9" branch "main" }} }}
grant train to ci@dev on churn@dev
"#
    );
    assert!(findings(&[("policy.rw", &text)]).is_empty());
}

#[test]
fn the_audience_of_the_policys_own_cloud_is_right() {
    let text = |cloud: &str| {
        format!(
            r#"policy set {{ tenant "99999999-9999-9999-9999-999999999999" cloud {cloud} }}
{DEV}
managed-identity ci in dev {{ federated oidc {{ issuer "https://contoso.okta.com" subject "ci" audience "api://AzureADTokenExchangeUSGov" }} }}
grant train to ci@dev on churn@dev
"#
        )
    };
    assert!(findings(&[("policy.rw", &text("us-government"))]).is_empty());
    let found = findings(&[("policy.rw", &text("public"))]);
    assert_eq!(codes(&found), ["RW427"]);
}

#[test]
fn an_identity_that_only_a_member_list_names_is_used() {
    let text = format!(
        r#"{DEV}
group people {{ object-id "aaaaaaaa-0000-4000-8000-000000000002" members mia }}
user mia {{ upn "mia@contoso.com" }}
user leo {{ upn "leo@contoso.com" }}
grant train to people on churn@dev
"#
    );
    let found = findings(&[("policy.rw", &text)]);
    assert_eq!((codes(&found), found.len()), (vec!["RW406"], 1));
    assert!(found[0].text["message"].to_string().contains("`leo`"));
}

#[test]
fn an_unused_group_goes_with_the_members_that_nothing_else_names() {
    let text = format!(
        r#"{DEV}
group people {{ members mia, inner, ops }}
group inner {{ members leo }}
user mia {{ upn "mia@contoso.com" }}
user leo {{ upn "leo@contoso.com" }}
group ops {{ object-id "aaaaaaaa-0000-4000-8000-000000000002" }}
grant train to ops on churn@dev
"#
    );
    let found = findings(&[("policy.rw", &text)]);
    assert_eq!((codes(&found), found.len()), (vec!["RW406"], 1));
    let remedy = &found[0].text["remedies"][0];
    assert_eq!(remedy["edits"].as_array().unwrap().len(), 4, "{remedy}");
    let left = super::pages::applied(&text, remedy);
    assert!(findings(&[("policy.rw", &left)]).is_empty(), "{left}");
}
