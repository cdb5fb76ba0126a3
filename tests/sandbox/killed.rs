//! The real programs, killed again and again: `apply` between any two requests, and the sandbox under
//! it. In the end everything is as the plan says, each change was made once, and at each stop the
//! journal told the truth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rolewright::apply::{Past, Saved, State};
use serde_json::{Value, json};

use super::over_https::{Running, environment, start};
use super::{SUB, TENANT};
use crate::support::Folder;

/// So many groups get a role each, and another one.
const GROUPS: usize = 30;

/// No run takes longer, however slow the machine is.
const LONGEST: Duration = Duration::from_mins(10);

fn group(at: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{at:012}")
}

/// A sandbox that runs, and a plan for it.
struct Scene {
    folder: Folder,
    running: Option<Running>,
    environment: Vec<(String, String)>,
    /// What the sandbox kept on its disk so far, by GUID, and how often each came to be another.
    kept: BTreeMap<String, (Value, usize)>,
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
            kept: BTreeMap::new(),
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
        self.check();
        self.running = Some(start(&self.folder, &[]));
    }

    /// Takes in what the sandbox kept of roles and assignments. A request is kept before it is answered,
    /// and what says the same but for its times changed nothing.
    fn look(&mut self) {
        let state = self.folder.read("box/state.log");
        // The last line may be under way.
        for line in state
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
        {
            let (_, changes) = line.split_once(' ').unwrap();
            let changes: Vec<BTreeMap<String, (String, Value)>> =
                serde_json::from_str(changes).unwrap();
            for (kind, (guid, mut value)) in changes.into_iter().flatten() {
                if kind != "Role" && kind != "Assignment" {
                    continue;
                }
                if let Value::Object(fields) = &mut value {
                    fields.retain(|name, _| !name.to_lowercase().contains("updated"));
                }
                let known = self.kept.entry(guid).or_default();
                if known.0 != value {
                    *known = (value, known.1 + 1);
                }
            }
        }
    }

    /// Asserts that the journal tells the truth: what it calls done is kept, and what is kept was begun.
    /// One of the two programs has to be dead.
    fn check(&mut self) {
        self.look();
        let saved = Saved::read(self.folder.read("plan.json").as_bytes()).unwrap();
        let past = self
            .journal()
            .map(|text| Past::read(text.as_bytes()).unwrap());
        let steps = past.map(|past| past.steps).unwrap_or_default();
        for (at, (_, step)) in saved.steps().iter().enumerate() {
            let guid = step.key().unwrap().guid().to_string();
            let is_kept = self
                .kept
                .get(&guid)
                .is_some_and(|(value, _)| !value.is_null());
            match steps.get(at) {
                Some(State::Done | State::Answered) => {
                    assert!(is_kept, "{guid} was answered and is not there")
                }
                Some(State::Intended) => {}
                Some(State::Untouched) | None => {
                    assert!(!is_kept, "{guid} is there and was never begun");
                }
            }
        }
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
                    self.check();
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

    fn journal(&self) -> Option<String> {
        let files = self.folder.files();
        let mut files = files.iter().filter(|file| file.starts_with(".rolewright/"));
        let file = files.find(|file| file.ends_with(".jsonl"))?;
        Some(self.folder.read(file))
    }

    fn is_begun(&self) -> bool {
        self.journal().is_some_and(|text| !text.is_empty())
    }

    /// Asserts that everything is as the plan says, and that each change was made once.
    fn arrived(&mut self) {
        let again = ["plan", "policies", "--detailed-exitcode"];
        assert_eq!(self.run(&again), Some(0), "a second plan is not empty");
        self.check();
        let saved = Saved::read(self.folder.read("plan.json").as_bytes()).unwrap();
        let steps = saved.steps();
        assert_eq!(steps.len(), 2 * GROUPS + 1);
        for (_, step) in &steps {
            let guid = step.key().unwrap().guid().to_string();
            assert_eq!(self.kept[&guid].1, 1, "{guid} was not changed once");
        }
        let past = Past::read(self.journal().unwrap().as_bytes()).unwrap();
        assert!(past.complete && past.steps.iter().all(|one| *one == State::Done));
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
    scene.arrived();
}

#[test]
#[ignore = "takes minutes; `cargo test -- --ignored killed`"]
fn both_are_killed_after_each_write() {
    for apart in [1, 2, 3, 5] {
        let mut scene = Scene::new();
        let kills = scene.carried(apart, |kill| kill % 3 != 0);
        println!("every {apart} writes: {kills} kills");
        scene.arrived();
    }
}
