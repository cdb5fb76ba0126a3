//! What people see of the examples.

use super::{example, words};
use crate::support::snapshot;

#[track_caller]
fn seen(of: &str, name: &str, questions: &[&str]) {
    let folder = example(of);
    let answers = questions.iter().map(|question| {
        let ran = folder.run(&words(question));
        format!("$ rolewright {question}\n{}", ran.seen())
    });
    snapshot("question", name, &answers.collect::<Vec<_>>().join("\n"));
}

#[test]
fn can_is_answered_with_the_chain() {
    seen(
        "churn",
        "can",
        &[
            "can dana submit-jobs on churn@dev",
            "can dana submit-jobs on churn@prod",
            "can sam@contoso.com read-jobs on churn@test",
            "can 5A1E0C1D-0000-4000-8000-0000000000D1 read-data on churn-lake.models@dev",
            "can dana read-data on churn-lake@dev",
            "can mia deploy on churn@prod",
            "can mia deploy on churn@dev",
            "can churn.identity@prod read-secret on churn-kv.weather-key@prod",
            "can dana Microsoft.MachineLearningServices/workspaces/jobs/write on churn@dev",
            "can dana Microsoft.KeyVault/vaults/keys/read on churn-kv@dev",
            "can churn.identity@dev Microsoft.KeyVault/vaults/keys/read on churn-kv@dev --all",
            "can dana Microsoft.MachineLearningServices/workspaces/jobs/reed on churn@dev",
            "can mia Microsoft.MachineLearningServices/workspaces/* on churn@prod",
            "can churn.identity@dev Microsoft.MachineLearningServices/workspaces/* on churn@dev",
            "can churn.identity@dev * on churn@dev",
            "can mia * on churn-lake@prod",
            "can mia read-jobs on /subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-churn-prod/providers/Microsoft.MachineLearningServices/workspaces/mlw-churn-prd01/computes/new",
            "can dana read-data on churn-lake.raw@dev --reach",
        ],
    );
}

#[test]
fn who_can_lists_everybody_with_a_way() {
    seen(
        "churn",
        "who-can",
        &[
            "who-can read-data on churn-lake.raw@prod",
            "who-can deploy-endpoints on churn@dev --all",
            "who-can deploy on churn@prod",
            "who-can list-storage-keys on churn-lake@prod",
            "who-can Microsoft.Authorization/roleAssignments/write on prod",
            "who-can Microsoft.Storage/storageAccounts/blobServices/* on churn-lake.models@prod",
            "who-can read-data on churn-lake.raw@dev --reach",
        ],
    );
}

#[test]
fn what_can_lists_operations_by_resource_type() {
    seen(
        "churn",
        "what-can",
        &[
            "what-can dana",
            "what-can mia on churn@prod",
            "what-can trainer@prod on churn-lake.models@prod --all",
            "what-can churn.identity@prod on churn@prod",
            "what-can web-shop@prod on dev",
            "what-can auditors on churn@dev --reach",
            "what-can mia on churn@dev --reach",
        ],
    );
}

#[test]
fn a_path_is_shown_step_by_step() {
    seen(
        "churn",
        "path",
        &[
            "path dana to read-data on churn-lake.raw@dev",
            "path dana to submit-jobs on churn@dev",
            "path dana to read-data on churn-lake.raw@prod",
            "path mia to read-secret on churn-kv.weather-key@dev",
            "path mia to Microsoft.Storage/storageAccounts/listKeys/action on churn-lake@dev",
            "path dana to prepare-data on churn@dev",
        ],
    );
}

#[test]
fn personas_are_answered() {
    seen(
        "personas",
        "personas",
        &[
            "can workspace-admins submit-jobs on research@lab",
            "can workspace-admins workspace-admin on research@lab",
            "can compute-operators use-identity on cluster-runner@lab",
            "who-can write-data on feature-lake.offline-store@lab",
            "who-can use-identity on cluster-runner@lab",
            "what-can registry-readers",
            "path compute-operators to write-data on research-lake.results@lab",
        ],
    );
}

#[test]
fn json_has_one_shape() {
    seen(
        "churn",
        "json",
        &[
            "can dana submit-jobs on churn@prod --output json",
            "can mia Microsoft.Storage/* on churn-lake.models@dev --output json",
            "who-can read-data on churn-lake.raw@prod --output json",
            "what-can scorer@prod on churn-lake.models@prod --output json",
            "path dana to read-data on churn-lake.raw@dev --output json",
        ],
    );
}
