//! Edges of the rules about Azure Machine Learning: what they leave alone, what they inherit.

use super::{codes, findings};

const PROD: &str = r#"environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
workspace churn in prod
group analysts { object-id "aaaaaaaa-0000-4000-8000-000000000001" members mia }
group releasers { object-id "aaaaaaaa-0000-4000-8000-000000000002" members mia }
user mia { upn "mia@contoso.com" }
"#;

#[test]
fn two_groups_that_join_training_and_deployment_in_one_person_are_told_with_both_paths() {
    let text = format!(
        "{PROD}
stage train {{ on workspace can submit-jobs }}
stage deploy {{ on workspace can deploy-endpoints }}
grant train to analysts on churn@prod
grant deploy to releasers on churn@prod
"
    );
    let found = findings(&[("policy.rw", &text)]);
    let joined: Vec<_> = found.iter().filter(|one| one.code == "RW501").collect();
    assert_eq!(joined.len(), 1);
    let notes = joined[0].text["notes"].to_string();
    assert!(
        notes.contains("mia -> analysts -> train on churn@prod"),
        "{notes}"
    );
    assert!(
        notes.contains("mia -> releasers -> deploy on churn@prod"),
        "{notes}"
    );
}

#[test]
fn stages_that_are_declared_separate_are_left_to_their_own_finding() {
    let text = format!(
        "{PROD}
stage train {{ on workspace can submit-jobs }}
stage deploy separate-from train {{ on workspace can deploy-endpoints }}
grant train to analysts on churn@prod
grant deploy to releasers on churn@prod
"
    );
    let found = findings(&[("policy.rw", &text)]);
    assert!(found.iter().all(|one| one.code != "RW501"));
}

#[test]
fn a_role_above_the_workspace_counts_like_one_on_it() {
    let text = format!(
        "{PROD}
stage look {{ on workspace can read-workspace }}
grant look to releasers on churn@prod
grant \"AzureML Data Scientist\" to analysts on prod
"
    );
    let found = findings(&[("policy.rw", &text)]);
    for code in ["RW501", "RW505"] {
        assert!(codes(&found).contains(&code), "{code}: {:?}", codes(&found));
    }
    assert!(
        !codes(&found).contains(&"RW506"),
        "the keys of the workspace are told alone"
    );
}

#[test]
fn keys_are_left_to_machines_and_to_groups_of_machines() {
    let text = r#"environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
workspace churn in prod
endpoint scoring in churn { kind online }
managed-identity shop in prod
group machines { members shop@prod }
stage ask { on endpoint can list-endpoint-keys }
grant ask to machines on churn.scoring@prod
"#;
    assert!(findings(&[("policy.rw", text)]).is_empty());
}

const DEV: &str = r#"environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
workspace churn in dev { storage churn-lake }
storage churn-lake in dev { container code { name "azureml-blobstore-1" } container features }
managed-identity trainer in dev
compute gpu in churn { kind cluster runs-as trainer }
group people { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
stage fit { on container features can read-data }
stage load { on container code can write-data }
stage train { on workspace can submit-jobs }
grant fit to trainer@dev on churn@dev
grant load to people on churn@dev
"#;

#[test]
fn who_may_submit_jobs_anyway_gains_nothing_by_writing_code() {
    let also = format!("{DEV}grant train to people on churn@dev\n");
    assert!(findings(&[("policy.rw", &also)]).is_empty());
    let other = format!(
        "{DEV}group more {{ object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }}\ngrant train to more on churn@dev\n"
    );
    assert_eq!(codes(&findings(&[("policy.rw", &other)])), ["RW510"]);
}

#[test]
fn a_compute_without_a_submitter_who_lacks_something_is_left_alone() {
    let text = |who: &str| {
        format!(
            r#"environment dev {{ tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }}
workspace churn in dev
managed-identity trainer in dev
managed-identity scorer in dev
compute gpu in churn {{ kind cluster runs-as trainer }}
endpoint scoring in churn {{ kind online runs-as scorer }}
group people {{ object-id "aaaaaaaa-0000-4000-8000-000000000001" }}
stage train {{ on workspace can submit-jobs }}
stage lend {{ on managed-identity can use-identity }}
grant train to people on churn@dev
grant lend to {who} on scorer@dev
"#
        )
    };
    assert_eq!(
        codes(&findings(&[("policy.rw", &text("trainer@dev"))])),
        ["RW507"]
    );
    let both = findings(&[("policy.rw", &text("trainer@dev, people"))]);
    assert!(both.is_empty(), "{:?}", codes(&both));
}

#[test]
fn a_property_is_told_once_for_all_of_its_environments() {
    let text = r#"environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
environment live { tier production subscription "44444444-3333-3333-3333-333333333333" resource-group "rg" }
workspace churn in dev, prod, live { local-auth on override live { local-auth off } }
"#;
    let found = findings(&[("policy.rw", text)]);
    assert_eq!((codes(&found), found.len()), (vec!["RW521"], 1));
    let message = found[0].text["message"].to_string();
    assert!(
        message.contains("`churn@prod`") && !message.contains("live"),
        "{message}"
    );
}

#[test]
fn a_push_to_a_registry_is_told_by_what_uses_it() {
    let text = |link: &str| {
        format!(
            r#"environment prod {{ tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }}
container-registry images in prod
workspace churn in prod {{ {link} }}
group builders {{ object-id "aaaaaaaa-0000-4000-8000-000000000001" }}
stage publish {{ on container-registry can push-images }}
grant publish to builders on images@prod
"#
        )
    };
    assert_eq!(codes(&findings(&[("policy.rw", &text(""))])), ["RW327"]);
    let linked = text("container-registry images");
    assert_eq!(codes(&findings(&[("policy.rw", &linked)])), ["RW509"]);
}
