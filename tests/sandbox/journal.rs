//! What is kept: whole requests, in order, up to the first damage.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Makes a few changes and returns the lines that keep them, the seed first.
fn lines() -> (World, Vec<Vec<u8>>) {
    let mut world = World::new();
    let mut lines = Vec::from_iter(world.begun.take());
    let root = world.root();
    let mut put = |target: String, body: Value| {
        let answer = world.answer(&root, Method::Put, &target, body);
        assert!(answer.response.status < 300);
        lines.extend(answer.kept);
    };
    put(definition(SUB, 1), role("mine", &[SUB], &["*/read"]));
    put(assignment(GROUP, 2), grant(&guid(1), TEAM));
    put(
        format!("{OTHER}/resourceGroups/new"),
        json!({"location": "westeurope"}),
    );
    put(assignment(SUB, 3), grant(READER, ANN));
    let gone = world.answer(&root, Method::Delete, &assignment(GROUP, 2), Value::Null);
    lines.extend(gone.kept);
    (world, lines)
}

fn whole(world: &World) -> String {
    String::from_utf8(world.tenant.everything()).unwrap()
}

#[test]
fn what_was_kept_is_there_again() {
    let (world, lines) = lines();
    assert_eq!(lines.len(), 6);
    let again = World::of(Orders::default(), &lines.concat());
    assert_eq!(whole(&again), whole(&world));
    let anew = World::of(Orders::default(), whole(&world).as_bytes());
    assert_eq!(whole(&anew), whole(&world));
}

#[test]
fn a_refused_request_keeps_nothing() {
    let mut world = World::new();
    let root = world.root();
    let answer = world.answer(
        &root,
        Method::Put,
        &assignment(GROUP, 1),
        grant(READER, &guid(5)),
    );
    assert!(answer.kept.is_none());
    assert!(!answer.log.changed);
    assert_eq!(answer.log.code.as_deref(), Some("PrincipalNotFound"));
    // A seed with a mistake near its end plants nothing.
    let seed = json!({
        "objects": [{"id": guid(6), "kind": "user", "displayName": "new"}],
        "assignments": [{"scope": SUB, "role": "no such role", "principal": guid(6)}],
    });
    refused(
        world.call(Method::Post, "/sandbox/seed", seed),
        400,
        "InvalidSeed",
    );
    assert_eq!(world.get(&format!("/v1.0/users/{}", guid(6))).0, 404);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A process that is ended at any moment leaves a beginning of the file.
    #[test]
    fn an_end_at_any_byte_leaves_whole_requests(cut in any::<prop::sample::Index>()) {
        let (_, lines) = lines();
        let all = lines.concat();
        let first = lines[0].len();
        let end = first + cut.index(all.len() - first + 1);
        let mut safe = 0;
        while safe < lines.len() && lines[..=safe].concat().len() <= end {
            safe += 1;
        }
        let cut = World::of(Orders::default(), &all[..end]);
        let expected = World::of(Orders::default(), &lines[..safe].concat());
        prop_assert_eq!(whole(&cut), whole(&expected));
    }

    /// A flipped bit is seen: nothing from there on is believed, and nothing before it is lost.
    #[test]
    fn damage_is_seen(at in any::<prop::sample::Index>()) {
        let (_, lines) = lines();
        let mut all = lines.concat();
        let first = lines[0].len();
        let at = first + at.index(all.len() - first);
        all[at] ^= 1;
        let mut safe = 0;
        while lines[..=safe].concat().len() <= at {
            safe += 1;
        }
        let damaged = World::of(Orders::default(), &all);
        let expected = World::of(Orders::default(), &lines[..safe].concat());
        prop_assert_eq!(whole(&damaged), whole(&expected));
    }
}
