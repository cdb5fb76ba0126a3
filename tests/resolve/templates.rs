//! Templates, instantiated on the tree.

use super::world::{sound, with};

const TEMPLATE: &str = "template project(name, team, envs) { workspace ${name}-ws in ${envs} { storage ${name}-lake } storage ${name}-lake in ${envs} { name \"st${name}${env}\" container raw } grant \"Reader\" to ${team} on every workspace in dev }";

#[test]
fn holes_are_names_parts_of_names_lists_and_text() {
    let seen = sound(&format!(
        "{TEMPLATE} use project(name = fraud, team = team, envs = [dev, prod])"
    ));
    let mut names: Vec<_> = seen
        .model
        .scopes
        .iter()
        .filter(|one| one.name.starts_with("fraud"))
        .map(|one| one.id.rsplit('/').next().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "fraud-ws",
            "fraud-ws",
            "raw",
            "raw",
            "stfrauddev",
            "stfraudprod"
        ]
    );
    assert_eq!(seen.assigned().len(), 2);
}

#[test]
fn templates_use_templates() {
    let seen = sound(&format!(
        "{TEMPLATE} template outer(n) {{ use project(name = ${{n}}, team = team, envs = [dev]) }} use outer(n = one) use outer(n = two)"
    ));
    let made = seen
        .model
        .scopes
        .iter()
        .filter(|one| one.name.ends_with("-ws"));
    assert_eq!(made.count(), 2);
}

#[test]
fn arguments_must_fit() {
    let used = |arguments: &str| {
        let seen = with(&format!("{TEMPLATE} use project({arguments})"));
        seen.codes()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(used("name = a, team = team"), ["RW118"]);
    assert_eq!(
        used("name = a, team = team, envs = [dev], more = b"),
        ["RW118"]
    );
    assert_eq!(
        used("name = a, name = b, team = team, envs = [dev]"),
        ["RW118"]
    );
    assert!(used("name = [a, b], team = team, envs = [dev]").contains(&"RW119".to_owned()));
    assert_eq!(with("use projct()").codes(), ["RW101"]);
}

#[test]
fn two_uses_that_make_one_name_clash() {
    let seen = with(&format!(
        "{TEMPLATE} use project(name = a, team = team, envs = [dev]) use project(name = a, team = team, envs = [dev])"
    ));
    assert!(seen.codes().iter().all(|code| *code == "RW102") && !seen.codes().is_empty());
}
