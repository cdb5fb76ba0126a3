//! What the compiler writes: nothing left open, nothing idle, the same operations.

use proptest::prelude::*;
use rolewright::algebra::{Answer, Bound, PermissionSet, Reach, compose};
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};

use crate::slow;

fn texts(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::as_str).collect()
}

fn block(actions: &[&str], not_actions: &[&str]) -> Block {
    let patterns = |texts: &[&str]| texts.iter().map(Pattern::new).collect();
    Block {
        actions: patterns(actions),
        not_actions: patterns(not_actions),
        ..Block::default()
    }
}

#[test]
fn the_doubtful_name_is_written_out_where_azure_knows_it() {
    let workspaces = "Microsoft.MachineLearningServices/workspaces";
    let made = compose(
        Catalog::embedded(),
        &block(
            &[&format!("{workspaces}/*/READ")],
            &[
                &format!("{workspaces}/*/delete"),
                &format!("{workspaces}/computes/*/read"),
            ],
        ),
    );
    assert_eq!(
        texts(&made.actions),
        [format!("{workspaces}/*/READ"), format!("{workspaces}/read")]
    );
    assert_eq!(
        texts(&made.not_actions),
        [
            format!("{workspaces}/computes/*/read"),
            format!("{workspaces}/computes/read")
        ]
    );
    let unknown = compose(
        Catalog::embedded(),
        &block(&["Contoso.Own/things/*/read"], &[]),
    );
    assert_eq!(texts(&unknown.actions), ["Contoso.Own/things/*/read"]);
}

#[test]
fn what_is_idle_is_dropped_and_known_names_get_their_casing() {
    let made = compose(
        Catalog::embedded(),
        &block(
            &[
                "microsoft.storage/storageaccounts/LISTKEYS/action ",
                "Microsoft.Storage/*",
                "Z.own/b",
                "a.Own/C",
                "A.own/c",
                "A.own/gone",
                "A.own/old/x",
            ],
            &["B.own/*", "A.own/gone", "a.own/OLD/*"],
        ),
    );
    assert_eq!(
        texts(&made.actions),
        ["a.Own/C", "Microsoft.Storage/*", "Z.own/b"]
    );
    assert_eq!(texts(&made.not_actions), Vec::<&str>::new());
    let made = compose(
        Catalog::embedded(),
        &block(&["microsoft.storage/storageaccounts/LISTKEYS/action "], &[]),
    );
    assert_eq!(
        texts(&made.actions),
        ["Microsoft.Storage/storageAccounts/listkeys/action"]
    );
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let text = prop::sample::select(vec![
        "*",
        "*/read",
        "Microsoft.MachineLearningServices/*",
        "Microsoft.MachineLearningServices/workspaces/*",
        "Microsoft.MachineLearningServices/workspaces/*/read",
        "Microsoft.MachineLearningServices/workspaces/*/write",
        "Microsoft.MachineLearningServices/workspaces/*/action",
        "Microsoft.MachineLearningServices/workspaces/*/delete",
        "Microsoft.MachineLearningServices/workspaces/computes/*",
        "Microsoft.MachineLearningServices/workspaces/computes/*/write",
        "Microsoft.MachineLearningServices/workspaces/computes/write",
        "Microsoft.MachineLearningServices/workspaces/read",
        "Microsoft.MachineLearningServices/workspaces/write",
        "microsoft.machinelearningservices/workspaces/listkeys/action",
        "Microsoft.Storage/storageAccounts/*/read",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/*/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
    ]);
    text.prop_map(Pattern::new)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn composing_settles_the_doubts_and_changes_nothing_else(
        actions in prop::collection::vec(pattern(), 1..6),
        not_actions in prop::collection::vec(pattern(), 0..5),
        data_actions in prop::collection::vec(pattern(), 0..3),
    ) {
        let catalog = Catalog::embedded();
        let written = Block { actions, not_actions, data_actions, ..Block::default() };
        let made = compose(catalog, &written);
        let reach = Reach::of_blocks(catalog, std::slice::from_ref(&made));
        prop_assert_eq!(&reach.lower, &reach.upper, "{:?}", made);
        let ids = catalog.operations().filter(|(id, _)| id.index() % 3 == 0);
        for (id, operation) in ids.filter(|(_, operation)| operation.name.starts_with("Microsoft.MachineL") || operation.name.starts_with("Microsoft.Storage/")) {
            let cover = |patterns: &[Pattern]| patterns.iter().any(|pattern| slow::matches(pattern.as_str(), operation.name) != slow::Cover::No);
            let meant = cover(written.granted(operation.plane)) && !cover(written.cut(operation.plane));
            prop_assert_eq!(reach.lower.contains(id), meant, "{:?} {}", made, operation.name);
        }
        let (before, after) = (PermissionSet::of(&[written]), PermissionSet::of(std::slice::from_ref(&made)));
        prop_assert_eq!(after.within(Bound::Upper, &before, Bound::Upper), Answer::Yes);
        prop_assert_eq!(compose(catalog, &made), made.clone());
        for plane in [Plane::Control, Plane::Data] {
            for (place, _) in made.granted(plane).iter().enumerate() {
                let mut less = made.clone();
                let list = if plane == Plane::Control { &mut less.actions } else { &mut less.data_actions };
                list.remove(place);
                prop_assert_ne!(PermissionSet::of(&[less]).equals(&after), Answer::Yes, "{:?} needs all", made);
            }
        }
    }
}
