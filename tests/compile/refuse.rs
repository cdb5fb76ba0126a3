//! What Azure would refuse.

use std::fmt::Write;

use rolewright::catalog::Catalog;
use rolewright::compile::CompiledRoleId;
use rolewright::compile::refuse::{
    Limits, refuse, refuse_assignments, refuse_later, refuse_operations, refuse_roles,
    refuse_scopes,
};
use rolewright::diagnostic::{Diagnostic, Severity};
use rolewright::model::permission::Block;
use rolewright::model::{Cloud, Later, PrincipalKind};

use crate::emit::world::{DEV, READER, World, block, patterns, small};
use crate::support::snapshot;

const MANAGEMENT: &str = "/providers/Microsoft.Management/managementGroups/mg-ml";

fn limits() -> Limits {
    Limits::of(Cloud::Public)
}

fn all(world: &World) -> Vec<Diagnostic> {
    let catalog = Catalog::embedded();
    refuse(&world.model, &world.compiled, catalog, limits())
}

#[track_caller]
fn only(found: &[Diagnostic], code: &str) -> Diagnostic {
    let codes: Vec<_> = found.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, [code]);
    assert!(!found[0].remedies.is_empty(), "{code} has no remedy");
    found[0].clone()
}

fn data() -> Block {
    Block {
        data_actions: patterns(&[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        ]),
        ..Block::default()
    }
}

#[test]
fn a_sound_policy_is_refused_nothing() {
    assert_eq!(all(&small()), []);
}

#[test]
fn what_has_no_compiled_form_yet_is_refused_where_it_stands() {
    let mut world = small();
    world.model.later.push(Later {
        feature: "conditions (`where`)",
        span: World::line(20),
    });
    let found = only(&refuse_later(&world.model), "RW801");
    assert_eq!(found.primary.span, World::line(20));
    assert_eq!(
        found.message,
        "this version of rolewright cannot compile conditions (`where`)"
    );
}

#[track_caller]
fn operations(block: Block, code: &str) -> Diagnostic {
    let mut world = World::new();
    world.role("role/odd", block, &[DEV]);
    let found = refuse_operations(&world.model, &world.compiled, Catalog::embedded());
    only(&found, code)
}

#[test]
fn unknown_operations_are_refused_with_the_nearest_known_one() {
    let found = operations(
        block(&["Microsoft.MachineLearningServices/workspaces/jobs/wriite"]),
        "RW802",
    );
    let edit = &found.remedies[0].edits[0];
    assert_eq!(
        edit.text,
        "\"Microsoft.MachineLearningServices/workspaces/jobs/write\""
    );
}

#[test]
fn unknown_providers_are_refused_also_under_a_wildcard() {
    for name in [
        "Microsoft.Storge/*",
        "Microsoft.Storge/storageAccounts/read",
    ] {
        let found = operations(block(&[name]), "RW803");
        let edit = &found.remedies[0].edits[0].text;
        assert_eq!(*edit, format!("\"{}\"", name.replace("Storge", "Storage")));
    }
}

#[test]
fn operations_of_the_other_plane_are_refused() {
    let wrong = block(&["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]);
    operations(wrong, "RW804");
    let wrong = Block {
        data_actions: patterns(&["Microsoft.Storage/storageAccounts/read"]),
        ..Block::default()
    };
    operations(wrong, "RW804");
}

#[test]
fn exceptions_are_checked_as_well_as_grants() {
    let wrong = Block {
        actions: patterns(&["*"]),
        not_actions: patterns(&["Microsoft.Storage/nothing/of/the/kind"]),
        ..Block::default()
    };
    operations(wrong, "RW802");
}

#[track_caller]
fn role(change: impl FnOnce(&mut World, CompiledRoleId), code: &str) -> Diagnostic {
    let mut world = World::new();
    let role = world.role("role/odd", block(&["*/read"]), &[DEV]);
    change(&mut world, role);
    let mut found = refuse_roles(&world.model, &world.compiled, limits());
    found.extend(refuse_scopes(&world.model, &world.compiled));
    only(&found, code)
}

#[test]
fn roles_that_azure_would_not_take_are_refused() {
    role(
        |world, role| world.compiled.roles[role.index()].blocks = vec![Block::default()],
        "RW805",
    );
    role(
        |world, role| {
            let blocks = &mut world.compiled.roles[role.index()].blocks;
            blocks[0].not_actions = patterns(&["Microsoft.Storage/*"]);
            blocks.push(block(&["Microsoft.Storage/storageAccounts/read"]));
        },
        "RW806",
    );
    role(
        |world, role| {
            world.compiled.roles[role.index()].blocks[0].condition = Some("true".into());
        },
        "RW807",
    );
    role(
        |world, role| {
            world.compiled.roles[role.index()].display_name = "x".repeat(513).into();
        },
        "RW808",
    );
    for unusable in ["", " \u{a0}", "a\nb", "a\u{7f}"] {
        role(
            |world, role| {
                world.compiled.roles[role.index()].display_name = unusable.into();
            },
            "RW824",
        );
    }
    role(
        |world, role| {
            let again = world.role("role/again", block(&["*/read"]), &[DEV]);
            let name = world.compiled.roles[role.index()]
                .display_name
                .to_uppercase();
            world.compiled.roles[again.index()].display_name = name.into();
        },
        "RW809",
    );
    role(
        |world, role| {
            world.compiled.roles[role.index()].description = "ü".repeat(2_049).into();
        },
        "RW810",
    );
    role(
        |world, role| {
            let many = (0..30_000).map(|number| format!("Microsoft.Storage/{number:040}/read"));
            let many: Vec<_> = many.collect();
            let many: Vec<_> = many.iter().map(String::as_str).collect();
            world.compiled.roles[role.index()].blocks[0].actions = patterns(&many);
        },
        "RW811",
    );
    role(
        |world, role| {
            let again = world.role("role/again", block(&["*/read"]), &[DEV]);
            let guid = world.compiled.roles[role.index()].guid.clone();
            world.compiled.roles[again.index()].guid = guid;
        },
        "RW823",
    );
}

#[test]
fn limits_count_what_stands_exactly_on_them_as_allowed() {
    let mut world = World::new();
    let role = world.role("role/odd", block(&["*/read"]), &[DEV]);
    let at_limit = &mut world.compiled.roles[role.index()];
    at_limit.display_name = "x".repeat(512).into();
    at_limit.description = "ü".repeat(2_048).into();
    assert_eq!(all(&world), []);
}

#[test]
fn blocks_that_mean_the_same_as_one_are_no_reason_to_refuse() {
    let mut world = World::new();
    let role = world.role("role/two", block(&["*/read"]), &[DEV]);
    world.compiled.roles[role.index()].blocks.push(data());
    assert_eq!(all(&world), []);
    // What one block cuts and another grants whole is granted: the exception says nothing.
    let blocks = &mut world.compiled.roles[role.index()].blocks;
    blocks[0].not_actions = patterns(&["Microsoft.Storage/storageAccounts/read"]);
    blocks.push(block(&["Microsoft.Storage/*"]));
    assert_eq!(all(&world), []);
}

#[test]
fn assignable_scopes_that_azure_would_not_take_are_refused() {
    let scopes = |scopes: Vec<String>| {
        move |world: &mut World, role: CompiledRoleId| {
            let scopes = scopes.into_iter().map(Into::into);
            world.compiled.roles[role.index()].assignable_scopes = scopes.collect();
        }
    };
    role(scopes(vec![]), "RW812");
    role(scopes(vec![format!("{DEV}x")]), "RW813");
    role(scopes(vec!["subscriptions/1".to_owned()]), "RW813");
    role(scopes(vec!["/".to_owned()]), "RW814");
    role(scopes(vec!["/subscriptions/*".to_owned()]), "RW814");
    let many = (0..2_001).map(|number| format!("{DEV}/resourceGroups/rg-{number}"));
    role(scopes(many.collect()), "RW815");
    let other = format!("{MANAGEMENT}-2");
    role(scopes(vec![MANAGEMENT.to_owned(), other]), "RW816");
    let warned = role(
        |world, role| {
            let role = &mut world.compiled.roles[role.index()];
            role.assignable_scopes = vec![MANAGEMENT.into()];
            role.blocks = vec![data()];
        },
        "RW819",
    );
    assert_eq!(warned.severity, Severity::Warning);
}

fn assigned(change: impl FnOnce(&mut World)) -> Vec<Diagnostic> {
    let mut world = World::new();
    change(&mut world);
    let mut found = refuse_scopes(&world.model, &world.compiled);
    found.extend(refuse_assignments(&world.model, &world.compiled, limits()));
    found.retain(|one| one.severity == Severity::Error);
    found
}

fn somebody(world: &mut World) -> rolewright::model::PrincipalId {
    let id = "aaaaaaaa-0000-4000-8000-000000000001";
    world.principal(PrincipalKind::Group, "people", Some(id))
}

#[test]
fn an_assignment_outside_the_assignable_scopes_is_refused() {
    let found = assigned(|world| {
        let people = somebody(world);
        let role = world.role(
            "role/odd",
            block(&["*/read"]),
            &[&format!("{DEV}/resourceGroups/rg-a")],
        );
        world.assign(
            people,
            role,
            &format!("{DEV}/resourceGroups/RG-A/providers/Microsoft.Storage/storageAccounts/st"),
            5,
        );
        world.assign(people, role, &format!("{DEV}/resourceGroups/rg-ab"), 6);
    });
    assert_eq!(only(&found, "RW817").primary.span, World::line(6));
}

#[test]
fn data_actions_of_custom_roles_are_refused_at_management_groups() {
    let found = assigned(|world| {
        let people = somebody(world);
        let role = world.role("role/odd", data(), &[MANAGEMENT]);
        world.assign(people, role, MANAGEMENT, 5);
        world.assign(people, role, DEV, 6);
        let reader = world.built_in(READER, "Reader");
        world.compiled.roles[reader.index()].blocks = vec![data()];
        world.assign(people, reader, MANAGEMENT, 7);
    });
    assert_eq!(only(&found, "RW818").primary.span, World::line(5));
}

#[test]
fn one_resource_under_two_names_is_refused() {
    let found = assigned(|world| {
        let people = somebody(world);
        let reader = world.built_in(READER, "Reader");
        world.assign(people, reader, DEV, 5);
        world.assign(
            people,
            reader,
            &DEV.to_uppercase().replace("SUBSCRIPTIONS", "subscriptions"),
            6,
        );
        let twin = somebody(world);
        world.assign(twin, reader, &format!("{DEV}/resourceGroups/rg"), 7);
    });
    // The GUID of the subscription has digits only: both spellings are one scope already.
    assert_eq!(only(&found, "RW822").primary.span, World::line(6));
}

#[test]
fn one_object_id_under_two_names_is_refused() {
    let found = assigned(|world| {
        let (people, twin) = (somebody(world), somebody(world));
        let reader = world.built_in(READER, "Reader");
        world.assign(people, reader, DEV, 5);
        world.assign(twin, reader, DEV, 6);
    });
    assert_eq!(only(&found, "RW822").primary.span, World::line(6));
}

#[test]
fn a_description_that_the_marker_makes_too_long_is_refused_and_not_cut() {
    let found = assigned(|world| {
        let people = somebody(world);
        let reader = world.built_in(READER, "Reader");
        world.assign(people, reader, DEV, 5);
        let marker = world.compiled.assignments[0].description.clone();
        let text = "x".repeat(2_048 - marker.len() + 1);
        world.compiled.assignments[0].description = format!("{text}{marker}").into();
    });
    only(&found, "RW810");
}

#[test]
fn malformed_scopes_are_refused() {
    for scope in [
        "/subscriptions/no-guid",
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Storage",
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups//providers/A/b/c",
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/A/b/c/providers/D/e/f",
    ] {
        let found = assigned(|world| {
            let people = somebody(world);
            let reader = world.built_in(READER, "Reader");
            world.assign(people, reader, scope, 5);
        });
        only(&found, "RW813");
    }
}

#[test]
fn more_assignments_than_a_scope_takes_are_refused() {
    let found = assigned(|world| {
        let reader = world.built_in(READER, "Reader");
        for number in 0..5_001_u32 {
            let id = format!("aaaaaaaa-0000-4000-8000-{number:012}");
            let one = world.principal(PrincipalKind::User, &format!("user-{number}"), Some(&id));
            if number < 501 {
                world.assign(one, reader, MANAGEMENT, 5);
            }
            let group = format!("{DEV}/resourceGroups/rg-{}", number % 7);
            world.assign(one, reader, &group, 6);
        }
    });
    let messages: Vec<_> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "5001 role assignments are more than the 5000 that subscription `11111111-1111-1111-1111-111111111111` takes",
            "501 role assignments are more than the 500 that management group `mg-ml` takes",
        ]
    );
}

#[test]
fn more_custom_roles_than_a_tenant_takes_are_refused() {
    let mut world = World::new();
    for number in 0..2_001 {
        world.role(&format!("role/r{number}"), block(&["*/read"]), &[DEV]);
    }
    let china = Limits::of(Cloud::China);
    only(&refuse_roles(&world.model, &world.compiled, china), "RW820");
    assert_eq!(refuse_roles(&world.model, &world.compiled, limits()), []);
}

/// The built-in roles that cannot be written as custom roles, each with its reasons.
#[test]
fn built_in_roles_build_as_custom_roles_but_for_these() {
    let catalog = Catalog::embedded();
    let (mut listed, mut sound) = (String::new(), 0);
    for built_in in catalog.builtin_roles() {
        let mut world = World::new();
        let role = world.role("role/copy", Block::default(), &[DEV]);
        world.compiled.roles[role.index()].blocks = built_in.blocks();
        let found = all(&world);
        if found.is_empty() {
            sound += 1;
            continue;
        }
        writeln!(listed, "{}", built_in.name()).unwrap();
        for one in &found {
            writeln!(listed, "    {} {}", one.code.id, one.message).unwrap();
        }
    }
    let total = catalog.builtin_roles().len();
    listed.insert_str(0, &format!("{sound} of {total} build\n\n"));
    snapshot("compile", "built-in-roles-refused", &listed);
}

/// The remedy of an empty role leaves no grant behind that names nothing.
#[test]
fn an_empty_role_goes_with_what_grants_it() {
    let text = r#"
environment dev { tier development subscription "11111111-1111-1111-1111-111111111111" within resource-group "rg" }
group ops { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
role nothing on resource-group { }
grant nothing to ops on dev
"#;
    let folder = crate::support::Folder::with(&[("policy.rw", text)]);
    let ran = folder.run(&["build", "--output", "json", "--out", "out"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let found = report["findings"].as_array().unwrap();
    let empty = found.iter().find(|one| one["code"] == "RW805").unwrap();
    let edits = empty["remedies"][0]["edits"].as_array().unwrap();
    let lines = edits
        .iter()
        .map(|edit| edit["place"]["start"]["line"].as_u64());
    assert_eq!(lines.collect::<Vec<_>>(), [Some(5), Some(4)]);
}
