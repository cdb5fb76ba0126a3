//! Artefacts read back by parsers that this project did not write.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

use proptest::prelude::*;
use rolewright::emit::{Artefact, Format};
use rolewright::model::PrincipalKind;
use rolewright::model::permission::Block;
use serde_json::{Value, json};

use super::world::{DEV, PROD, READER, World, block, patterns, small};
use crate::support::{self, checkout};

/// Python with `jsonschema` and `pycep-parser`; absent, what needs it is not checked.
fn python() -> Option<String> {
    let python = std::env::var("ROLEWRIGHT_PYTHON").ok();
    python.filter(|path| !path.is_empty())
}

fn read_back(script: &str, artefacts: &[Artefact]) -> Option<Value> {
    let Some(python) = python() else {
        println!("NOT CHECKED: {script} needs ROLEWRIGHT_PYTHON");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    for artefact in artefacts {
        let path = folder.path().join(&artefact.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &artefact.text).unwrap();
    }
    let mut command = Command::new(python);
    command.arg(checkout("tests/conformance").join(script));
    command.arg(folder.path());
    if script.starts_with("arm") {
        match std::env::var("ROLEWRIGHT_ARM_SCHEMAS") {
            Ok(schemas) if !schemas.is_empty() => {
                command.arg(schemas);
            }
            _ => println!("NOT CHECKED: the published schemas need ROLEWRIGHT_ARM_SCHEMAS"),
        }
    }
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What both readers have to find, computed from the compiled policy.
fn expected(world: &World) -> Value {
    let texts = |patterns: &[rolewright::model::permission::Pattern]| -> Value {
        patterns.iter().map(|one| json!(one.as_str())).collect()
    };
    let custom = world.compiled.roles.iter().filter(|role| role.is_custom());
    let mut roles: Vec<Value> = custom
        .map(|role| {
            let block = &role.blocks[0];
            json!({
                "guid": role.guid.as_str(),
                "name": role.display_name.as_str(),
                "description": role.description.as_str(),
                "scopes": role.assignable_scopes.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
                "permissions": [{
                    "actions": texts(&block.actions),
                    "notActions": texts(&block.not_actions),
                    "dataActions": texts(&block.data_actions),
                    "notDataActions": texts(&block.not_data_actions),
                }],
            })
        })
        .collect();
    let mut assignments: Vec<Value> = world
        .compiled
        .assignments
        .iter()
        .map(|one| {
            let principal = world.model.principal(one.principal).unwrap();
            let role = &world.compiled.roles[one.role.index()];
            let scope = &world.model.scope(one.scope).unwrap().id;
            let known = principal.object_id.as_ref().map(ToString::to_string);
            let id = known.unwrap_or_else(|| {
                let name = rolewright::compile::names::parameter_name(&world.model, principal);
                uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
            });
            let name = rolewright::compile::names::assignment_name(scope, &id, &role.guid);
            json!({
                "scope": scope.to_lowercase(),
                "principal": id,
                "type": principal.kind.azure_type(),
                "role": role.guid.as_str(),
                "name": name.to_string(),
                "description": one.description.as_str(),
            })
        })
        .collect();
    let sorted = |list: &mut Vec<Value>| list.sort_by_cached_key(|one| sortable(one).to_string());
    sorted(&mut roles);
    sorted(&mut assignments);
    json!({ "roles": roles, "assignments": assignments })
}

/// Puts the keys of objects in order, as the readers do.
fn sortable(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields
                .iter()
                .map(|(key, value)| (key.clone(), sortable(value)))
                .collect();
            sorted.into_iter().collect()
        }
        Value::Array(items) => items.iter().map(sortable).collect(),
        other => other.clone(),
    }
}

fn resorted(mut found: Value) -> Value {
    for list in ["roles", "assignments"] {
        let list = found[list].as_array_mut().unwrap();
        list.sort_by_cached_key(|one| sortable(one).to_string());
    }
    found
}

#[track_caller]
fn all_readers_agree(world: &World) {
    let artefacts = world.artefacts(&Format::ALL);
    for script in ["arm_tuples.py", "bicep_tuples.py"] {
        if let Some(found) = read_back(script, &artefacts) {
            assert_eq!(resorted(found), expected(world), "{script}");
        }
    }
}

#[track_caller]
fn bicep_has_no_syntax_errors(world: &World) {
    let artefacts = world.artefacts(&[Format::Bicep]);
    for artefact in artefacts.iter().filter(|one| one.path.ends_with(".bicep")) {
        has_no_syntax_errors(artefact);
    }
}

#[track_caller]
fn has_no_syntax_errors(artefact: &Artefact) {
    let mut parser = tree_sitter::Parser::new();
    let language = tree_sitter_bicep::LANGUAGE;
    parser.set_language(&language.into()).unwrap();
    let tree = parser.parse(&artefact.text, None).unwrap();
    let lines = broken_lines(tree.root_node());
    let lines = lines.iter().map(|line| artefact.text.lines().nth(*line));
    let lines: Vec<_> = lines.flatten().collect();
    assert!(lines.is_empty(), "{}: {lines:#?}", artefact.path);
    assert!(!tree.root_node().has_error(), "{}", artefact.path);
}

fn broken_lines(node: tree_sitter::Node<'_>) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        if node.is_error() || node.is_missing() {
            found.push(node.start_position().row);
        }
        let children = (0..node.child_count()).filter_map(|index| node.child(index));
        open.extend(children.filter(tree_sitter::Node::has_error));
    }
    found
}

#[test]
fn readers_find_what_a_small_policy_asks_for() {
    all_readers_agree(&small());
    bicep_has_no_syntax_errors(&small());
}

pub(crate) fn hostile(texts: &[String]) -> World {
    let mut world = World::new();
    world.environment("dev", &[DEV]);
    let group = format!("{PROD}/resourceGroups/rg (odd).name_1");
    let named = "aaaaaaaa-0000-4000-8000-000000000001";
    let people = world.principal(PrincipalKind::Group, "people", Some(named));
    let robot = world.principal(PrincipalKind::Agent, "robot.identity", None);
    let reader = world.built_in(READER, "Reader");
    for (index, text) in texts.iter().enumerate() {
        let role = world.role(&format!("role/r{index}"), block(&["*/read"]), &[DEV, PROD]);
        let role = &mut world.compiled.roles[role.index()];
        role.display_name = text.into();
        role.description = format!("{text} [rw:x:y]").into();
        let line = u32::try_from(index + 1).unwrap();
        let odd = text.replace(['/', '\0'], "-");
        let resource = format!("{group}/providers/A.B/things/{odd}x/parts/it's");
        world.assign(people, reader, &resource, line);
        world.assign(robot, reader, &resource, line);
        world.model.principals[robot.index()].azure_name = Some(text.into());
        for assignment in world.compiled.assignments.iter_mut().rev().take(2) {
            assignment.description = text.into();
        }
    }
    world
}

#[test]
fn hostile_texts_come_back_as_they_went() {
    let texts = support::hostile();
    all_readers_agree(&hostile(&texts));
    bicep_has_no_syntax_errors(&hostile(&without_slashes(&texts)));
}

/// The grammar of tree-sitter takes `//` and `/*` at the start of a string's piece for a comment.
fn without_slashes(texts: &[String]) -> Vec<String> {
    let plain = |text: &String| text.replace("//", "/-").replace("/*", "/-");
    texts.iter().map(plain).collect()
}

#[test]
fn hostile_texts_come_back_from_role_json() {
    come_back_from_role_json(&support::hostile());
}

fn come_back_from_role_json(texts: &[String]) {
    let artefacts = hostile(texts).artefacts(&[Format::Roles]);
    assert_eq!(artefacts.len(), texts.len() + 1);
    for (artefact, text) in artefacts.iter().zip(texts) {
        let role: Value = serde_json::from_str(&artefact.text).unwrap();
        assert_eq!(role["Name"], *text);
        assert_eq!(role["Description"], format!("{text} [rw:x:y]"));
    }
}

/// Texts are looked at in pieces.
#[test]
fn a_character_is_escaped_wherever_it_stands() {
    let around = |odd: &str, at| ["a".repeat(at), odd.to_owned(), "b".repeat(39 - at)].concat();
    for odd in ["\"", "\\", "\u{1f}", "\u{7f}", "é"] {
        let texts: Vec<_> = (0..40).map(|at| around(odd, at)).collect();
        come_back_from_role_json(&texts);
    }
    for odd in ["'", "\\", "\n", "${"] {
        let texts: Vec<_> = (0..40).map(|at| around(odd, at)).collect();
        bicep_has_no_syntax_errors(&hostile(&texts));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_sound_bicep(texts in proptest::collection::vec(any::<String>(), 4)) {
        bicep_has_no_syntax_errors(&hostile(&without_slashes(&texts)));
    }
}

#[test]
fn the_syntax_check_of_bicep_can_fail() {
    let mut parser = tree_sitter::Parser::new();
    let language = tree_sitter_bicep::LANGUAGE;
    parser.set_language(&language.into()).unwrap();
    let broken = "resource x 'a/b@1' = {\n  name: }\n";
    assert!(parser.parse(broken, None).unwrap().root_node().has_error());
}

/// More of everything than one template holds.
#[test]
fn a_policy_too_large_for_one_template_is_cut_into_several() {
    let mut world = World::new();
    world.environment("dev", &[DEV]);
    let reader = world.built_in(READER, "Reader");
    for number in 0..900_u32 {
        let data = Block {
            data_actions: patterns(&["*/read"]),
            ..block(&["*/read"])
        };
        world.role(&format!("role/r{number}"), data, &[DEV]);
        let known = format!("aaaaaaaa-0000-4000-8000-{number:012}");
        let known = (number >= 300).then_some(known);
        let name = format!("user-{number}");
        let user = world.principal(PrincipalKind::User, &name, known.as_deref());
        world.assign(user, reader, DEV, 5);
        world.assign(user, reader, &format!("{DEV}/resourceGroups/rg-a"), 6);
        let mut text = String::new();
        write!(text, "{}", "long ".repeat(380)).unwrap();
        let last = world.compiled.assignments.last_mut().unwrap();
        last.description = format!("{text}{}", last.description).into();
    }
    let artefacts = world.artefacts(&[Format::Arm]);
    let largest = artefacts.iter().map(|one| one.text.len()).max().unwrap();
    assert!(largest <= 4 << 20, "{largest}");
    assert!(artefacts.len() >= 4, "{}", artefacts.len());
    let artefacts = world.artefacts(&[Format::Arm]);
    if let Some(found) = read_back("arm_tuples.py", &artefacts) {
        assert_eq!(resorted(found), expected(&world));
    }
}
