//! The example policy sets: no findings, their own tests pass, they build, they are formatted.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::catalog::Catalog;
use rolewright::cli::Exit;
use rolewright::compile::refuse::{Limits, refuse};
use rolewright::compile::{Compiled, Provenance, compile};
use rolewright::model::date::Day;
use rolewright::model::permission::Plane;
use rolewright::model::{Cloud, Granted, Model, PrincipalId, ScopeId, StageId};

use super::library::{library, operations, resolved};
use crate::support::{Folder, TODAY, checkout};

pub(crate) const EXAMPLES: [&str; 2] = ["churn", "personas"];

/// Copies a folder below `policies` to where a run may write.
fn copied(path: &str) -> Folder {
    let folder = Folder::new();
    let from = checkout(&format!("policies/{path}"));
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        folder.write(&entry.file_name().to_string_lossy(), text);
    }
    folder
}

#[test]
fn examples_and_library_give_no_findings() {
    for path in ["std", "examples/churn", "examples/personas"] {
        let ran = copied(path).run(&["lint", "--fail-on", "note"]);
        assert_eq!(ran.exit, Exit::Clean, "{path}:\n{}", ran.seen());
    }
}

#[test]
fn examples_build() {
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        let ran = folder.run(&["build", "--out", "out"]);
        assert_eq!(ran.exit, Exit::Clean, "{example}:\n{}", ran.seen());
        assert!(
            folder.files().iter().any(|file| file.starts_with("out/")),
            "{example} wrote nothing"
        );
    }
}

/// Every example states what it expects, and a wrong expectation is noticed.
#[test]
fn a_wrong_expectation_of_an_example_fails() {
    for (example, wrong) in [
        (
            "churn",
            "test \"wrong\" { data-scientists can deploy-endpoints on churn@prod }",
        ),
        (
            "churn",
            "test \"wrong\" { data-scientists cannot submit-jobs on churn@dev }",
        ),
        (
            "personas",
            "test \"wrong\" { only labelers can label-data on research@lab }",
        ),
        ("personas", "never submit-jobs to every group"),
    ] {
        let folder = copied(&format!("examples/{example}"));
        folder.write("wrong.rw", wrong);
        let ran = folder.run(&["lint"]);
        assert_eq!(
            ran.exit,
            Exit::Findings,
            "{example}: {wrong}\n{}",
            ran.seen()
        );
    }
}

/// Compiles an example.
pub(crate) fn compiled(example: &str) -> (Model, Compiled) {
    compiled_with(example, "")
}

/// Compiles an example with one more file.
pub(crate) fn compiled_with(example: &str, more: &str) -> (Model, Compiled) {
    let folder = copied(&format!("examples/{example}"));
    let files = folder.files().into_iter();
    let texts = files.map(|file| (file.clone(), folder.read(&file)));
    let texts: Vec<_> = texts
        .chain([("more.rw".to_owned(), more.to_owned())])
        .collect();
    let (model, wrong) = resolved(&texts);
    assert_eq!(wrong, [""; 0], "{example}");
    let today = Day::parse(TODAY);
    let compiled = compile(&model, Catalog::embedded(), today);
    (model, compiled)
}

#[test]
fn azure_would_refuse_nothing_of_the_examples() {
    for example in EXAMPLES {
        let (model, compiled) = compiled(example);
        let refused = refuse(
            &model,
            &compiled,
            Catalog::embedded(),
            Limits::of(Cloud::Public),
        );
        assert!(refused.is_empty(), "{example}: {refused:#?}");
        assert!(
            !model.tests.is_empty() && model.later.is_empty(),
            "{example}"
        );
        assert!(
            compiled.assignments.len() >= model.statements.len(),
            "{example}"
        );
    }
}

/// What each principal is assigned at each scope is what its grants' capabilities say: not one
/// operation less, and not one more.
#[test]
fn examples_compile_to_exactly_what_they_say() {
    type Access = BTreeMap<(String, String), BTreeSet<(Plane, String)>>;
    for example in EXAMPLES {
        let (model, compiled) = compiled(example);
        let place = |principal: PrincipalId, scope: ScopeId| {
            let principal = model.principal(principal).unwrap();
            let environment = principal.environment.and_then(|id| model.environment(id));
            let environment = environment.map_or("", |one| one.name.as_str());
            let who = format!("{}@{environment}", principal.name);
            (who, model.scope(scope).unwrap().id.to_string())
        };
        let mut said = Access::new();
        for grant in &model.grants {
            let Granted::Stage(stage) = model.statement(grant.statement).unwrap().what else {
                panic!("{example} grants something that is no stage");
            };
            for binding in &grant.bindings {
                let clause = model.clause(stage, binding.clause).unwrap();
                let access = said
                    .entry(place(grant.principal, binding.scope))
                    .or_default();
                for (capability, _) in &clause.can {
                    let name = &model.capability(*capability).unwrap().name;
                    let given = operations(&model, name, binding.kind).into_iter();
                    access.extend(given.map(|(plane, name)| (plane, name.to_lowercase())));
                }
            }
        }
        let mut given = Access::new();
        for assignment in &compiled.assignments {
            let role = &compiled.roles[assignment.role.index()];
            let access = given
                .entry(place(assignment.principal, assignment.scope))
                .or_default();
            for block in &role.blocks {
                assert!(block.not_actions.is_empty() && block.not_data_actions.is_empty());
                for plane in [Plane::Control, Plane::Data] {
                    let patterns = block.granted(plane).iter();
                    access.extend(patterns.map(|one| (plane, one.as_str().to_lowercase())));
                }
            }
        }
        assert_eq!(said, given, "{example}");
    }
}

/// Where a stage is exactly a built-in role, no custom role is written.
#[test]
fn a_labeler_gets_the_built_in_role() {
    let (model, compiled) = compiled("personas");
    let stage = model
        .stages
        .iter()
        .position(|stage| stage.name == "labeler")
        .unwrap();
    let reused = Provenance::Reused(StageId::new(stage));
    let role = compiled
        .roles
        .iter()
        .find(|role| role.provenance == reused)
        .unwrap();
    assert_eq!(role.display_name, "Data Labeling - Labeler");
}

/// Nobody is granted anything as a person.
#[test]
fn no_example_grants_to_a_user() {
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        let files = folder.files();
        let texts: Vec<_> = files.iter().map(|file| folder.read(file)).collect();
        let users: BTreeSet<_> = texts
            .iter()
            .flat_map(|text| text.lines())
            .filter_map(|line| line.strip_prefix("user ")?.split_whitespace().next())
            .collect();
        for line in texts.iter().flat_map(|text| text.lines()) {
            let granted = line
                .strip_prefix("grant ")
                .and_then(|rest| rest.split_once(" to "));
            let Some((_, to)) = granted else { continue };
            let to = to.split(" on ").next().unwrap();
            let to: BTreeSet<_> = to.split(", ").collect();
            assert!(to.is_disjoint(&users), "{example}: {line}");
        }
    }
}

/// Examples speak in the words of the library, so that they show how little has to be written.
#[test]
fn examples_declare_no_capability_of_their_own() {
    let known = library().capabilities.len();
    assert!(known > 250, "only {known} capabilities");
    for example in EXAMPLES {
        let folder = copied(&format!("examples/{example}"));
        for file in folder.files() {
            let text = folder.read(&file);
            assert!(
                !text.lines().any(|line| line.starts_with("capability ")),
                "{example}/{file}"
            );
        }
    }
}
