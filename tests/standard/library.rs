//! Each capability of the standard library by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rolewright::catalog::{Access, Catalog};
use rolewright::diagnostic::Diagnostic;
use rolewright::model::permission::Plane;
use rolewright::model::{Capability, CapabilityId, Kind, Model};
use rolewright::resolve::{resolve, standard};
use rolewright::source::FileId;
use rolewright::syntax::{self, ast};

/// Resolves the standard library alone.
pub(super) fn library() -> Model {
    let (model, wrong) = resolved(&[]);
    assert!(wrong.is_empty(), "{wrong:#?}");
    model
}

/// Reads a file; its mistakes go to the list.
fn parsed(file: u32, text: &str, wrong: &mut Vec<Diagnostic>) -> ast::File {
    let parsed = syntax::parse(FileId::new(file), text);
    wrong.extend(parsed.diagnostics);
    parsed.file
}

/// The trees of the standard library.
static LIBRARY: LazyLock<Vec<ast::File>> = LazyLock::new(|| {
    let mut wrong = Vec::new();
    let files = (0..).zip(standard::FILES);
    let trees = files
        .map(|(file, (_, text))| parsed(file, text, &mut wrong))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    trees
});

/// Resolves texts as one policy set over the standard library; mistakes as `name: [code] message`.
pub(crate) fn resolved(texts: &[(String, String)]) -> (Model, Vec<String>) {
    let shipped = standard::FILES.iter().map(|(name, _)| *name);
    let names: Vec<_> = shipped
        .chain(texts.iter().map(|(name, _)| name.as_str()))
        .collect();
    let mut wrong = Vec::new();
    let first = u32::try_from(LIBRARY.len()).unwrap();
    let files = (first..).zip(texts);
    let trees: Vec<_> = files
        .map(|(file, (_, text))| parsed(file, text, &mut wrong))
        .collect();
    let resolved = resolve(&trees, &LIBRARY, Catalog::embedded());
    wrong.extend(resolved.diagnostics);
    let said = wrong.into_iter().map(|one| {
        let file = names[one.primary.span.file.index()];
        format!("{file}: [{}] {}", one.code.id, one.message)
    });
    (resolved.model, said.collect())
}

/// Lists the operations of a capability on a kind, those of what it needs included.
pub(super) fn operations(model: &Model, name: &str, kind: Kind) -> BTreeSet<(Plane, String)> {
    let first = model.capabilities.iter().position(|one| one.name == name);
    let first = first.unwrap_or_else(|| panic!("no capability `{name}`"));
    let mut seen = BTreeSet::new();
    let mut waiting = vec![CapabilityId::new(first)];
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let capability = model.capability(id).unwrap();
        for part in capability.parts.iter().filter(|part| part.kind == kind) {
            waiting.extend(part.needs.iter().map(|(need, _)| *need));
            for written in &part.patterns {
                let text = written.pattern.as_str().to_owned();
                found.insert((written.plane.unwrap(), text));
            }
        }
    }
    found
}

fn each_pattern(model: &Model, mut look: impl FnMut(&Capability, Kind, Plane, &str)) {
    for capability in &model.capabilities {
        for part in &capability.parts {
            for written in &part.patterns {
                let plane = written.plane.unwrap();
                look(capability, part.kind, plane, written.pattern.as_str());
            }
        }
    }
}

#[test]
fn every_operation_is_known_in_its_plane_with_the_casing_of_the_catalogue() {
    let (model, catalog) = (library(), Catalog::embedded());
    let mut wrong = Vec::new();
    let mut count = 0;
    each_pattern(&model, |capability, _, plane, operation| {
        count += 1;
        let known = catalog.find(plane, operation).map(|id| catalog.name(id));
        if known != Some(operation) {
            wrong.push(format!("{}: {operation} is {known:?}", capability.name));
        }
    });
    assert!(count > 400, "only {count} operations");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_plane_rests_on_a_guess() {
    let (model, catalog) = (library(), Catalog::embedded());
    each_pattern(&model, |capability, _, plane, operation| {
        let id = catalog.find(plane, operation).unwrap();
        let evidence = catalog.operation(id).evidence;
        assert!(
            evidence.is_sure(),
            "{}: {operation} by {evidence:?}",
            capability.name
        );
    });
}

#[test]
fn every_capability_says_in_words_what_it_is() {
    let model = library();
    for capability in &model.capabilities {
        let declared = model.declaration(capability.declared).unwrap();
        let docs = declared.docs.as_deref().unwrap_or_default();
        assert!(docs.ends_with('.'), "`{}` says `{docs}`", capability.name);
        assert!(
            docs.starts_with(char::is_uppercase),
            "`{}` says `{docs}`",
            capability.name
        );
        assert!(
            !capability.parts.is_empty(),
            "`{}` is empty",
            capability.name
        );
        assert!(
            capability
                .parts
                .iter()
                .all(|part| !part.patterns.is_empty()),
            "`{}` is defined by nothing",
            capability.name
        );
    }
}

#[test]
fn no_operation_is_a_pattern() {
    each_pattern(&library(), |capability, _, _, operation| {
        assert!(!operation.contains('*'), "{}: {operation}", capability.name);
    });
}

/// Secrets and keys come by capabilities that say so, and never by `needs`.
#[test]
fn secrets_are_handed_out_by_name_only() {
    const SAID: [&str; 8] = [
        "secret",
        "secrets",
        "keys",
        "credentials",
        "token",
        "tokens",
        "links",
        "kubernetes",
    ];
    let (model, catalog) = (library(), Catalog::embedded());
    let mut secret = BTreeSet::new();
    let mut unsaid = Vec::new();
    each_pattern(&model, |capability, kind, plane, operation| {
        let id = catalog.find(plane, operation).unwrap();
        if catalog.operation(id).access == Access::Secrets {
            let said = capability.name.split('-').any(|word| SAID.contains(&word));
            if !said {
                unsaid.push(format!("`{}` hands out {operation}", capability.name));
            }
            secret.insert((kind, plane, operation.to_owned()));
        }
    });
    assert!(unsaid.is_empty(), "{unsaid:#?}");
    assert!(secret.len() > 15, "{secret:#?}");
    for capability in &model.capabilities {
        for part in &capability.parts {
            let own: BTreeSet<_> = part
                .patterns
                .iter()
                .map(|written| written.pattern.as_str())
                .collect();
            for (plane, operation) in operations(&model, &capability.name, part.kind) {
                let hidden = secret.contains(&(part.kind, plane, operation.clone()))
                    && !own.contains(operation.as_str());
                assert!(
                    !hidden,
                    "`{}` gives {operation} by the way",
                    capability.name
                );
            }
        }
    }
}

/// `cannot` asks for what defines a task: two tasks with one definition could not be told apart.
#[test]
fn tasks_are_told_apart_by_what_defines_them() {
    let mut defined: BTreeMap<(Kind, Plane, String), BTreeSet<String>> = BTreeMap::new();
    each_pattern(&library(), |capability, kind, plane, operation| {
        let key = (kind, plane, operation.to_owned());
        defined
            .entry(key)
            .or_default()
            .insert(capability.name.to_string());
    });
    defined.retain(|_, names| names.len() > 1);
    let mut shared: Vec<_> = defined
        .into_values()
        .map(|names| Vec::from_iter(names).join(" = "))
        .collect();
    shared.sort();
    // A sweep is a job, and the studio deploys by a template: the operation is the same one.
    assert_eq!(
        shared,
        [
            "create-encrypted-stores = create-storage-accounts",
            "deploy-endpoints = deploy-from-studio",
            "deploy-from-studio = deploy-templates",
            "submit-jobs = sweep-jobs",
        ]
    );
}

#[test]
fn the_names_of_the_reference_exist() {
    let model = library();
    let names: BTreeSet<_> = model
        .capabilities
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    for name in [
        "submit-jobs",
        "read-workspace",
        "track-experiments",
        "read-data",
        "write-data",
        "list-containers",
        "read-secrets",
        "sweep-jobs",
        "register-models",
        "deploy-endpoints",
    ] {
        assert!(names.contains(name), "no `{name}`");
    }
}

/// The library is what ships: a file in the folder that is not embedded would be dead.
#[test]
fn every_file_of_the_folder_ships() {
    let folder = crate::support::checkout("policies/std");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("std/{}", entry.unwrap().file_name().to_string_lossy()))
        .filter(|name| name != "std/README.md")
        .collect();
    names.sort();
    let shipped: Vec<_> = standard::FILES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(names, shipped);
}
