//! After any edits, everything known of a policy set is what a new project knows of it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::sample::Index;
use rolewright::lint::Settings;
use rolewright::model::date::Day;
use rolewright::project::Project;

use crate::support::TODAY;

/// Files of a policy set by path.
type Texts = BTreeMap<String, String>;

/// What is done to a policy set.
#[derive(Debug, Clone)]
enum Edit {
    /// A line of a file goes.
    Delete(Index, Index),
    /// A line of a file is written a second time, somewhere in another file.
    Copy([Index; 2], [Index; 2]),
    /// A name changes in one file, be it where it is declared or where it is used.
    Rename(Index, Index),
    /// A file ends early, in the middle of anything.
    Break(Index, Index),
    /// A file is taken out.
    Remove(Index),
    /// A file is laid back as it was at first.
    Restore(Index),
    /// A file of a few declarations comes, or comes anew, at a place between the others.
    Add(Index, Index),
}

/// Declarations that others may use, that repeat others, or that nobody can read.
const PIECES: [&str; 12] = [
    "group newcomers { object-id \"5a1e0c1d-0000-4000-8000-0000000000ff\" }\n",
    "group newcomers\ngrant audit to newcomers on churn@dev\n",
    "grant deploy to newcomers, ml-engineers on churn@prod { because \"a trial\" until 2026-12-01 }\n",
    "role odd on workspace { actions \"*/read\", \"Microsoft.MachineLearningServices/workspaces/jobs/write\", \"*/read\" }\ngrant odd to ml-engineers on churn@dev\n",
    "role odd on workspace { actions \"Microsoft.MachineLearningServices/workspaces/*\" except-actions \"*/delete\" }\n",
    "@allow(owner-at-subscription, because \"for now\")\ngrant \"Owner\" to ml-engineers on dev\n",
    "stage audit { on workspace can read-jobs }\n",
    "capability read-jobs on workspace { actions \"Microsoft.MachineLearningServices/workspaces/jobs/read\" }\n",
    "template team(name) { group ${name} grant audit to ${name} on churn@dev }\nuse team(name = newest)\n",
    "never read-data to newcomers on tier development\ntest \"t\" { newcomers can read-data on churn@dev }\n",
    "grant { to on\nstage ünread {{{ \n",
    "environment dev { tier production subscription \"11111111-1111-4111-8111-111111111112\" }\n",
];

/// Roles that are read again for different reasons: a pattern that is wrong, one that is repeated, a
/// condition that names a value, a template.
const ROLES: &str = "\
role audit-all on workspace { actions \"*/read\" except-actions \"*/listKeys/action\" }
role submit on workspace {
    actions \"Microsoft.MachineLearningServices/workspaces/jobs/read\",
        \"microsoft.machinelearningservices/workspaces/jobs/read\",
        \"Microsoft.MachineLearningServices/workspaces/jobs/write\"
}
role wrong on workspace { actions \"Microsoft.MachineLearningServices/work*/read\", \" */read\" }
let trial = \"v1\"
role limited on storage {
    block {
        data-actions \"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read\"
        condition \"@Resource[kind] StringEquals '${trial}'\"
    }
}
template role-of(name) {
    role ${name} on workspace { actions \"Microsoft.MachineLearningServices/workspaces/read\" }
    grant ${name} to ml-engineers on churn@dev
}
use role-of(name = first-look)
use role-of(name = second-look)
grant audit-all to auditors on churn@prod
grant submit to ml-engineers on churn@dev
grant wrong to ml-engineers on churn@dev
";

/// Azure's JSON, with a role and with a mistake.
const JSON: [&str; 2] = [
    r#"[{"roleName": "Imported", "name": "0c1d0000-0000-4000-8000-000000000001", "roleType": "CustomRole",
"assignableScopes": ["/subscriptions/11111111-1111-4111-8111-111111111111"],
"permissions": [{"actions": ["Microsoft.MachineLearningServices/workspaces/read", "*/nope"], "notActions": [],
"dataActions": [], "notDataActions": []}]}]"#,
    "[{ \"roleName\": ",
];

fn settings() -> Settings {
    Settings {
        max_allow_days: 180,
        today: Day::parse(TODAY),
        ..Settings::default()
    }
}

/// The files of an example.
fn example(name: &str) -> Texts {
    let folder = crate::support::checkout(&format!("policies/examples/{name}"));
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let named = entries.map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read_to_string(entry.path()).unwrap())
    });
    let roles = ("roles.rw".to_owned(), ROLES.to_owned());
    named.chain([roles]).collect()
}

fn fresh(texts: &Texts) -> Project {
    let mut project = Project::new(settings());
    for (path, text) in texts {
        project.set_text(path, text.as_str()).unwrap();
    }
    project
}

/// Writes all that a project knows, files by their position among the files.
fn told(project: &mut Project) -> String {
    project.check();
    let ids: Vec<_> = project.sources().iter().map(|(id, _)| id).collect();
    let analysis = project.analysis();
    let parts: [&dyn Debug; 3] = [&analysis.model, &analysis.compiled, &analysis.findings];
    let text = format!("{parts:#?}");
    let mut parts = text.split("FileId(");
    let mut told = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(')').unwrap();
        let number = number.trim().trim_end_matches(',').parse().unwrap();
        let id = rolewright::source::FileId::new(number);
        let at = ids.iter().position(|known| *known == id);
        // A file of the standard library stands behind all policies.
        told.push_str(&format!("file {}{rest}", at.unwrap()));
    }
    told
}

#[track_caller]
fn same(project: &mut Project, texts: &Texts) {
    let (now, new) = (told(project), told(&mut fresh(texts)));
    if now != new {
        let lines = now.lines().zip(new.lines()).enumerate();
        let differing: Vec<_> = lines
            .filter(|(_, (one, other))| one != other)
            .take(5)
            .collect();
        panic!("{texts:#?}\ndiffers: {differing:#?}");
    }
}

/// Applies an edit; gives the path that it changes.
fn apply(edit: &Edit, texts: &mut Texts, first: &Texts) -> Option<String> {
    let paths: Vec<_> = texts.keys().cloned().collect();
    let path = |index: &Index| (!paths.is_empty()).then(|| index.get(&paths).clone());
    let changed = match edit {
        Edit::Delete(file, line) => {
            let file = path(file)?;
            let mut lines = lines(&texts[&file]);
            if !lines.is_empty() {
                lines.remove(line.index(lines.len()));
            }
            texts.insert(file.clone(), lines.concat());
            file
        }
        Edit::Copy([from, to], [line, place]) => {
            let (from, to) = (path(from)?, path(to)?);
            let (source, mut target) = (lines(&texts[&from]), lines(&texts[&to]));
            if !source.is_empty() {
                target.insert(place.index(target.len() + 1), line.get(&source).clone());
            }
            texts.insert(to.clone(), target.concat());
            to
        }
        Edit::Rename(file, name) => {
            let file = path(file)?;
            let names = [
                "churn",
                "ml-engineers",
                "audit",
                "deploy",
                "dev",
                "trainer",
                "raw",
            ];
            let name = name.get(&names);
            let renamed = texts[&file].replace(name, &format!("{name}-2"));
            texts.insert(file.clone(), renamed);
            file
        }
        Edit::Break(file, place) => {
            let file = path(file)?;
            let text = &texts[&file];
            let mut end = place.index(text.len() + 1);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let text = text[..end].to_owned();
            texts.insert(file.clone(), text);
            file
        }
        Edit::Remove(file) => {
            let file = path(file)?;
            texts.remove(&file);
            file
        }
        Edit::Restore(file) => {
            let (file, text) = first.iter().nth(file.index(first.len())).unwrap();
            texts.insert(file.clone(), text.clone());
            file.clone()
        }
        Edit::Add(place, piece) => {
            let piece = piece.index(PIECES.len() + JSON.len());
            let end = if piece < PIECES.len() { "rw" } else { "json" };
            let file = format!("{}/more.{end}", ["a", "f", "h", "z"][place.index(4)]);
            let text = PIECES.iter().chain(&JSON).nth(piece).unwrap();
            texts.insert(file.clone(), (*text).to_owned());
            file
        }
    };
    Some(changed)
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    prop_oneof![
        1 => (index(), index()).prop_map(|(file, line)| Edit::Delete(file, line)),
        1 => (any::<[Index; 2]>(), any::<[Index; 2]>()).prop_map(|(files, at)| Edit::Copy(files, at)),
        1 => (index(), index()).prop_map(|(file, name)| Edit::Rename(file, name)),
        1 => (index(), index()).prop_map(|(file, place)| Edit::Break(file, place)),
        1 => index().prop_map(Edit::Remove),
        2 => index().prop_map(Edit::Restore),
        3 => (index(), index()).prop_map(|(place, piece)| Edit::Add(place, piece)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_project_that_was_edited_knows_what_a_new_one_knows(
        name in prop_oneof![3 => Just("churn"), 1 => Just("personas")],
        edits in prop::collection::vec((edit(), any::<bool>()), 1..8),
    ) {
        let first = example(name);
        let mut texts = first.clone();
        let mut project = fresh(&texts);
        project.check();
        for (edit, is_checked) in edits {
            let Some(path) = apply(&edit, &mut texts, &first) else {
                continue;
            };
            match texts.get(&path) {
                Some(text) => project.set_text(&path, text.as_str()).unwrap(),
                None => prop_assert!(project.remove(&path)),
            }
            if is_checked {
                same(&mut project, &texts);
            }
        }
        same(&mut project, &texts);
    }
}
