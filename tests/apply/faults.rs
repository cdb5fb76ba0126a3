//! Runs under random faults, killed at random points.

use super::kill::Journey;
use super::world::Faults;
use super::{Ears, run, runtime};
use crate::access::Dice;

/// So many runs after one another may be needed until nothing is left.
const RUNS: usize = 30;

fn seeded(seeds: std::ops::Range<u64>) {
    let journey = Journey::new();
    let runtime = runtime();
    let (mut runs, mut waits) = (0, 0);
    for seed in seeds {
        let dice = &mut Dice::new(seed);
        let (world, disk) = journey.world(seed);
        world.faults.set(Faults {
            throttled: dice.below(8),
            dropped: dice.below(8),
            lost: dice.below(4),
            stale: dice.below(30),
            unknown: dice.below(20),
        });
        let mut complete = false;
        for turn in 0..RUNS {
            let ahead = world.kill.passed.get() + dice.below(900);
            let is_killed = turn < 4 && dice.chance(70);
            world.kill.revive(is_killed.then_some(ahead));
            let ears = Ears::default();
            let ended = runtime.block_on(run(&journey.saved, &world, &disk, &ears));
            runs += 1;
            waits += ears.waits.borrow().len();
            world.land();
            journey.holds_true(&world, &disk);
            complete = ended.is_some_and(|summary| summary.is_complete());
            if complete {
                break;
            }
            journey.may_resume(&world);
        }
        assert!(complete, "seed {seed}: not done after {RUNS} runs");
        journey.arrived(&world, &disk);
    }
    println!("{runs} runs with {waits} waits");
    assert!(waits > runs);
}

#[test]
fn random_faults_change_nothing_of_the_end() {
    seeded(0..50);
}

#[test]
#[ignore = "takes minutes; `cargo test -- --ignored a_thousand`"]
fn a_thousand_runs_with_random_faults() {
    seeded(1000..2000);
}
