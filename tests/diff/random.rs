//! Refactorings and widenings by the hundred.

use super::draft::{Dice, Draft, Style, UNUSED, What};
use super::{Whole, confirmed};

const COUNT: usize = 500;

#[test]
fn a_refactoring_changes_nothing() {
    let mut dice = Dice(7);
    for round in 0..COUNT {
        let draft = Draft::random(&mut dice);
        let old = Whole::of(&Style::random(&mut dice).write(&draft));
        let texts = Style::random(&mut dice).write(&draft);
        let new = Whole::of(&texts);
        let diff = old.against(&new);
        assert!(
            diff.is_empty(),
            "round {round}: {diff:#?}\n{}",
            texts.join("\n")
        );
    }
}

/// Widens a draft in one of several ways; tells whether that is about who judges and not access.
fn widen(draft: &mut Draft, way: usize, dice: &mut Dice) -> bool {
    match way {
        // Somebody comes into a group.
        0 => draft.groups[0].0.push(0),
        // A stage gets a new name, and more on the way.
        1 => {
            draft.stages[0].renamed = true;
            draft.stages[0].can.push(UNUSED);
        }
        // An exception is dropped.
        2 => draft.stages[0].except.clear(),
        // Whoever may submit jobs comes to the data of another workspace.
        3 => draft.runs_as[0] = Some(0),
        // An invariant is loosened.
        4 => {
            let at = dice.below(draft.nevers.len());
            let never = &mut draft.nevers[at];
            match dice.below(4) {
                0 => never.except.push(0),
                1 if never.on.len() > 1 => {
                    never.on.pop();
                }
                2 if never.word == "reach " => never.word = "",
                3 if never.on.is_empty() => never.on.push(0),
                _ => {
                    draft.nevers.remove(at);
                }
            }
            return true;
        }
        // A test is gone.
        _ => {
            draft.lines.clear();
            draft.lines.push((draft.users - 1, draft.workspaces - 1));
            return true;
        }
    }
    false
}

#[test]
fn a_widening_is_found_and_its_witness_is_right() {
    let mut dice = Dice(11);
    let mut found = [0; 5];
    let mut rounds = 0;
    while rounds < COUNT {
        let mut draft = Draft::random(&mut dice);
        // One invariant may stand for another; alone it cannot.
        draft.nevers.truncate(1);
        let way = rounds % found.len();
        if way == 3
            && draft
                .grants
                .iter()
                .any(|one| one.what == What::Reader && one.on == 1)
        {
            draft.grants.retain(|one| one.what != What::Reader);
        }
        let old = Whole::of(&Style::default().write(&draft));
        let judges = widen(&mut draft, way, &mut dice);
        let texts = Style::default().write(&draft);
        let new = Whole::of(&texts);
        let diff = old.against(&new);
        rounds += 1;
        assert!(diff.is_widened(), "way {way}: {}", texts.join("\n"));
        if judges {
            assert!(
                !diff.loosened.is_empty() && diff.identities.is_empty(),
                "{diff:#?}"
            );
        } else {
            assert!(
                confirmed(&diff, &old, &new) > 0,
                "way {way}: {diff:#?}\n{}",
                texts.join("\n")
            );
        }
        if way == 3 {
            assert!(
                diff.becomes.iter().any(|one| one.other.starts_with("i0@")),
                "{diff:#?}\n{}",
                texts.join("\n")
            );
        }
        found[way] += 1;
    }
    println!("widenings by way: {found:?}");
}

#[test]
fn a_line_of_a_test_that_is_gone_is_found() {
    let mut dice = Dice(3);
    for _ in 0..20 {
        let mut draft = Draft::random(&mut dice);
        draft.lines = vec![(0, 0), (1, 0)];
        let old = Whole::of(&Style::default().write(&draft));
        widen(&mut draft, 5, &mut dice);
        let diff = old.against(&Whole::of(&Style::random(&mut dice).write(&draft)));
        assert_eq!(diff.loosened.len(), 1, "{diff:#?}");
    }
}
