//! Templates, instantiated on the tree.

use super::world::{finds, sound, with};

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

#[test]
fn a_template_that_nobody_uses_is_checked_as_it_stands() {
    finds(
        "template t(name, who, envs) {
            workspace ${name} in ${envs} { storage lakke  key-vault ${name}-vault }
            storage ${name}-lake in dev { shared-keys of  name \"${name}${env.sufix}\" }
            grant \"Raeder\" to ${who}, taem on ${name}@dev, churn
            grant \"Reader\" to ${whom} on ${name}@dev
            group ${name}-team { object-id \"1\" }
            use tt(name = ${name})
        }",
        &[
            ("RW101", "lakke"),
            ("RW109", "of"),
            ("RW115", "${env.sufix}"),
            ("RW121", "\"Raeder\""),
            ("RW101", "taem"),
            ("RW104", "churn"),
            ("RW119", "${whom}"),
            ("RW110", "\"1\""),
            ("RW101", "tt"),
        ],
    );
}

#[test]
fn what_depends_on_parameters_is_not_judged_without_them() {
    let seen = sound(
        "template t(name, who, envs, id, text, cap) {
            workspace ${name} in ${envs} { storage ${name}-lake  kind ${text} }
            storage ${name}-lake in dev, ${envs} { label ${name} }
            compute gpu in ${name} { kind cluster  runs-as ${who} }
            stage ${name}-s { on workspace can ${cap}  on container ${name} can open }
            group ${name}-g { object-id \"${id}\"  members ${who} }
            grant ${name}-s to ${name}-g on every workspace label ${name} in ${envs} { because \"${text} ${name}\" }
            test \"${name}\" { ${who} can ${cap} on ${name}@prod }
        }",
    );
    assert!(seen.assigned().is_empty());
}

#[test]
fn a_parameter_that_nothing_uses_is_told_whether_or_not_the_template_is_used() {
    let template = "template t(name, spare) { group ${name} } ";
    finds(template, &[("RW129", "spare")]);
    finds(
        &format!("{template} use t(name = a, spare = b)"),
        &[("RW129", "spare")],
    );
    finds(
        "template t(name, name) { group ${name} }",
        &[("RW102", "name")],
    );
}

#[test]
fn circles_of_templates_are_told_without_a_use() {
    finds("template t() { use t() }", &[("RW111", "use t()")]);
    finds(
        "template a() { use b() } template b() { use a() }",
        &[("RW111", "use a()")],
    );
}

#[test]
fn templates_in_templates_have_a_limit_of_their_own() {
    let mut text = "template t0() { group g }".to_owned();
    for index in 1..40 {
        text += &format!(" template t{index}() {{ use t{}() }}", index - 1);
    }
    finds(&format!("{text} use t39()"), &[("RW120", "use t7()")]);
}

#[test]
fn what_is_wrong_in_a_template_shows_its_use() {
    let seen = with("template t(n) { grant \"Reader\" to taem on ${n}@dev } use t(n = churn)");
    assert_eq!(seen.only("RW101"), "taem");
    assert_eq!(seen.related(), ["use t(n = churn)"]);
    // What is wrong with an argument shows the template.
    let seen = with("template t(n) { grant \"Reader\" to ${n} on churn@dev } use t(n = taem)");
    assert_eq!(seen.only("RW101"), "taem");
    assert_eq!(seen.related(), ["t"]);
}

#[test]
fn a_mistake_in_a_template_is_told_once_for_all_uses_that_share_it() {
    let template = "template t(n) { grant \"Reader\" to ${n} on chrun@dev } group two ";
    finds(
        &format!("{template} use t(n = team) use t(n = two)"),
        &[("RW101", "chrun")],
    );
}

#[test]
fn two_uses_that_make_one_name_are_both_shown() {
    let seen = with("template t(n) { group ${n} } use t(n = a) use t( n = a)");
    assert_eq!(seen.only("RW102"), "${n}");
    assert_eq!(seen.related(), ["${n}", "use t( n = a)", "use t(n = a)"]);
}

#[test]
fn a_value_of_the_wrong_form_is_told_and_never_dropped() {
    let template = "template t(n) { grant \"Reader\" to ${n} on churn@dev } ";
    for value in ["\"two words\"", "7", "[team, 7]", "2027-01-31"] {
        let seen = with(&format!("{template} use t(n = {value})"));
        assert!(
            seen.codes().iter().all(|code| *code == "RW119") && !seen.codes().is_empty(),
            "{value}: {:#?}",
            seen.found
        );
    }
    assert_eq!(
        sound(&format!("{template} use t(n = \"team\")"))
            .assigned()
            .len(),
        1
    );
    let nested = format!("{template} group two use t(n = [team, [two]])");
    assert_eq!(sound(&nested).assigned().len(), 2);
}

#[test]
fn text_in_text_keeps_what_belongs_to_the_instance() {
    let seen = sound(
        "template t(n) { storage s in dev { name \"${n}x\" } } use t(n = \"st${env.suffix}\")",
    );
    assert!(
        seen.model
            .scopes
            .iter()
            .any(|one| one.id.ends_with("/std1x"))
    );
}

#[test]
fn names_of_bindings_and_variables_may_be_parameters() {
    let seen = sound(
        "template t(n) { stage s { on container ${n} can open } grant s to team on churn@dev { binding ${n} = lake.features } let ${n}-word = \"x\" } use t(n = raw) storage z in dev { name \"${raw-word}\" }",
    );
    let bound = seen.model.grants[0].bindings[0].scope;
    assert_eq!(seen.model.scope_name(bound), "lake.features@dev");
}

#[test]
fn the_environment_behind_a_parameter_stays() {
    let template = "template t(n) { grant \"Reader\" to team on ${n}@prod } use t(n = churn)";
    assert_eq!(
        sound(template).assigned(),
        ["team: built-in/acdd72a7-3385-48ef-bd42-f606fba81ae7 at churn@prod"]
    );
}
