//! Times rolewright against ruff on as many bytes, in turn, as whole processes, and its expansion
//! of roles and its drawing of findings inside one process.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml -- [--runs N] [--files 10,100,1000]`
//!
//! `… -- access` times effective access on large worlds, inside processes of its own; so do its parts,
//! `decide GRANTS`, `effective GRANTS [many|few] [DENIALS]` and `contain`. `… -- steps` times reach and
//! what differs between two worlds; so do its parts, `reach GRANTS [plain]`, `diff GRANTS [plain]` and
//! `extreme IDENTITIES circle|chain|star|halves`.
//! `… -- live` times `plan` and `apply` against the sandbox.
//! `… -- recheck [FILES]` times the check of a policy set after one of its files was edited.
//!
//! Needs `target/release/rolewright` (`cargo build --release`) and `ruff` on the path (`pip install
//! ruff`) or in `RUFF`. Machines drift, so only ratios of paired runs and medians are worth quoting.

mod access;
mod corpus;
mod drawing;
mod expansion;
mod extreme;
mod generated;
mod live;
mod process;
mod reach;
mod recheck;
mod roles;
mod stepped;

use std::path::{Path, PathBuf};

use corpus::Corpora;
use process::{Line, pair};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if part(&arguments) {
        return;
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1).cloned()
    };
    let runs = value("--runs").and_then(|text| text.parse().ok());
    let files = value("--files").unwrap_or_else(|| "10,100,1000".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = std::env::temp_dir().join(format!("rolewright-bench-{}", std::process::id()));
    let bench = Bench {
        own: root.join("target/release/rolewright"),
        ruff: std::env::var("RUFF").unwrap_or_else(|_| "ruff".to_owned()),
        corpora: Corpora::at(&scratch),
        scratch,
        runs: runs.unwrap_or(15),
    };
    if live::part(&arguments, &bench.own, &bench.scratch)
        || recheck::part(&arguments, &bench.corpora)
    {
        let _ = std::fs::remove_dir_all(&bench.scratch);
        return;
    }
    access::measure();
    reach::measure();
    expansion::measure();
    drawing::measure();
    bench.start();
    for count in files.split(',').filter_map(|text| text.trim().parse().ok()) {
        bench.files(count);
    }
    bench.growth();
    let _ = std::fs::remove_dir_all(&bench.scratch);
}

/// Runs the measure inside a process that the first argument names, if it names one.
fn part(arguments: &[String]) -> bool {
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let count = number(1).unwrap_or(access::SIZES[1]);
    let word = |at: usize| arguments.get(at).map_or("", String::as_str);
    match word(0) {
        "access" => access::measure(),
        "decide" => access::decide(count),
        "effective" => access::effective(count, word(2) == "few", number(3).unwrap_or(0)),
        "contain" => access::contain(),
        "steps" => reach::measure(),
        "reach" => reach::reach(count, word(2) == "plain"),
        "diff" => reach::diff(count, word(2) == "plain"),
        "extreme" => reach::extreme(count, word(2)),
        _ => return false,
    }
    true
}

struct Bench {
    own: PathBuf,
    ruff: String,
    corpora: Corpora,
    scratch: PathBuf,
    runs: usize,
}

impl Bench {
    fn own(&self, arguments: &[&str]) -> Line {
        Line::new(&self.own.display().to_string(), arguments)
    }

    fn ruff(&self, arguments: &[&str]) -> Line {
        Line::new(&self.ruff, arguments)
    }

    /// What it takes to do nothing.
    fn start(&self) {
        for flag in ["--version", "--help"] {
            pair(
                &format!("{flag}, against ruff"),
                &self.own(&[flag]),
                &self.ruff(&[flag]),
                self.runs,
            );
        }
    }

    /// Lint, format and build of a corpus, beside ruff on as many bytes of Python.
    fn files(&self, count: usize) {
        for (kind, policies) in [
            ("random roles", self.corpora.random(count)),
            ("roles alike", self.corpora.alike(count)),
        ] {
            let lint = self.own(&["lint", "-q", &policies]);
            let findings = self.findings(&policies);
            for faults in if findings >= count {
                vec![0, findings]
            } else {
                vec![0]
            } {
                let python = self.corpora.python(&policies, count, faults);
                let check = self.ruff(&["check", "--isolated", "--no-cache", "-q", &python]);
                let title = format!(
                    "lint, {count} files, {kind}, {findings} findings, against ruff check with {faults}"
                );
                pair(&title, &lint, &check, self.runs);
            }
            let out = self.scratch.join("out").display().to_string();
            let build = self.own(&["build", "-q", &policies, "--out", &out]);
            let title = format!("build, {count} files, {kind}, against own lint");
            pair(&title, &build, &lint, self.runs);
            let _ = std::fs::remove_dir_all(&out);
        }
        let policies = self.corpora.random(count);
        let python = self.corpora.python(&policies, count, 0);
        let format = [
            "format",
            "--check",
            "--isolated",
            "--no-cache",
            "-q",
            &python,
        ];
        pair(
            &format!("fmt --check, {count} files, against ruff format --check"),
            &self.own(&["fmt", "--check", &policies]),
            &self.ruff(&format),
            self.runs,
        );
    }

    /// Counts the findings in a folder of policies.
    fn findings(&self, policies: &str) -> usize {
        let mut lint = std::process::Command::new(&self.own);
        let lint = lint.args(["lint", "-q", "--output", "short", policies]);
        let printed = lint.output().map_or(Vec::new(), |found| found.stdout);
        printed.iter().filter(|byte| **byte == b'\n').count()
    }

    /// Ten times the input must take at most eleven times as long.
    fn growth(&self) {
        for (kind, small, large) in [
            (
                "random roles",
                self.corpora.random(1000),
                self.corpora.random(10_000),
            ),
            (
                "roles alike",
                self.corpora.alike(1000),
                self.corpora.alike(10_000),
            ),
        ] {
            let (many, few) = (self.findings(&large), self.findings(&small));
            pair(
                &format!("lint, 10,000 files against 1,000, {kind}, {many} findings against {few}"),
                &self.own(&["lint", "-q", &large]),
                &self.own(&["lint", "-q", &small]),
                self.runs.min(5),
            );
        }
        let (small, large) = (
            self.corpora.findings(500_000),
            self.corpora.findings(5_000_000),
        );
        pair(
            "lint, one 5 MB file with a finding a line, against 0.5 MB",
            &self.own(&["lint", &large]),
            &self.own(&["lint", &small]),
            self.runs.min(5),
        );
    }
}
