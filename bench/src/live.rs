//! Planning and applying against the sandbox, as whole processes over loopback.

mod sandbox;
mod worlds;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use sandbox::Sandbox;
use worlds::World;

use crate::process::{self, Line};

/// How long a page takes on its way, in milliseconds, where that is what is measured.
const LATENCY: u32 = 50;
/// How many calls rolewright has under way at once.
const CONCURRENCY: usize = 8;

/// Runs the measure that the first argument names, if it names one of these.
pub(crate) fn part(arguments: &[String], own: &Path, scratch: &Path) -> bool {
    if arguments.first().is_none_or(|word| word != "live") {
        return false;
    }
    let bench = Live { own, scratch };
    bench.plan(&World::one_subscription(4_000), 15);
    bench.plan(&World::subscriptions(32, 100_000), 5);
    bench.plan(&World::subscriptions(1_000, 97_000), 3);
    bench.compare(&World::subscriptions(32, 100_000));
    bench.far_away(&World::subscriptions(8, 8_000));
    bench.apply(1_000, "{}", "without throttling");
    bench.apply(1_000, r#"{"throttle": true}"#, "with Azure's token bucket");
    true
}

struct Live<'a> {
    own: &'a Path,
    scratch: &'a Path,
}

impl Live<'_> {
    fn sandbox(&self, world: &World, orders: &str) -> Option<Sandbox> {
        let started = Sandbox::start(self.own, self.scratch, world, orders);
        if started.is_none() {
            println!("{}: NOT MEASURED, the sandbox does not start", world.title);
        }
        started
    }

    fn plan(&self, world: &World, runs: usize) {
        let Some(sandbox) = self.sandbox(world, "{}") else {
            return;
        };
        let policies = world.policies(self.scratch, 1);
        let line = Line::new(&self.own.display().to_string(), &["plan", "-q", &policies]);
        process::single(
            &format!("plan, {}", world.title),
            &line.with(sandbox.variables()),
            runs,
        );
    }

    /// What is left of a plan when nothing is asked: reading a snapshot, and comparing.
    fn compare(&self, world: &World) {
        let Some(sandbox) = self.sandbox(world, "{}") else {
            return;
        };
        let policies = world.policies(self.scratch, 1);
        let snapshot = self.scratch.join("azure.json").display().to_string();
        let own = self.own.display().to_string();
        let mut take = Command::new(self.own);
        take.args(["snapshot", "-q", &policies, "--out", &snapshot]);
        let taken = take.envs(sandbox.variables()).output();
        if !taken.is_ok_and(|ran| ran.status.success()) {
            println!("plan against a snapshot: NOT MEASURED, there is none");
            return;
        }
        let line = Line::new(&own, &["plan", "-q", &policies, "--against", &snapshot]);
        let title = format!(
            "plan against a snapshot of {}, with reading it",
            world.title
        );
        process::single(&title, &line, 5);
    }

    /// Pages that are long on their way: as many at once as are allowed.
    fn far_away(&self, world: &World) {
        let slow = format!(
            r#"{{"page_size": 100, "faults": [{{"path": "roleAssignments", "what": {{"slow": {{"milliseconds": {LATENCY}}}}}}}]}}"#
        );
        let Some(sandbox) = self.sandbox(world, &slow) else {
            return;
        };
        let policies = world.policies(self.scratch, 1);
        let line = Line::new(&self.own.display().to_string(), &["plan", "-q", &policies]);
        let line = line.with(sandbox.variables());
        let runs = 3;
        process::single(
            &format!("plan, {}, {LATENCY} ms a page of 100", world.title),
            &line,
            runs,
        );
        // One more has shown that it works.
        let pages = sandbox.pages() / (runs + 1);
        let floor = pages.div_ceil(CONCURRENCY) * LATENCY as usize;
        println!("  {pages} pages a run, {CONCURRENCY} at once: {floor} ms at least");
    }

    /// Creates assignments; prints how many a second, and how many answers were 429.
    fn apply(&self, count: usize, orders: &str, title: &str) {
        let world = World::one_subscription(0);
        let Some(sandbox) = self.sandbox(&world, orders) else {
            return;
        };
        let policies = world.policies(self.scratch, count);
        let saved = self.scratch.join("plan.json").display().to_string();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(self.own);
            command.args(arguments).envs(sandbox.variables());
            command.output().is_ok_and(|ran| ran.status.success())
        };
        if !run(&["plan", "-q", &policies, "--out", &saved]) {
            println!("apply, {title}: NOT MEASURED, there is no plan");
            return;
        }
        let state = self.scratch.join("state").display().to_string();
        let start = Instant::now();
        let done = run(&["apply", "-q", &saved, "--yes", "--state", &state]);
        let seconds = start.elapsed().as_secs_f64();
        let _ = std::fs::remove_dir_all(&state);
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let rate = count as f64 / seconds;
        let refused = sandbox.refused();
        let word = if done { "" } else { ", NOT ALL OF THEM" };
        println!(
            "apply, {count} creations {title}: {seconds:.2} s, {rate:.0} a second, {refused} times 429{word}"
        );
    }
}
