//! Times rolewright against ruff on as many bytes, in turn, as whole processes.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml -- [--runs N] [--files 10,100,1000]`
//!
//! Needs `target/release/rolewright` (`cargo build --release`) and `ruff` on the path (`pip install
//! ruff`) or in `RUFF`. Machines drift, so only ratios of paired runs and medians are worth quoting.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const PROVIDER: &str = "Microsoft.MachineLearningServices/workspaces";
const TYPES: [&str; 14] = [
    "jobs",
    "models",
    "data",
    "environments",
    "components",
    "schedules",
    "datastores",
    "computes",
    "onlineEndpoints",
    "batchEndpoints",
    "featuresets",
    "experiments",
    "services",
    "codes",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1).cloned()
    };
    let runs: usize = value("--runs")
        .and_then(|text| text.parse().ok())
        .unwrap_or(15);
    let files = value("--files").unwrap_or_else(|| "10,100,1000".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default();
    let own = root.join("target/release/rolewright");
    let ruff = std::env::var("RUFF").unwrap_or_else(|_| "ruff".to_owned());
    let scratch = std::env::temp_dir().join(format!("rolewright-bench-{}", std::process::id()));
    let bench = Bench {
        own,
        ruff,
        scratch,
        runs,
    };
    bench.pair(
        "--version",
        &bench.own(&["--version"]),
        &bench.ruff(&["--version"]),
    );
    bench.pair("--help", &bench.own(&["--help"]), &bench.ruff(&["--help"]));
    for count in files
        .split(',')
        .filter_map(|text| text.trim().parse::<usize>().ok())
    {
        bench.corpus(count);
    }
    bench.scaling();
    bench.one_file();
    let _ = std::fs::remove_dir_all(&bench.scratch);
}

struct Bench {
    own: PathBuf,
    ruff: String,
    scratch: PathBuf,
    runs: usize,
}

type Line = Vec<String>;

impl Bench {
    fn own(&self, arguments: &[&str]) -> Line {
        line(&self.own.display().to_string(), arguments)
    }

    fn ruff(&self, arguments: &[&str]) -> Line {
        line(&self.ruff, arguments)
    }

    /// Lint, format and build of a corpus, beside ruff on as many bytes of Python.
    fn corpus(&self, count: usize) {
        let (policies, python) = (self.policies(count), self.python(count));
        let (policies, python) = (policies.as_str(), python.as_str());
        let lint = self.own(&["lint", "-q", policies]);
        let check = self.ruff(&["check", "--isolated", "--no-cache", "-q", python]);
        self.pair(
            &format!("lint, {count} files, against ruff check"),
            &lint,
            &check,
        );
        let fmt = self.own(&["fmt", "--check", policies]);
        let format = self.ruff(&[
            "format",
            "--check",
            "--isolated",
            "--no-cache",
            "-q",
            python,
        ]);
        self.pair(
            &format!("fmt --check, {count} files, against ruff format --check"),
            &fmt,
            &format,
        );
        let out = self.scratch.join("out").display().to_string();
        let build = self.own(&["build", "-q", policies, "--out", &out]);
        self.pair(
            &format!("build, {count} files, against own lint"),
            &build,
            &lint,
        );
    }

    /// Ten times the files must take at most eleven times as long.
    fn scaling(&self) {
        let small = self.policies(1000);
        let large = self.policies(10_000);
        let few = Self {
            runs: 3,
            scratch: self.scratch.clone(),
            own: self.own.clone(),
            ruff: self.ruff.clone(),
        };
        few.pair(
            "lint, 10,000 files against 1,000",
            &self.own(&["lint", "-q", &large]),
            &self.own(&["lint", "-q", &small]),
        );
    }

    /// One large file with a finding in every line.
    fn one_file(&self) {
        let make = |name: &str, bytes: usize| {
            let mut text = String::from(HEAD);
            text.push_str("role wide on workspace { actions\n");
            let mut index = 0;
            while text.len() < bytes {
                let _ = writeln!(text, "    \"{PROVIDER}/thing{index}/read\",");
                index += 1;
            }
            let _ = writeln!(
                text,
                "    \"{PROVIDER}/read\"\n}}\ngrant wide to g0 on ws0@dev"
            );
            let folder = self.scratch.join(name);
            let _ = std::fs::create_dir_all(&folder);
            let _ = std::fs::write(folder.join("policy.rw"), text);
            folder.display().to_string()
        };
        let (small, large) = (make("one-small", 500_000), make("one-large", 5_000_000));
        self.pair(
            "lint, one 5 MB file with a finding a line, against 0.5 MB",
            &self.own(&["lint", "--output", "human", &large]),
            &self.own(&["lint", "--output", "human", &small]),
        );
    }

    fn policies(&self, count: usize) -> String {
        let folder = self.scratch.join(format!("policies-{count}"));
        let _ = std::fs::create_dir_all(&folder);
        let mut head = String::from(HEAD);
        for index in 1..50 {
            let _ = writeln!(
                head,
                "workspace ws{index} in dev {{ name \"mlw-{index}\" }}"
            );
        }
        for index in 1..20 {
            let _ = writeln!(
                head,
                "group g{index} {{ object-id \"aaaaaaaa-0000-4000-8000-{index:012}\" }}"
            );
        }
        let _ = std::fs::write(folder.join("base.rw"), head);
        for index in 0..count {
            let _ = std::fs::write(folder.join(format!("file{index}.rw")), policy(index));
        }
        folder.display().to_string()
    }

    fn python(&self, count: usize) -> String {
        let folder = self.scratch.join(format!("python-{count}"));
        let _ = std::fs::create_dir_all(&folder);
        for index in 0..count {
            let mut text =
                String::from("\"\"\"Training steps of one team.\"\"\"\n\nimport math\n\n");
            let wanted = policy(index).len();
            let mut step = 0;
            while text.len() < wanted {
                let _ = write!(
                    text,
                    "\ndef step_{step}(values: list[float], rate: float = 0.{step}1) -> float:\n    \"\"\"Return the weighted sum of one step.\"\"\"\n    total = 0.0\n    for index, value in enumerate(values):\n        if value > rate:\n            total += math.sqrt(value) * rate + index\n    return total\n\n"
                );
                step += 1;
            }
            let _ = std::fs::write(folder.join(format!("file{index}.py")), text);
        }
        folder.display().to_string()
    }

    /// Runs two commands in turn and prints medians and the median of the paired ratios.
    fn pair(&self, title: &str, left: &Line, right: &Line) {
        let (mut lefts, mut rights, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..=self.runs {
            let (Some(one), Some(other)) = (time(left), time(right)) else {
                println!(
                    "{title}: NOT MEASURED, `{}` or `{}` does not start",
                    left[0], right[0]
                );
                return;
            };
            // The first pair warms the caches of the operating system.
            if run > 0 {
                lefts.push(one);
                rights.push(other);
                ratios.push(one / other);
            }
        }
        println!(
            "{title}: {:.1} ms against {:.1} ms, ratio {:.2} (median of {} pairs, {:.2} to {:.2})",
            median(&mut lefts),
            median(&mut rights),
            median(&mut ratios),
            self.runs,
            ratios.first().copied().unwrap_or(0.0),
            ratios.last().copied().unwrap_or(0.0)
        );
    }
}

const HEAD: &str = "policy bench { tenant \"99999999-9999-9999-9999-999999999999\" }\nenvironment dev { tier development subscription \"11111111-1111-1111-1111-111111111111\" resource-group \"rg-dev\" }\nworkspace ws0 in dev\ngroup g0 { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }\n";

/// One custom role and five grants, as a team would write them.
fn policy(index: usize) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "/// Custom role number {index}: what one team needs on its workspace, reviewed every quarter.\nrole role-{index} on workspace {{\n    name \"Bench role {index}\"\n    actions"
    );
    let mut operations: Vec<String> = TYPES
        .iter()
        .map(|kind| format!("        \"{PROVIDER}/{kind}/read\""))
        .collect();
    operations.push(format!("        \"{PROVIDER}/{}/write\"", TYPES[index % 6]));
    let _ = writeln!(text, "{}\n}}\n", operations.join(",\n"));
    for grant in 0..5 {
        let (group, scope) = ((index * 7 + grant * 3) % 20, (index * 11 + grant * 13) % 50);
        let _ = writeln!(
            text,
            "// Grant {grant} of file {index}: asked for by the team, approved by the platform group.\ngrant role-{index} to g{group} on ws{scope}@dev {{\n    because \"CHG{index:06}{grant}: the training pipeline of team {grant} needs these operations\"\n}}\n"
        );
    }
    text
}

fn line(program: &str, arguments: &[&str]) -> Line {
    std::iter::once(program)
        .chain(arguments.iter().copied())
        .map(str::to_owned)
        .collect()
}

/// Runs a command to its end and returns the milliseconds it took; none if it does not start.
fn time(line: &Line) -> Option<f64> {
    let (program, arguments) = line.split_first()?;
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok()?;
    Some(start.elapsed().as_secs_f64() * 1000.0)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
