//! The real programs, killed again and again: `apply` between any two requests, and the sandbox under
//! it. In the end everything is as the plan says, and each change was made once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::over_https::{Running, environment, start};
use super::{SUB, TENANT};
use crate::support::Folder;

/// So many groups get a role each, and another one.
const GROUPS: usize = 30;

/// No run takes longer, however slow the machine is.
const LONGEST: Duration = Duration::from_secs(120);

fn group(at: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{at:012}")
}

/// A sandbox that runs, and a plan for it.
struct Scene {
    folder: Folder,
    running: Option<Running>,
    environment: Vec<(String, String)>,
}

impl Scene {
    fn new() -> Self {
        let mut policy = format!(
            "policy p {{ tenant \"{TENANT}\" }}\nenvironment dev {{ tier development subscription \"{}\" }}\n\
             role looker on environment {{ actions \"Microsoft.Storage/storageAccounts/read\" }}\n",
            &SUB[15..]
        );
        let mut objects = Vec::new();
        for at in 0..GROUPS {
            let id = group(at);
            let _ = writeln!(policy, "group g{at} {{ object-id \"{id}\" }}");
            let _ = writeln!(
                policy,
                "grant looker to g{at} on dev\ngrant \"Reader\" to g{at} on dev"
            );
            objects.push(json!({"id": id, "kind": "group", "displayName": format!("g{at}")}));
        }
        let seed = json!({"objects": objects, "subscriptions": [{"id": &SUB[15..]}]});
        let folder = Folder::with(&[("policies/a.rw", &policy), ("seed.json", &seed.to_string())]);
        let path = folder.path("seed.json").display().to_string();
        let running = start(&folder, &["--seed", &path]);
        let environment = environment(&folder);
        let scene = Self {
            folder,
            running: Some(running),
            environment,
        };
        let plan = scene.run(&["plan", "policies", "--out", "plan.json"]);
        assert_eq!(plan, Some(0));
        scene
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = self.folder.process(arguments);
        let environment = self.environment.iter();
        command.envs(environment.map(|(name, value)| (name, value)));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Option<i32> {
        self.command(arguments).status().unwrap().code()
    }

    /// Lists what the sandbox was asked to write so far.
    fn writes(&self) -> Vec<Value> {
        let log = self.folder.read("box/requests.jsonl");
        // The last line may be under way.
        let lines = log
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let writes = lines.filter(|line| line["method"] == "PUT");
        writes.collect()
    }

    /// Ends the sandbox the hard way, and starts it again where it was.
    fn kill_sandbox(&mut self) {
        self.running = None;
        self.running = Some(start(&self.folder, &[]));
    }

    /// Carries the plan out; after each `apart` writes something is killed. Returns how often.
    fn carried(&mut self, apart: usize, mut is_apply: impl FnMut(usize) -> bool) -> usize {
        let (begun, mut kills, mut resume) = (Instant::now(), 0, false);
        loop {
            let mut arguments = vec!["apply", "plan.json", "--yes"];
            if resume {
                arguments.push("--resume");
            }
            let mut child = self.command(&arguments).spawn().unwrap();
            let mut next = self.writes().len() + apart;
            let ended = loop {
                assert!(begun.elapsed() < LONGEST, "it does not end");
                if let Some(status) = child.try_wait().unwrap() {
                    break status.code();
                }
                if self.writes().len() < next {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                }
                kills += 1;
                if is_apply(kills) {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    break None;
                }
                self.kill_sandbox();
                next = self.writes().len() + apart;
            };
            match ended {
                Some(0) => return kills,
                Some(2) if !resume => panic!("nothing was begun"),
                _ => {}
            }
            // A run that was killed before it wrote anything down was never begun.
            resume = self.is_begun();
        }
    }

    fn is_begun(&self) -> bool {
        let files = self.folder.files();
        let mut journals = files.iter().filter(|file| file.ends_with(".jsonl"));
        journals.any(|file| file.starts_with(".rolewright/") && !self.folder.read(file).is_empty())
    }

    /// Asserts that everything is as the plan says, and that nothing was made twice.
    fn arrived(&self) {
        let made = self.made();
        let twice: Vec<_> = made.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    /// Asserts that everything is as the plan says; returns how often the log has each assignment made.
    /// The log is ahead of what is kept: what a sandbox took down with it, it never answered.
    fn made(&self) -> BTreeMap<String, usize> {
        let again = ["plan", "policies", "--detailed-exitcode"];
        assert_eq!(self.run(&again), Some(0), "a second plan is not empty");
        let mut made: BTreeMap<String, usize> = BTreeMap::new();
        for write in self.writes() {
            // A write whose answer was lost is sent once more, and answered with 200: it is there.
            if write["changed"] == true && write["status"] == 201 {
                let target = write["target"].as_str().unwrap().to_owned();
                *made.entry(target).or_default() += 1;
            }
        }
        assert_eq!(made.len(), 2 * GROUPS + 1);
        // Each write of a role is answered with 201.
        made.retain(|target, _| target.contains("roleAssignments"));
        made
    }
}

#[test]
fn an_apply_that_is_killed_goes_on_where_it_was() {
    let mut scene = Scene::new();
    let kills = scene.carried(17, |_| true);
    assert!(kills >= 2, "{kills}");
    scene.arrived();
}

#[test]
fn a_sandbox_that_is_killed_has_lost_nothing() {
    let mut scene = Scene::new();
    let kills = scene.carried(25, |_| false);
    assert!(kills >= 1, "{kills}");
    scene.made();
}

#[test]
#[ignore = "takes minutes; `cargo test -- --ignored killed`"]
fn both_are_killed_after_each_write() {
    for apart in [1, 2, 3, 5] {
        let mut scene = Scene::new();
        let kills = scene.carried(apart, |kill| kill % 3 != 0);
        println!("every {apart} writes: {kills} kills");
        scene.made();
    }
}
