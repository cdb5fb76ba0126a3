//! References, environments, text with `${…}` and the identities that nobody declares.

use super::world::{finds, sound, with};

#[test]
fn an_identity_without_environment_is_the_one_of_the_scope() {
    let seen = sound(
        "managed-identity bot in dev, prod { name \"id-bot-${env}\" } stage s { on workspace can run } grant s to bot on churn@dev, churn@prod",
    );
    assert_eq!(
        seen.assigned(),
        [
            "bot@dev: s/workspace/-/development at churn@dev",
            "bot@prod: s/workspace/-/production at churn@prod"
        ]
    );
}

#[test]
fn there_is_no_way_into_another_environment_without_a_word() {
    let seen =
        with("container-registry images in prod workspace w in dev { container-registry images }");
    assert_eq!(seen.only("RW105"), "images");
    sound(
        "container-registry images in prod workspace w in dev { container-registry images@prod }",
    );
    assert_eq!(
        with("grant \"Reader\" to team on churn").only("RW104"),
        "churn"
    );
}

#[test]
fn an_environment_of_several_subscriptions_has_several_scopes() {
    let seen = sound(
        "environment wide { tier test subscription [\"22222222-2222-4222-8222-222222222221\", \"22222222-2222-4222-8222-222222222222\"] } grant \"Reader\" to team on wide",
    );
    let scopes: Vec<_> = seen
        .compiled
        .assignments
        .iter()
        .map(|one| &seen.model.scopes[one.scope.index()].id)
        .collect();
    assert_eq!(scopes.len(), 2);
    assert!(scopes[0].ends_with("221") && scopes[1].ends_with("222"));
}

#[test]
fn an_environment_may_be_a_resource_group_and_below_a_management_group() {
    let seen = sound(
        "management-group corp environment sub { tier test within resource-group \"rg-x\" subscription \"22222222-2222-4222-8222-222222222222\" within corp } workspace w in sub grant \"Reader\" to team on sub",
    );
    let scope = seen.compiled.assignments[0].scope;
    let found = &seen.model.scopes[scope.index()];
    assert!(found.id.ends_with("/resourceGroups/rg-x"), "{}", found.id);
    let parent = seen.model.scope(found.parent.unwrap()).unwrap();
    assert!(parent.id.ends_with("/managementGroups/corp"));
    let workspace = seen
        .model
        .scopes
        .iter()
        .find(|one| one.name == "w")
        .unwrap();
    assert_eq!(workspace.parent, Some(scope));
}

#[test]
fn text_is_filled_from_the_instance_and_from_the_top_in_any_order() {
    let seen = sound(
        "storage s in dev, prod { name \"st${long}${env.suffix}${env}\" } let long = \"${org}-x\" let org = \"contoso\"",
    );
    let mut ids: Vec<_> = seen
        .model
        .scopes
        .iter()
        .filter(|one| one.name == "s")
        .map(|one| one.id.rsplit('/').next().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["stcontoso-xd1dev", "stcontoso-xp1prod"]);
    assert_eq!(
        with("storage s in dev { name \"${env.none}\" }").codes(),
        ["RW115"]
    );
}

#[test]
fn an_override_holds_in_its_environment_alone() {
    let seen = sound(
        "storage s in dev, prod { name \"a\" shared-keys on override prod { name \"b\" shared-keys off } }",
    );
    let of = |environment: &str| {
        let found = seen.model.scopes.iter().enumerate().find(|(id, _)| {
            seen.model.scope_name(rolewright::model::ScopeId::new(*id))
                == format!("s@{environment}")
        });
        found.unwrap().1
    };
    assert!(of("dev").id.ends_with("/a") && of("prod").id.ends_with("/b"));
    assert_eq!(of("dev").setting("shared-keys").unwrap().value, "on");
    assert_eq!(of("prod").setting("shared-keys").unwrap().value, "off");
}

#[test]
fn what_runs_code_has_an_identity_of_its_own_unless_it_runs_as_another() {
    let seen = sound(
        "managed-identity bot in dev, prod compute gpu in churn { kind cluster runs-as bot } compute cpu in churn { kind cluster } grant \"Reader\" to churn.cpu.identity on churn@dev",
    );
    let names: Vec<_> = (0..seen.model.principals.len())
        .map(|index| {
            seen.model
                .principal_name(rolewright::model::PrincipalId::new(index))
        })
        .collect();
    assert!(names.contains(&"churn.identity@prod".to_owned()));
    assert!(names.contains(&"churn.cpu.identity@dev".to_owned()));
    assert!(!names.iter().any(|name| name.starts_with("churn.gpu.")));
    let gpu = seen
        .model
        .scopes
        .iter()
        .find(|one| one.name == "churn.gpu")
        .unwrap();
    assert_eq!(seen.model.principal_name(gpu.identity.unwrap()), "bot@dev");
}

const SUBSCRIPTION: &str = "tier test subscription \"22222222-2222-4222-8222-222222222222\"";

#[test]
fn what_an_environment_lies_within_may_stand_in_any_order() {
    for body in [
        format!("{SUBSCRIPTION} within corp within resource-group \"rg\""),
        format!("within resource-group \"rg\" within corp {SUBSCRIPTION}"),
        format!("within corp {SUBSCRIPTION} within resource-group \"rg\""),
    ] {
        let seen = sound(&format!(
            "environment e {{ {body} }} management-group corp {{ within root }} management-group root grant \"Reader\" to team on e"
        ));
        let found = &seen.model.scopes[seen.compiled.assignments[0].scope.index()];
        assert!(found.id.ends_with("/resourceGroups/rg"), "{}", found.id);
        let above: Vec<_> = seen
            .model
            .ancestors(found.parent.unwrap())
            .map(|(_, one)| &one.name)
            .collect();
        assert_eq!(above, ["corp", "root"]);
    }
}

#[test]
fn only_a_management_group_is_above_an_environment() {
    finds(
        &format!(
            "management-group corp {{ within crop }} management-group c {{ within lake }} environment e {{ {SUBSCRIPTION} within dev }}"
        ),
        &[("RW101", "crop"), ("RW103", "lake"), ("RW103", "dev")],
    );
}

#[test]
fn a_circle_of_management_groups_is_drawn_without_what_hangs_on_it() {
    let seen = with(
        "management-group x { within a } management-group a { within b } management-group b { within a }",
    );
    assert_eq!(seen.only("RW111"), "b");
    assert_eq!(seen.found[0].notes, ["`a` -> `b` -> `a`"]);
}

#[test]
fn what_the_language_was_designed_by_resolves_as_one_policy_set() {
    let folder = crate::support::checkout("tests/fixtures/syntax/language");
    let mut texts: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.sort();
    let seen = super::world::read(&texts.concat());
    assert_eq!(seen.codes(), [] as [&str; 0], "{:#?}", seen.found);
    // In the canonical style it means the same.
    let formatted: String = texts
        .iter()
        .map(|text| crate::syntax::format::formatted(text))
        .collect();
    let again = super::world::read(&formatted);
    assert_eq!(again.codes(), [] as [&str; 0], "{:#?}", again.found);
    assert_eq!(seen.assigned(), again.assigned());
}
