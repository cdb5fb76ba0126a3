//! Policies and Python of the same size, made up and the same at every run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rolewright::catalog::{Catalog, Operation, Risk};
use rolewright::model::permission::Plane;

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
const GROUPS: usize = 20;
const SCOPES: usize = 50;
const HEAD: &str = "policy bench { tenant \"99999999-9999-9999-9999-999999999999\" }\nenvironment dev { tier development subscription \"11111111-1111-1111-1111-111111111111\" resource-group \"rg-dev\" }\n";

/// Folders of made-up files.
pub(crate) struct Corpora {
    folder: PathBuf,
}

impl Corpora {
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Files of one role each, whose operations are drawn at random, and five grants of it.
    pub(crate) fn random(&self, count: usize) -> String {
        let known = operations();
        let mut dice = Dice(7);
        self.policies(&format!("random-{count}"), count, |_| {
            let mut chosen: Vec<&str> = (0..24).map(|_| known[dice.below(known.len())]).collect();
            chosen.sort_unstable();
            chosen.dedup();
            let grants = [0; 5].map(|_| (dice.below(GROUPS), dice.below(SCOPES)));
            (chosen.into_iter().map(str::to_owned).collect(), grants)
        })
    }

    /// The same with six kinds of roles, so that most grants repeat another one.
    pub(crate) fn alike(&self, count: usize) -> String {
        self.policies(&format!("alike-{count}"), count, |index| {
            let reads = TYPES.iter().map(|kind| format!("{PROVIDER}/{kind}/read"));
            let write = format!("{PROVIDER}/{}/write", TYPES[index % 6]);
            let mut grants =
                [0, 1, 2, 3, 4].map(|grant| (index * 7 + grant * 3, index * 11 + grant * 13));
            for (group, scope) in &mut grants {
                (*group, *scope) = (*group % GROUPS, *scope % SCOPES);
            }
            (reads.chain([write]).collect(), grants)
        })
    }

    fn policies(
        &self,
        name: &str,
        count: usize,
        mut make: impl FnMut(usize) -> (Vec<String>, [(usize, usize); 5]),
    ) -> String {
        let folder = self.folder.join(name);
        if !folder.exists() {
            let _ = std::fs::create_dir_all(&folder);
            let _ = std::fs::write(folder.join("base.rw"), base());
            for index in 0..count {
                let (operations, grants) = make(index);
                let text = policy(index, &operations, &grants);
                let _ = std::fs::write(folder.join(format!("file{index}.rw")), text);
            }
        }
        folder.display().to_string()
    }

    /// One file of a length in which every line has a finding.
    pub(crate) fn findings(&self, bytes: usize) -> String {
        let mut text = format!(
            "{HEAD}workspace ws0 in dev\ngroup g0 {{ object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }}\n"
        );
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
        let folder = self.folder.join(format!("findings-{bytes}"));
        let _ = std::fs::create_dir_all(&folder);
        let _ = std::fs::write(folder.join("policy.rw"), text);
        folder.display().to_string()
    }

    /// Python files of the same sizes as the policies of a folder, with so many findings together.
    pub(crate) fn python(&self, policies: &str, count: usize, findings: usize) -> String {
        let name = Path::new(policies).file_name().unwrap_or_default();
        let kind = if findings > 0 { "faulty" } else { "clean" };
        let folder = self.folder.join("python").join(kind).join(name);
        let _ = std::fs::create_dir_all(&folder);
        for index in 0..count {
            let wanted = std::fs::metadata(Path::new(policies).join(format!("file{index}.rw")));
            let faults = findings * (index + 1) / count - findings * index / count;
            let text = python(wanted.map_or(0, |found| found.len()), faults);
            let _ = std::fs::write(folder.join(format!("file{index}.py")), text);
        }
        folder.display().to_string()
    }
}

/// The operations that the random roles are made of: harmless ones of one provider, so that few
/// rules have anything to say.
fn operations() -> Vec<&'static str> {
    let all = Catalog::embedded().operations().map(|(_, one)| one);
    let fits = |one: &Operation| {
        one.name.starts_with("Microsoft.MachineLearningServices/")
            && one.plane == Plane::Control
            && matches!(one.risk, Risk::Observe | Risk::Operate)
    };
    all.filter(fits).map(|one| one.name).collect()
}

fn base() -> String {
    let mut text = String::from(HEAD);
    for index in 0..SCOPES {
        let _ = writeln!(
            text,
            "workspace ws{index} in dev {{ name \"mlw-{index}\" group-role none }}"
        );
    }
    for index in 0..GROUPS {
        let _ = writeln!(
            text,
            "group g{index} {{ object-id \"aaaaaaaa-0000-4000-8000-{index:012}\" }}"
        );
    }
    text
}

/// One custom role and five grants, as a team would write them: 2.5 to 4 KB.
fn policy(index: usize, operations: &[String], grants: &[(usize, usize)]) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "/// Custom role number {index}: what one team needs on its workspace, reviewed every quarter by\n/// the platform group, and taken back with the project.\nrole role-{index} on workspace {{\n    name \"Bench role {index}\"\n    actions"
    );
    let lines: Vec<_> = operations
        .iter()
        .map(|one| format!("        \"{one}\""))
        .collect();
    let _ = writeln!(text, "{}\n}}\n", lines.join(",\n"));
    for (grant, (group, scope)) in grants.iter().enumerate() {
        let _ = writeln!(
            text,
            "// Grant {grant} of file {index}: asked for by the team, approved by the platform group.\ngrant role-{index} to g{group} on ws{scope}@dev {{\n    because \"CHG{index:06}{grant}: the training pipeline of team {grant} needs these operations\"\n}}\n"
        );
    }
    text
}

/// Functions of about so many bytes; ruff finds each module that is imported for nothing.
fn python(wanted: u64, faults: usize) -> String {
    let mut text = String::from("\"\"\"Training steps of one team.\"\"\"\n\nimport math\n");
    for fault in 0..faults {
        let _ = writeln!(text, "import module_{fault}");
    }
    text.push('\n');
    let mut step = 0;
    while (text.len() as u64) < wanted {
        let _ = write!(
            text,
            "\ndef step_{step}(values: list[float], rate: float = 0.{step}1) -> float:\n    \"\"\"Return the weighted sum of one step.\"\"\"\n    total = 0.0\n    for index, value in enumerate(values):\n        if value > rate:\n            total += math.sqrt(value) * rate + index\n    return total\n\n"
        );
        step += 1;
    }
    text
}

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}
