//! Rules about assignments: the inherited case that counts, and the right policy that does not.

use super::{codes, findings};

const PLACES: &str = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within resource-group "rg" }
app-insights traces in dev
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
group leads { object-id "aaaaaaaa-0000-4000-8000-000000000002" members team }
"#;

/// Returns the codes of this group and of environments that a policy gives.
fn found(text: &str) -> Vec<String> {
    let found = findings(&[("policy.rw", text)]);
    let codes = codes(&found).into_iter();
    codes
        .filter(|code| code.starts_with("RW3") || code.starts_with("RW7"))
        .map(str::to_owned)
        .collect()
}

/// Returns the notes of the only finding with a code.
fn notes(text: &str, code: &str) -> Vec<String> {
    let found = findings(&[("policy.rw", text)]);
    let one = found.iter().find(|one| one.code == code).unwrap();
    let notes = one.text["notes"].as_array().unwrap().iter();
    notes
        .map(|note| note.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn everything_but_one_operation_still_owns() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
role nearly on environment { actions "*" except-actions "Microsoft.Cache/redis/delete" }
grant nearly to team on dev
"#;
    assert!(found(text).contains(&"RW301".to_owned()));
}

#[test]
fn an_owner_that_has_to_be_activated_or_is_kept_for_emergencies_is_not_reported() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
group emergency { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
grant "Owner" to team on dev { eligible max 4h }
grant "Owner" to emergency on dev { keep because "break glass" }
"#;
    assert_eq!(found(text), Vec::<String>::new());
}

#[test]
fn a_role_that_assigns_only_named_roles_is_no_access_administration() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
grant "Key Vault Data Access Administrator" to team on dev
"#;
    assert!(!found(text).contains(&"RW302".to_owned()));
}

#[test]
fn owners_of_a_management_group_and_members_of_groups_count_for_the_subscription() {
    let text = r#"
management-group contoso { id "mg" }
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within contoso }
user one { object-id "aaaaaaaa-0000-4000-8000-000000000011" }
user two { object-id "aaaaaaaa-0000-4000-8000-000000000012" }
user three { object-id "aaaaaaaa-0000-4000-8000-000000000013" }
group all { object-id "aaaaaaaa-0000-4000-8000-000000000001" members one, two, three }
group other { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
grant "Owner" to all on contoso { keep because "break glass" }
grant "Owner" to other on dev { keep because "break glass" }
"#;
    assert_eq!(found(text), ["RW304"]);
    assert!(notes(text, "RW304").contains(&"two -> all -> \"Owner\" on contoso".to_owned()));
}

#[test]
fn a_member_labelled_external_brings_its_label_into_a_group() {
    let text = r#"
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
container-registry images in prod
user guest { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" label external }
group builders { object-id "aaaaaaaa-0000-4000-8000-000000000001" members guest }
grant "AcrPush" to builders on images@prod
"#;
    assert_eq!(found(text), ["RW307", "RW327"]);
    let path = "guest -> builders -> \"AcrPush\" on images@prod";
    assert!(notes(text, "RW307").contains(&path.to_owned()));
}

#[test]
fn a_user_who_is_in_a_group_already_is_replaced_by_it() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" resource-group "rg" }
app-insights traces in dev
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
user bob { object-id "aaaaaaaa-0000-4000-8000-0000000000a2" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" members alice, bob }
grant "Monitoring Reader" to alice, bob on traces@dev
test "named" { team cannot "Microsoft.Insights/components/write" on traces@dev }
"#;
    let found = findings(&[("policy.rw", text)]);
    assert_eq!(codes(&found), ["RW306"]);
    let edits = found[0].text["remedies"][0]["edits"].as_array().unwrap();
    let texts: Vec<_> = edits
        .iter()
        .map(|edit| edit["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["team", ""]);
}

#[test]
fn a_narrower_grant_that_ends_later_is_not_redundant() {
    let text = format!(
        "{PLACES}grant \"Reader\" to team on dev {{ until 2098-01-31 }}\n\
         grant \"Reader\" to team on traces@dev {{ until 2099-01-31 }}\n"
    );
    assert_eq!(found(&text), Vec::<String>::new());
    let text = format!(
        "{PLACES}grant \"Reader\" to team on dev {{ until 2099-01-31 }}\n\
         grant \"Reader\" to team on traces@dev {{ until 2098-01-31 }}\n"
    );
    assert_eq!(found(&text), ["RW311"]);
}

#[test]
fn a_grant_below_one_that_must_be_activated_is_not_redundant() {
    let text = format!(
        "{PLACES}grant \"Reader\" to team on dev {{ eligible max 4h }}\n\
         grant \"Reader\" to team on traces@dev\n"
    );
    assert_eq!(found(&text), Vec::<String>::new());
}

#[test]
fn two_names_of_one_set_are_redundant_once() {
    let text = format!(
        "{PLACES}role one on app-insights {{ actions \"Microsoft.Insights/components/read\" }}\n\
         role two on app-insights {{ actions \"microsoft.insights/COMPONENTS/read\" }}\n\
         grant one to team on traces@dev\ngrant two to team on traces@dev\n"
    );
    let found = findings(&[("policy.rw", &text)]);
    let redundant = found.iter().filter(|one| one.code == "RW311").count();
    assert_eq!(redundant, 1);
}

#[test]
fn a_wider_grant_to_somebody_else_voids_nothing() {
    let text = format!(
        "{PLACES}group other {{ object-id \"aaaaaaaa-0000-4000-8000-000000000003\" }}\n\
         grant \"Monitoring Reader\" to leads on traces@dev\n\
         grant \"Monitoring Contributor\" to team on dev\n"
    );
    assert_eq!(found(&text), Vec::<String>::new());
}

#[test]
fn a_wider_grant_prints_groups_and_scopes() {
    let text = format!(
        "{PLACES}grant \"Monitoring Reader\" to team on traces@dev\n\
         grant \"Monitoring Contributor\" to leads on dev\n"
    );
    assert_eq!(found(&text), ["RW313"]);
    let path = "team -> leads -> \"Monitoring Contributor\" on dev, inherited by traces@dev";
    assert_eq!(notes(&text, "RW313")[0], path);
}

#[test]
fn what_a_role_excepts_may_be_handed_to_another_principal_or_below() {
    let role = "role tracer on app-insights { actions \"Microsoft.Insights/components/*\" \
                except-actions \"Microsoft.Insights/components/purge/action\" }\n\
                role cleaner on app-insights { actions \"Microsoft.Insights/components/purge/action\" }\n";
    let other = format!(
        "{PLACES}{role}grant tracer to leads on traces@dev\ngrant cleaner to team on traces@dev\n"
    );
    // Members of `leads` other than `team` do not have it; `team` has both.
    assert_eq!(found(&other), ["RW314"]);
    let below = format!(
        "{PLACES}app-insights more in dev\n{role}grant tracer to team on more@dev\ngrant cleaner to team on traces@dev\n"
    );
    assert_eq!(found(&below), Vec::<String>::new());
}

#[test]
fn a_wildcard_hands_back_what_azure_may_add() {
    let text = format!(
        "{PLACES}role first on app-insights {{ actions \"Microsoft.Insights/*\" except-actions \"Microsoft.Insights/nothing/*\" }}\n\
         role second on app-insights {{ actions \"Microsoft.Insights/nothing/*\" }}\n\
         grant first to team on traces@dev\ngrant second to team on traces@dev\n"
    );
    assert!(found(&text).contains(&"RW314".to_owned()));
}

#[test]
fn a_child_that_excepts_again_what_its_parent_excepts_is_right() {
    let text = format!(
        "{PLACES}capability run on app-insights {{ actions \"Microsoft.Insights/components/read\", \"Microsoft.Insights/components/purge/action\" }}\n\
         capability clean on app-insights {{ actions \"Microsoft.Insights/components/purge/action\" }}\n\
         stage base {{ on app-insights can run  except clean }}\n\
         stage child extends base {{ on app-insights can run  except clean }}\n\
         grant child to team on traces@dev\ngrant base to leads on traces@dev\n"
    );
    let found = found(&text);
    assert!(!found.contains(&"RW316".to_owned()), "{found:?}");
}

#[test]
fn a_stage_counts_as_the_stages_that_it_extends() {
    let text = r#"
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
app-insights traces in prod
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
capability see on app-insights { actions "Microsoft.Insights/components/read" }
capability measure on app-insights { actions "Microsoft.Insights/components/metrics/read" }
stage record { on app-insights can see }
stage record-more extends record { on app-insights can measure }
stage review separate-from record { on app-insights can measure }
grant record-more to team on traces@prod
grant review to team on prod
"#;
    assert!(found(text).contains(&"RW318".to_owned()));
}

#[test]
fn separate_stages_meet_in_development_without_a_finding() {
    let text = format!(
        "{PLACES}capability see on app-insights {{ actions \"Microsoft.Insights/components/read\" }}\n\
         capability measure on app-insights {{ actions \"Microsoft.Insights/components/metrics/read\" }}\n\
         stage record {{ on app-insights can see }}\n\
         stage review separate-from record {{ on app-insights can measure }}\n\
         grant record to team on traces@dev\ngrant review to team on traces@dev\n"
    );
    assert_eq!(found(&text), Vec::<String>::new());
}

#[test]
fn one_person_in_two_groups_joins_separate_stages() {
    let text = r#"
environment prod { tier production subscription "33333333-3333-3333-3333-333333333333" resource-group "rg" }
app-insights traces in prod
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
group recorders { object-id "aaaaaaaa-0000-4000-8000-000000000001" members alice }
group reviewers { object-id "aaaaaaaa-0000-4000-8000-000000000002" members alice }
capability see on app-insights { actions "Microsoft.Insights/components/read" }
capability measure on app-insights { actions "Microsoft.Insights/components/metrics/read" }
stage record { on app-insights can see }
stage review separate-from record { on app-insights can measure }
grant record to recorders on traces@prod
grant review to reviewers on traces@prod
"#;
    assert_eq!(found(text), ["RW319"]);
    let notes = notes(text, "RW319");
    assert!(notes.contains(&"alice -> recorders -> record on traces@prod".to_owned()));
    assert!(notes.contains(&"alice -> reviewers -> review on traces@prod".to_owned()));
}

#[test]
fn duplicates_that_differ_are_no_certain_mend() {
    let text = format!(
        "{PLACES}grant \"Reader\" to team on traces@dev {{ until 2099-01-31 }}\n\
         grant \"Reader\" to team on traces@dev\n"
    );
    let found: Vec<_> = findings(&[("policy.rw", &text)])
        .into_iter()
        .filter(|one| one.code.starts_with("RW3"))
        .collect();
    assert_eq!(codes(&found), ["RW310"]);
    // The line that ends is the one that the endless line swallows.
    assert_eq!(found[0].text["place"]["start"]["line"], 6);
    assert_eq!(found[0].text["remedies"][0]["certain"], false);
}

/// Who cancels a request of somebody else's gets nothing by it, and gives nothing.
#[test]
fn cancelling_a_request_changes_nobodys_access() {
    let with = |operation: &str| {
        let text = format!(
            r#"{PLACES}
group vendor {{ object-id "aaaaaaaa-0000-4000-8000-000000000003" label external }}
role asker on resource-group {{ actions "Microsoft.Authorization/roleAssignmentScheduleRequests/{operation}" }}
grant asker to vendor on dev {{ until 2099-12-31 }}
"#
        );
        found(&text)
    };
    assert_eq!(with("cancel/action"), Vec::<String>::new());
    assert_eq!(with("write"), ["RW307"]);
}
