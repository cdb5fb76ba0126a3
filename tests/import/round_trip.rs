//! What a build writes is read back as what it was made of.

use std::collections::BTreeSet;

use rolewright::catalog::Catalog;
use rolewright::compile::{Compiled, compile};
use rolewright::emit::{Format, artefacts};
use rolewright::model::Model;
use rolewright::resolve::{resolve, standard};
use rolewright::source::{Origin, Sources};
use rolewright::syntax::{ast, parse};

use super::{Read, read};

fn trees(sources: &mut Sources, files: &[(String, String)], origin: Origin) -> Vec<ast::File> {
    let mut trees = Vec::new();
    for (name, text) in files {
        let file = sources.add(name, text.as_str(), origin);
        trees.push(parse(file, text).file);
    }
    trees
}

/// Reads an example that ships with rolewright.
fn example(name: &str) -> (Sources, Model) {
    let folder = crate::support::checkout("policies/examples").join(name);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        files.push((
            path.display().to_string(),
            std::fs::read_to_string(&path).unwrap(),
        ));
    }
    files.sort();
    let library = standard::FILES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut sources = Sources::default();
    let policy = trees(&mut sources, &files, Origin::Policy);
    let library = trees(&mut sources, &library.collect::<Vec<_>>(), Origin::Standard);
    let resolved = resolve(&policy, &library, Catalog::embedded());
    (sources, resolved.model)
}

/// Lists roles and assignments by what they are in Azure.
fn facts(model: &Model, compiled: &Compiled) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for role in compiled.roles.iter().filter(|role| role.is_custom()) {
        facts.insert(format!(
            "role {} {} {:?} {:?}",
            role.guid, role.display_name, role.blocks, role.assignable_scopes
        ));
    }
    for assignment in &compiled.assignments {
        let principal = model.principal(assignment.principal).unwrap();
        facts.insert(format!(
            "{} {} {} at {}",
            compiled.roles[assignment.role.index()].guid,
            principal.kind.azure_type(),
            principal.object_id.as_deref().unwrap_or("unknown"),
            model.scope(assignment.scope).unwrap().id
        ));
    }
    facts
}

fn read_back(read: &Read) -> BTreeSet<String> {
    let (model, found) = read.model();
    assert_eq!(found, []);
    let compiled = compile(&model, Catalog::embedded(), None);
    facts(&model, &compiled)
}

#[test]
fn templates_of_the_examples_import_to_the_same_roles_and_assignments() {
    for name in ["churn", "personas"] {
        let (sources, model) = example(name);
        let compiled = compile(&model, Catalog::embedded(), None);
        let written = facts(&model, &compiled);
        assert!(
            written.len() > 10,
            "{name} compiles to too little: {written:#?}"
        );
        let arm = artefacts(&model, &compiled, &sources, &[Format::Arm]);
        let texts: Vec<_> = arm
            .iter()
            .filter(|one| one.path.starts_with("arm/"))
            .map(|one| (one.path.as_str(), one.text.as_str()))
            .collect();
        let read = read(&texts);
        let notable = |line: &String| !line.contains("RW059 note");
        let findings: Vec<_> = read.findings().into_iter().filter(notable).collect();
        assert!(findings.is_empty(), "{name}: {:#?}", findings.first());
        same(&written, &read_back(&read), name);
    }
}

/// Shows only what differs.
#[track_caller]
fn same(left: &BTreeSet<String>, right: &BTreeSet<String>, name: &str) {
    let lost: Vec<_> = left.difference(right).collect();
    let made_up: Vec<_> = right.difference(left).collect();
    assert!(
        lost.is_empty() && made_up.is_empty(),
        "{name}\nlost {lost:#?}\nmade up {made_up:#?}"
    );
}
