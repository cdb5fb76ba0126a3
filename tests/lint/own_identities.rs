//! Rules about what Azure grants by itself, and what it does not.

use super::{codes, findings};

const PLACES: &str = r#"
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
storage lake in prod { shared-keys off container raw }
key-vault vault in prod
container-registry images in prod
workspace churn in prod { storage lake key-vault vault container-registry images }
managed-identity runner in prod
"#;

#[track_caller]
fn tells(code: &str, text: &str, wanted: bool) {
    let found = findings(&[("policy.rw", &format!("{PLACES}{text}"))]);
    assert_eq!(
        codes(&found).contains(&code),
        wanted,
        "{:?}\n{text}",
        codes(&found)
    );
}

#[test]
fn a_grant_repeats_azure_only_where_it_gives_nothing_more() {
    let serve = "endpoint e in churn { kind online }
stage serve { on container-registry can pull-images on container raw can read-data }
grant serve to churn.e.identity on churn@prod";
    tells("RW411", serve, true);
    let more = serve.replace("can read-data }", "can read-data, write-data }");
    tells("RW411", &more, false);
    tells("RW411", &serve.replace("churn.e.identity", "runner"), false);
    tells(
        "RW411",
        "grant \"AcrPull\" to churn.identity on images@prod",
        true,
    );
    tells(
        "RW411",
        "grant \"Contributor\" to churn.identity on lake@prod",
        false,
    );
}

#[test]
fn what_azure_grants_under_a_condition_or_as_a_policy_of_a_vault_is_not_repeated() {
    let hub = "workspace h in prod { kind hub storage lake group-role none }
grant \"Storage Blob Data Contributor\" to h.identity on lake@prod";
    tells("RW411", hub, false);
    tells(
        "RW411",
        &hub.replace("kind hub", "kind hub data-isolation off"),
        true,
    );
    let vault = "key-vault old in prod { access policies }
workspace w in prod { key-vault old group-role none }
grant \"Key Vault Administrator\" to w.identity on old@prod";
    tells("RW411", vault, false);
    tells("RW411", &vault.replace("{ access policies }", ""), true);
}

#[test]
fn projects_of_one_hub_are_no_neighbours() {
    tells("RW412", "workspace other in prod", true);
    tells(
        "RW412",
        "workspace p in prod { kind project hub churn }",
        false,
    );
    tells(
        "RW412",
        "workspace other in prod { resource-group \"rg-other\" }",
        false,
    );
}

#[test]
fn an_endpoint_with_a_given_identity_needs_images_and_storage() {
    let bare = "endpoint e in churn { kind online runs-as runner }";
    let serve =
        "stage serve { on container-registry can pull-images on container raw can read-data }
grant serve to runner on churn@prod";
    tells("RW511", bare, true);
    tells("RW511", &format!("{bare}\n{serve}"), false);
    let half = serve.replace("on container raw can read-data", "");
    tells("RW511", &format!("{bare}\n{half}"), true);
    tells("RW511", &bare.replace("online", "batch"), false);
    tells("RW511", "endpoint e in churn { kind online }", false);
}

#[test]
fn a_group_of_machines_is_a_machine() {
    let bots =
        "group bots { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" members runner@prod }\n";
    let officer = "grant \"Key Vault Secrets Officer\" to bots on vault@prod";
    tells("RW563", &format!("{bots}{officer}"), true);
    let people = bots.replace("members runner@prod", "");
    tells("RW563", &format!("{people}{officer}"), false);
    let kept = "grant \"Reader\" to bots on churn@prod { keep }";
    tells("RW414", &format!("{bots}{kept}"), true);
    tells("RW414", &format!("{people}{kept}"), false);
}

#[test]
fn a_data_role_above_the_account_opens_every_container() {
    let ops = "group ops { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }\n";
    for (place, wanted) in [
        ("prod", true),
        ("lake@prod", true),
        ("lake.raw@prod", false),
    ] {
        let grant = format!("{ops}grant \"Storage Blob Data Reader\" to ops on {place}");
        tells("RW553", &grant, wanted);
    }
}

#[test]
fn a_role_without_data_is_no_mistake_beside_one_with_data() {
    let ops = "group ops { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
grant \"Reader\" to ops on lake.raw@prod\n";
    tells("RW556", ops, true);
    let beside = "grant \"Storage Blob Data Reader\" to ops on lake.raw@prod";
    tells("RW556", &format!("{ops}{beside}"), false);
}
