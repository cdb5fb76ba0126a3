//! Authoritative scopes, as `rolewright.toml` names them and the commands obey.

use std::collections::BTreeMap;

use rolewright::cli::Exit;
use rolewright::observed::{Snapshot, write};
use rolewright::plan::applied;
use serde_json::Value;

use super::{ONE, Policy, READER, assignment, person, tenant};
use crate::observed::time;
use crate::support::{Folder, Ran};

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
group watch { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
grant \"Reader\" to crew on dev
";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const ALL: &str = "authoritative = [\"dev\"]";

fn name(at: usize) -> String {
    format!("dddddddd-0000-4000-8000-{at:012}")
}

/// What the policy asks for, and what others granted: three times there, once below.
fn there() -> Snapshot {
    let mut there = tenant();
    there.taken = time("2026-11-21T20:00:00Z");
    let mut there = applied(&there, Policy::of(POLICY).plan(&there).writes());
    there.role_assignments.extend([
        assignment(&name(1), ONE, &person(1), READER),
        assignment(&name(2), ONE, &person(2), OWNER),
        assignment(&name(3), ONE, &person(3), CONTRIBUTOR),
        assignment(
            &name(4),
            &format!("{ONE}/resourceGroups/rg"),
            &person(3),
            OWNER,
        ),
        assignment(&name(5), "/", &person(4), OWNER),
    ]);
    there
}

fn run(settings: &str, line: &[&str]) -> Ran {
    let folder = Folder::with(&[
        ("policies/a.rw", POLICY),
        ("policies/rolewright.toml", &format!("[plan]\n{settings}\n")),
        ("azure.json", &write(&there())),
    ]);
    folder.run(&[line, &["policies", "--against", "azure.json"]].concat())
}

/// Lists by kind which assignments of others a command speaks of.
fn of_others(ran: &Ran, list: &str) -> BTreeMap<String, Vec<usize>> {
    let json: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.seen()));
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for one in json[list].as_array().unwrap() {
        let id = one["name"].as_str().unwrap_or_default();
        let is_there = |at: &usize| id == name(*at);
        if let Some(at) = (1..=5).find(is_there) {
            let kind = one["kind"].as_str().unwrap().to_owned();
            found.entry(kind).or_default().push(at);
        }
    }
    for all in found.values_mut() {
        all.sort_unstable();
    }
    found
}

#[test]
fn what_the_settings_say_is_what_a_plan_deletes_and_leaves() {
    for (settings, deleted) in [
        ("max-deletes = 9", &[][..]),
        (ALL, &[1, 2, 3]),
        (
            "authoritative = [\"/subscriptions/11111111-1111-4111-8111-111111111111\"]",
            &[1, 2, 3],
        ),
        ("except-principals = [\"watch\"]", &[2, 3]),
        (
            "except-principals = [\"aaaaaaaa-0000-4000-8000-000000000002\"]",
            &[1, 3],
        ),
        ("except-roles = [\"Contributor\"]", &[1, 2]),
        (
            "except-roles = [\"8e3af657-a8ff-443c-a75c-2fe8c4bcb635\"]",
            &[1, 3],
        ),
        (
            "except-assignments = [\"dddddddd-0000-4000-8000-000000000003\"]",
            &[1, 2],
        ),
        (
            "except-principals = [\"watch\"]\nexcept-roles = [\"owner\"]\n\
             except-assignments = [\"DDDDDDDD-0000-4000-8000-000000000003\"]",
            &[],
        ),
    ] {
        let settings = match settings.contains("except-") {
            true => format!("{ALL}\n{settings}"),
            false => settings.to_owned(),
        };
        let ran = run(&settings, &["plan", "--output", "json"]);
        assert_eq!(ran.exit, Exit::Clean, "{settings}: {}", ran.seen());
        let found = of_others(&ran, "changes");
        let expected = match deleted {
            [] => BTreeMap::new(),
            _ => BTreeMap::from([("delete".to_owned(), deleted.to_vec())]),
        };
        assert_eq!(found, expected, "{settings}");
        // Whoever granted it, for `drift` it was added outside, whatever a plan makes of it.
        let ran = run(&settings, &["drift", "--output", "json"]);
        let added = BTreeMap::from([("added".to_owned(), vec![1, 2, 3, 4])]);
        assert_eq!(of_others(&ran, "items"), added, "{settings}");
        let ran = run(&settings, &["drift", "--only-ours", "--output", "json"]);
        assert_eq!(ran.exit, Exit::Clean, "{settings}: {}", ran.seen());
    }
}

/// An exception that is misspelled would let something be deleted.
#[test]
fn a_name_that_nobody_knows_is_refused() {
    for (key, name) in [
        ("authoritative", "prod"),
        ("except-principals", "crews"),
        ("except-roles", "Readers"),
        ("except-assignments", "watch"),
    ] {
        let settings = match key {
            "authoritative" => String::new(),
            _ => ALL.to_owned(),
        };
        let settings = format!("{settings}\n{key} = [\"{name}\"]");
        for command in ["plan", "drift"] {
            let ran = run(&settings, &[command]);
            assert_eq!(ran.exit, Exit::Trouble, "{}", ran.seen());
            let told = format!("`plan.{key}` of rolewright.toml names `{name}`");
            assert!(ran.err.contains(&told), "{}", ran.seen());
        }
    }
}
