//! A sandbox of its own for one measure.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::worlds::{TENANT, World};

/// A sandbox that serves; it ends with the value.
pub(super) struct Sandbox {
    child: Child,
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    /// Starts one that holds a world; none where it does not start.
    pub(super) fn start(own: &Path, scratch: &Path, world: &World, orders: &str) -> Option<Self> {
        let folder = scratch.join("sandbox");
        std::fs::create_dir_all(scratch).ok()?;
        let (seed, faults) = (scratch.join("seed.json"), scratch.join("orders.json"));
        world.seed(&seed).ok()?;
        std::fs::write(&faults, orders).ok()?;
        let mut command = Command::new(own);
        command.args(["sandbox", "run", "--tenant", TENANT]);
        command.arg("--dir").arg(&folder);
        command.arg("--seed").arg(&seed);
        command.arg("--faults").arg(&faults);
        let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
        let mut ready = String::new();
        let read = BufReader::new(child.stdout.take()?).read_line(&mut ready);
        let mut started = Self {
            child,
            folder,
            variables: Vec::new(),
        };
        read.ok().filter(|_| ready.starts_with("listening"))?;
        started.variables = started.asked(own)?;
        Some(started)
    }

    /// Reads what clients need, as `sandbox env` prints it for a shell.
    fn asked(&self, own: &Path) -> Option<Vec<(String, String)>> {
        let mut command = Command::new(own);
        command.args(["sandbox", "env", "--dir"]).arg(&self.folder);
        let printed = String::from_utf8(command.output().ok()?.stdout).ok()?;
        let set = printed.lines().filter_map(|line| {
            let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
            Some((name.to_owned(), value.trim_matches('\'').to_owned()))
        });
        Some(set.collect())
    }

    /// What clients read from the environment.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        self.variables.clone()
    }

    /// Counts the pages of assignments that were given so far.
    pub(super) fn pages(&self) -> usize {
        let log = self.log();
        log.lines()
            .filter(|line| line.contains("/roleAssignments?"))
            .count()
    }

    /// Counts the answers that said that too much was asked.
    pub(super) fn refused(&self) -> usize {
        self.log()
            .lines()
            .filter(|line| line.contains(r#""status":429"#))
            .count()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("requests.jsonl")).unwrap_or_default()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
