//! Rules about environments: what must stay silent.

use super::{codes, findings};

const PLACES: &str = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg-dev" }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg-prod" }
app-insights traces in dev, prod
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
"#;

fn of_group(text: &str) -> Vec<String> {
    let found = findings(&[("policy.rw", text)]);
    let codes = codes(&found)
        .into_iter()
        .filter(|code| code.starts_with("RW7"));
    codes.map(str::to_owned).collect()
}

#[test]
fn looking_at_both_tiers_is_fine() {
    let text = format!("{PLACES}grant \"Monitoring Reader\" to team on traces@dev, traces@prod\n");
    assert_eq!(of_group(&text), Vec::<String>::new());
}

#[test]
fn writing_that_must_be_activated_first_is_fine() {
    let role = "\"Application Insights Component Contributor\"";
    let text = format!(
        "{PLACES}grant {role} to team on traces@dev\n\
         grant {role} to team on traces@prod {{ eligible max 4h }}\n"
    );
    assert_eq!(of_group(&text), Vec::<String>::new());
}

#[test]
fn a_person_in_two_groups_writes_in_two_tiers() {
    let role = "\"Application Insights Component Contributor\"";
    let text = format!(
        "{PLACES}user alice {{ object-id \"aaaaaaaa-0000-4000-8000-0000000000a1\" }}\n\
         group makers {{ object-id \"aaaaaaaa-0000-4000-8000-000000000002\" members alice }}\n\
         group runners {{ object-id \"aaaaaaaa-0000-4000-8000-000000000003\" members alice }}\n\
         grant {role} to makers on traces@dev\ngrant {role} to runners on traces@prod\n"
    );
    assert_eq!(of_group(&text), ["RW701"]);
}

#[test]
fn a_reader_above_both_tiers_is_fine() {
    let text = r#"
management-group contoso { id "mg" }
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within contoso }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" within contoso }
group auditors { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
grant "Monitoring Reader" to auditors on contoso
"#;
    let found = findings(&[("policy.rw", text)]);
    assert_eq!(codes(&found), Vec::<&str>::new());
}

#[test]
fn an_environment_below_a_granted_management_group_is_not_left_out() {
    let text = r#"
management-group contoso { id "mg" }
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" within contoso }
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" within contoso }
app-insights traces in dev, prod
group auditors { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
grant "Reader" to auditors on contoso
grant "Monitoring Reader" to team on traces@dev
"#;
    assert_eq!(of_group(text), Vec::<String>::new());
}
