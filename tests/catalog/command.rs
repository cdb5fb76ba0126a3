//! `rolewright catalog` as a person uses it.

use rolewright::catalog::Catalog;
use rolewright::cli::Exit;

use crate::support::{Folder, checkout, snapshot};

fn seen(arguments: &[&str]) -> String {
    Folder::new()
        .run(&[&["catalog"], arguments].concat())
        .seen()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let ran = Folder::new().run(&[&["catalog"], arguments, &["--output", "json"]].concat());
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Clean));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn search_finds_operations_roles_and_retired_names() {
    let workspace = seen(&["search", "LISTKEYS", "machinelearning"]);
    let role = seen(&["search", "azure ai user"]);
    let cut = seen(&["search", "storage", "--limit", "2"]);
    let nothing = seen(&["search", "no such\u{1b}[31m thing"]);
    snapshot(
        "catalog",
        "search",
        &[workspace, role, cut, nothing].join("\n"),
    );
}

#[test]
fn search_reads_wildcards_and_helps_with_typos() {
    let found = json(&["search", "Microsoft.MachineLearningServices/*/listkeys"]);
    let first = found["operations"]["first"].as_array().unwrap();
    assert!(first.len() > 2);
    assert!(first.iter().all(|one| {
        let name = one["name"].as_str().unwrap().to_lowercase();
        name.starts_with("microsoft.machinelearningservices/") && name.contains("/listkeys")
    }));
    assert!(found.get("near").is_none());
    assert_eq!(json(&["search", "lstkeys"])["near"][0], "listkeys");
    assert_eq!(
        json(&["search", "workspces", "jobs"])["near"][0],
        "workspaces"
    );
    assert!(json(&["search", "xyzzyabc"]).get("near").is_none());
}

#[test]
fn a_role_is_found_by_its_whole_id() {
    let guid = "f6c7c914-8db3-469d-8ca1-694a8f32e121";
    let whole =
        format!("/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{guid}");
    assert_eq!(json(&["role", &whole]), json(&["role", guid]));
}

#[test]
fn show_tells_what_is_known_of_an_operation() {
    let read = seen(&[
        "show",
        "microsoft.machinelearningservices/workspaces/METADATA/secrets/read",
    ]);
    let weak = seen(&["show", "Anyscale.Platform/agreements/accept/action"]);
    snapshot("catalog", "show", &[read, weak].join("\n"));
    let both = json(&["show", "Microsoft.KeyVault/vaults/keys/read"]);
    let planes: Vec<&str> = both["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| operation["plane"].as_str().unwrap())
        .collect();
    assert_eq!(planes, ["control", "data"]);
}

#[track_caller]
fn refused(arguments: &[&str], message: &str, help: &str) {
    let ran = Folder::new().run(&[&["catalog"], arguments].concat());
    assert_eq!((ran.out.as_str(), ran.exit), ("", Exit::Trouble));
    assert!(
        ran.err.contains(message) && ran.err.contains(help),
        "{}",
        ran.err
    );
}

#[test]
fn names_that_are_not_known_are_refused_with_what_helps() {
    let listkey = "Microsoft.Storage/storageAccounts/listKey/action";
    refused(
        &["show", listkey],
        &format!("no operation is called `{listkey}`"),
        "near it: `Microsoft.Storage/storageAccounts/listkeys/action`",
    );
    let retired = "Microsoft.MachineLearning/webServices/listkeys/read";
    refused(
        &["show", retired],
        &format!("`{retired}` was retired"),
        "catalog search",
    );
    refused(
        &["show", "Microsoft.Storage/*"],
        "is a pattern, not an operation",
        "catalog expand",
    );
    refused(
        &["show", "a\u{1b}[31mb"],
        "no operation is called `a\\u{1b}[31mb`",
        "catalog search",
    );
    refused(
        &["role", "AzureML Data Scientists"],
        "no built-in role is called `AzureML Data Scientists`",
        "near it: `AzureML Data Scientist`",
    );
    refused(&["role", ""], "no built-in role is called ``", "");
}

#[test]
fn expand_lists_sure_and_possible_operations() {
    let identity = seen(&[
        "expand",
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
    ]);
    let data = seen(&["expand", "Microsoft.Storage/*/tags/*", "--plane", "data"]);
    let none = seen(&[
        "expand",
        "Contoso.Nothing/*",
        "Storage/*/read",
        "Micro*soft/*/x*",
        "Microsoft.Storage/*/raed",
        "Microsoft.Storage/storageAccounts/raed",
        "storage",
    ]);
    snapshot("catalog", "expand", &[identity, data, none].join("\n"));
    let all = json(&["expand", "*"]);
    assert_eq!(all["surely"], 22_644);
    assert_eq!(
        all["operations"].as_array().unwrap().len(),
        Catalog::embedded().len()
    );
}

#[test]
fn role_shows_blocks_and_reach_under_any_of_its_names() {
    let former = seen(&["role", "azure ai project manager"]);
    snapshot("catalog", "role", &former);
    let by_name = json(&["role", "owner"]);
    let by_id = json(&["role", "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635"]);
    assert_eq!(by_name, by_id);
    assert_eq!(by_name["blocks"][0]["actions"], serde_json::json!(["*"]));
}

#[test]
fn a_lookup_is_no_list_of_findings() {
    let ran = Folder::new().run(&["catalog", "role", "Owner", "--output", "sarif"]);
    assert_eq!(ran.exit, Exit::Trouble);
    let folder = Folder::new();
    let ran = folder.run(&["catalog", "role", "Owner", "--output", "table:role.txt"]);
    assert_eq!(ran.exit, Exit::Clean);
    assert!(folder.read("role.txt").starts_with("Owner\n"));
}

#[test]
fn the_build_step_writes_the_committed_bytes_and_names_broken_lines() {
    let folder = Folder::new();
    let from = checkout("src/catalog/data");
    let from = from.to_str().unwrap();
    let ran = folder.run(&["catalog", "build", "--from", from, "--out", "catalog.bin"]);
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Clean));
    let built = std::fs::read(folder.path("catalog.bin")).unwrap();
    assert!(built == Catalog::embedded().bytes());

    for file in rolewright::catalog::build::FILES {
        folder.write(&format!("tables/{file}"), super::table(file));
    }
    folder.write(
        "tables/operations.tsv",
        "head\nA.B/c/read\tnowhere\trole\tprovider\n",
    );
    let ran = folder.run(&["catalog", "build", "--from", "tables", "--out", "other.bin"]);
    assert!(
        ran.err
            .contains("operations.tsv, line 2: `nowhere` is no plane"),
        "{}",
        ran.err
    );
    assert_eq!(
        (ran.exit, folder.path("other.bin").exists()),
        (Exit::Trouble, false)
    );
}
