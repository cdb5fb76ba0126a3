//! Single steps: what is waited for, what fails, and what is told.

use std::rc::Rc;
use std::time::Duration;

use rolewright::apply::{
    Broken, Ended, Engine, Failure, Journal, Meaning, Past, Saved, State, Stop, Summary,
};
use rolewright::observed::Snapshot;
use rolewright::plan::applied;

use super::world::{Disk, Faults, World};
use super::{Ears, crowd, now, run, runtime, saved};
use crate::plan::{ONE, Policy, READER, assignment, person};

/// A role for one group, and `Reader` for another.
fn policy() -> Policy {
    Policy::of(
        "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
group more { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
role r on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant r to crew on dev
grant \"Reader\" to more on dev
",
    )
}

struct Case {
    saved: Saved,
    world: Rc<World>,
    disk: Disk,
    ears: Ears,
}

impl Case {
    fn new(from: &Snapshot) -> Self {
        let policy = policy();
        let world = World::new(from, &Rc::default(), 7);
        Self {
            saved: saved(&policy, from),
            disk: Disk::new(&world.kill),
            world,
            ears: Ears::default(),
        }
    }

    fn run(&self) -> Summary {
        let run = run(&self.saved, &self.world, &self.disk, &self.ears);
        runtime().block_on(run).unwrap()
    }

    /// Returns the name of the assignment of `Reader`.
    fn reader(&self) -> String {
        let steps = self.saved.steps();
        let guids = steps
            .iter()
            .map(|(_, step)| step.key().unwrap().guid().to_string());
        let reader = rolewright::compile::names::assignment_name(ONE, &person(1), READER);
        guids
            .into_iter()
            .find(|guid| reader == *guid.as_str())
            .unwrap()
    }

    /// Answers so to the first writes of `Reader`.
    fn script(&self, meanings: &[Meaning]) {
        let mut scripted = self.world.scripted.borrow_mut();
        scripted.insert(self.reader(), meanings.to_vec());
    }

    fn waited(&self) -> Duration {
        self.ears.waits.borrow().iter().map(|wait| wait.pause).sum()
    }
}

#[test]
fn a_principal_that_is_not_known_yet_is_waited_for() {
    let case = Case::new(&crowd(4));
    case.script(&[Meaning::NoPrincipal; 4]);
    assert!(case.run().is_complete());
    let waits = case.ears.waits.borrow();
    assert_eq!(waits.len(), 4);
    assert!(
        waits
            .windows(2)
            .all(|pair| pair[0].pause < pair[1].pause && pair[0].left > pair[1].left)
    );
}

/// No wait is without an end, and none is longer than it is worth.
#[test]
fn what_does_not_pass_is_given_up() {
    for (meaning, minutes) in [
        (Meaning::NoPrincipal, 5),
        (Meaning::NoRole, 5),
        (Meaning::Unclear, 2),
        (Meaning::Busy, 2),
        (Meaning::Exists, 2),
        (Meaning::Throttled, 10),
    ] {
        let case = Case::new(&crowd(4));
        case.script(&[meaning; 500]);
        let summary = case.run();
        let failed: Vec<_> = summary.failed.iter().map(|(_, one)| one).collect();
        assert!(
            matches!(failed.as_slice(), [Failure::Trouble(_)]),
            "{meaning:?}: {failed:?}"
        );
        assert_eq!(case.waited(), Duration::from_mins(minutes), "{meaning:?}");
    }
}

#[test]
fn what_is_final_is_tried_once_and_nothing_new_is_begun() {
    let case = Case::new(&crowd(4));
    let role = case.saved.steps()[0].1.key().unwrap().guid().to_string();
    let mut scripted = case.world.scripted.borrow_mut();
    scripted.insert(role, vec![Meaning::Final; 9]);
    drop(scripted);
    let summary = case.run();
    assert_eq!(
        (summary.written, summary.left, summary.failed.len()),
        (0, 3, 1)
    );
    assert_eq!(case.waited(), Duration::ZERO);
    // One look and one write, of the role alone.
    assert_eq!(case.world.requests.get(), 2);
    assert!(summary.failed[0].1.to_string().contains("as Azure says"));
    let past = Past::read(&case.disk.bytes()).unwrap();
    assert_eq!(
        past.steps,
        [State::Intended, State::Untouched, State::Untouched]
    );
    // What was refused may be granted meanwhile.
    case.world.scripted.borrow_mut().clear();
    assert!(case.run().is_complete());
}

#[test]
fn what_is_not_as_the_plan_saw_it_is_left_alone() {
    let case = Case::new(&crowd(4));
    let mut other = assignment(&case.reader(), ONE, &person(1), READER);
    other.description = Some("by hand".into());
    let there = &case.world.azure;
    there
        .borrow_mut()
        .snapshot
        .role_assignments
        .push(other.clone());
    let summary = case.run();
    assert!(
        matches!(summary.failed.as_slice(), [(_, Failure::Moved)]),
        "{summary:?}"
    );
    assert!(
        case.world
            .azure
            .borrow()
            .snapshot
            .role_assignments
            .contains(&other)
    );
}

/// Somebody made an equal assignment under another name since: it is not ours to change.
#[test]
fn an_equal_assignment_under_another_name_is_told() {
    let case = Case::new(&crowd(4));
    let name = "dddddddd-0000-4000-8000-000000000001";
    let other = assignment(name, ONE, &person(1), READER);
    case.world
        .azure
        .borrow_mut()
        .snapshot
        .role_assignments
        .push(other);
    let summary = case.run();
    let twin = Failure::Twin(name.to_owned());
    assert_eq!(
        summary
            .failed
            .iter()
            .map(|(_, one)| one.clone())
            .collect::<Vec<_>>(),
        [twin]
    );
    assert!(summary.failed[0].1.remedy().contains("plan again"));
}

/// What somebody else did meanwhile, exactly as the plan has it, is done.
#[test]
fn what_is_there_already_is_found() {
    let from = crowd(4);
    let case = Case::new(&from);
    let plan = policy().plan(&from);
    case.world.azure.borrow_mut().snapshot = applied(&from, plan.writes());
    let summary = case.run();
    assert_eq!((summary.written, summary.found, summary.left), (0, 3, 0));
    assert!(case.world.effective.borrow().is_empty());
}

/// Answered as done, and not done: it is waited for, then written again, and at last told.
#[test]
fn a_write_that_is_lost_is_written_once_more() {
    let case = Case::new(&crowd(4));
    case.world.faults.set(Faults {
        lost: 100,
        ..Faults::default()
    });
    let summary = case.run();
    assert!(
        matches!(summary.failed.as_slice(), [(_, Failure::Lost)]),
        "{summary:?}"
    );
    assert_eq!(case.waited().as_secs() / 60, 3);
    case.world.faults.set(Faults::default());
    assert!(case.run().is_complete());
}

/// What cannot be written down is not sent.
#[test]
fn nothing_is_sent_that_is_not_in_the_journal() {
    let case = Case::new(&crowd(4));
    case.disk.full.set(true);
    let journal = Journal::after("", case.disk.clone(), now);
    let stop = Stop::default();
    let engine = Engine {
        remote: case.world.as_ref(),
        journal: &journal,
        progress: &case.ears,
        stop: &stop,
        at_once: 4,
        run: "run",
    };
    let ended = runtime().block_on(engine.run(&case.saved, &Past::default()));
    assert_eq!(ended.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(case.world.requests.get(), 0);
}

#[test]
fn a_wish_to_stop_is_heard_while_waiting() {
    let case = Case::new(&crowd(4));
    case.script(&[Meaning::NoPrincipal; 500]);
    let journal = Journal::after("", case.disk.clone(), now);
    let stop = Stop::default();
    let engine = Engine {
        remote: case.world.as_ref(),
        journal: &journal,
        progress: &case.ears,
        stop: &stop,
        at_once: 4,
        run: "run",
    };
    let past = Past::default();
    let summary = runtime().block_on(async {
        let run = engine.run(&case.saved, &past);
        let wish = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            stop.wish();
        };
        tokio::join!(run, wish).0.unwrap()
    });
    assert_eq!((summary.left, summary.failed.len()), (1, 0));
    assert!(case.ears.ended.borrow().contains(&Ended::Stopped));
    let past = Past::read(&case.disk.bytes()).unwrap();
    assert!(past.is_begun() && !past.complete);
}

#[test]
fn a_journal_that_was_changed_is_seen() {
    let case = Case::new(&crowd(4));
    case.run();
    let bytes = case.disk.bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() > 8, "{text}");
    let past = Past::read(&bytes).unwrap();
    assert!(past.complete && past.whole == bytes.len());
    // Torn anywhere, what is whole counts.
    for length in 0..bytes.len() {
        let past = Past::read(&bytes[..length]).unwrap();
        assert!(past.whole <= length && !past.complete);
    }
    // A line that was changed, taken out or moved.
    let edited = text.replacen("\"step\":0", "\"step\":1", 1);
    assert_eq!(Past::read(edited.as_bytes()), Err(Broken::Line(2)));
    let without = [&lines[..2], &lines[3..]].concat().join("\n");
    assert_eq!(Past::read(without.as_bytes()), Err(Broken::Line(3)));
    let headless = lines[1..].join("\n");
    assert!(Past::read(headless.as_bytes()).is_err());
}
