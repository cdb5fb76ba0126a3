//! No dangerous operation is given in silence, whatever stands beside it and whoever gets it.

use rolewright::catalog::{Catalog, Operation, Risk};
use rolewright::model::permission::Plane;

use super::{Found, findings};

/// One operation of so many is tried; the step is prime to the order of the table.
const STEP: usize = 23;

/// What gives tokens and links that open no more than their holder's own rights do.
const HARMLESS: [&str; 2] = [
    "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    "Microsoft.Authorization/acquirePolicyToken/read",
];

/// Lists a sample of the operations of the grave classes.
fn dangerous() -> Vec<Operation> {
    let grave = [
        Risk::Network,
        Risk::SupplyChain,
        Risk::GuardRails,
        Risk::RunCode,
        Risk::Secrets,
        Risk::Identity,
        Risk::AccessControl,
    ];
    let of = |risk: Risk| {
        let all = Catalog::embedded().operations().map(|(_, one)| one);
        let fits = all.filter(move |one| one.risk == risk && !HARMLESS.contains(&one.name));
        fits.step_by(STEP)
    };
    grave.into_iter().flat_map(of).collect()
}

fn role(index: usize, operation: &Operation, beside: &str) -> String {
    let name = operation.name;
    let list = match (operation.plane, beside) {
        (Plane::Control, "") => format!("actions \"{name}\""),
        (Plane::Control, beside) => format!("actions \"{beside}\", \"{name}\""),
        (Plane::Data, "") => format!("data-actions \"{name}\""),
        (Plane::Data, beside) => format!("actions \"{beside}\"  data-actions \"{name}\""),
    };
    format!("role r{index} on environment {{ {list} }}\ngrant r{index} to who{index} on prod\n")
}

/// Lists the operations of which no finding of a warning or above tells.
fn silent(within: &str, who: &str, beside: &str) -> Vec<String> {
    let operations = dangerous();
    assert!(operations.len() > 80, "{}", operations.len());
    let mut text = format!(
        "environment prod {{ tier production subscription \"33333333-3333-3333-3333-333333333333\" {within} }}\n"
    );
    for (index, operation) in operations.iter().enumerate() {
        let id = format!("aaaaaaaa-0000-4000-8000-{index:012}");
        text += &format!("{who} who{index} {{ object-id \"{id}\" }}\n");
        text += &role(index, operation, beside);
    }
    let found = findings(&[("policy.rw", &text)]);
    let told = |operation: &Operation| found.iter().any(|one| tells(one, operation));
    let silent = operations.iter().filter(|operation| !told(operation));
    silent.map(|operation| operation.name.to_owned()).collect()
}

/// Tells whether a finding is about an operation: it names it, or it is about reading everything.
fn tells(found: &Found, operation: &Operation) -> bool {
    let grave = found.text["severity"] != "note";
    let read = operation.name.ends_with("/read") && found.code == "RW203";
    let text = found.text["notes"].to_string();
    grave && (read || text.contains(&format!("`{}`", operation.name)))
}

#[test]
fn what_people_get_in_production_is_told_beside_any_reads() {
    for beside in ["", "*/read"] {
        let silent = silent("within resource-group \"rg\"", "group", beside);
        assert!(silent.is_empty(), "beside `{beside}`: {silent:#?}");
    }
}

#[test]
fn what_machines_get_on_subscriptions_is_told_beside_any_reads() {
    for beside in ["", "*/read"] {
        let silent = silent("", "service-principal", beside);
        assert!(silent.is_empty(), "beside `{beside}`: {silent:#?}");
    }
}

/// The case that a rule about size once silenced: User Access Administrator in shape.
#[test]
fn a_reader_that_hands_out_access_is_told_of_as_both() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within resource-group "rg" }
group ops { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
role helper on environment { actions "*/read", "Microsoft.Authorization/*" }
grant helper to ops on dev
"#;
    let found = findings(&[("policy.rw", text)]);
    for code in ["RW203", "RW204", "RW205", "RW206"] {
        assert!(super::codes(&found).contains(&code), "{code}");
    }
}
