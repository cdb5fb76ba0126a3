//! Tests of `import`.

mod built_in;
mod command;
mod encodings;
mod hostile;
mod loops;
mod names;
mod remedies;
mod robust;
mod round_trip;
mod shapes;
mod worlds;

use rolewright::catalog::Catalog;
use rolewright::diagnostic::{Diagnostic, Severity};
use rolewright::import::{self, Document, Imported};
use rolewright::model::Model;
use rolewright::model::permission::Block;
use rolewright::resolve::resolve;
use rolewright::source::{FileId, Origin, Sources};

/// One file for each shape.
const FIXTURES: [&str; 8] = [
    "cli-role.json",
    "powershell-roles.json",
    "rest-roles.json",
    "az-roles.json",
    "az-assignments.json",
    "rest-assignments.json",
    "powershell-assignments.json",
    "template.json",
];

/// Documents and what was read of them.
struct Read {
    sources: Sources,
    imported: Imported,
}

fn built_in(id: &str) -> Option<&'static str> {
    Catalog::embedded()
        .builtin_by_id(id)
        .map(|role| role.name())
}

/// Reads documents, given as `(name, text)`, as one set.
fn read(documents: &[(&str, &str)]) -> Read {
    let mut sources = Sources::default();
    let mut listed = Vec::new();
    for (name, text) in documents {
        let file = sources.add(*name, *text, Origin::Policy);
        listed.push(Document { file, text });
    }
    let imported = import::read(&listed, &[], &built_in);
    Read { sources, imported }
}

/// Reads one text.
fn read_one(text: &str) -> Read {
    read(&[("input.json", text)])
}

/// Reads a fixture.
fn fixture(name: &str) -> String {
    let path = crate::support::checkout("tests/fixtures/import").join(name);
    std::fs::read_to_string(path).unwrap()
}

impl Read {
    /// Resolves the trees without the standard library.
    fn model(&self) -> (Model, Vec<Diagnostic>) {
        let resolved = resolve(&self.imported.files, &[], Catalog::embedded());
        (resolved.model, resolved.diagnostics)
    }

    /// Lists the findings as `line:column code severity message`.
    fn findings(&self) -> Vec<String> {
        let lines = self.imported.diagnostics.iter().map(|found| {
            let place = self.sources.get(found.primary.span.file).unwrap();
            let place = place.place(found.primary.span.start);
            let severity = match found.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let (line, column) = (place.line, place.column);
            format!(
                "{line}:{column} {} {severity} {}",
                found.code.id, found.message
            )
        });
        lines.collect()
    }

    /// Lists the codes of the findings.
    fn codes(&self) -> Vec<&'static str> {
        self.imported
            .diagnostics
            .iter()
            .map(|found| found.code.id)
            .collect()
    }

    /// Lists the grants of the model as `role -> principal @ scope id`.
    fn grants(&self) -> Vec<String> {
        let (model, _) = self.model();
        let grants = model.grants.iter().map(|grant| {
            let statement = model.statement(grant.statement).unwrap();
            let what = match &statement.what {
                rolewright::model::Granted::Role(role) => model.role(*role).unwrap().name.clone(),
                rolewright::model::Granted::BuiltIn(guid) => guid.clone(),
                rolewright::model::Granted::Stage(_) => "stage".into(),
            };
            let principal = &model.principal(grant.principal).unwrap().name;
            let scope = &model.scope(grant.on).unwrap().id;
            format!("{what} -> {principal} @ {scope}")
        });
        grants.collect()
    }

    /// Returns the permission blocks of the only role.
    fn blocks(&self) -> Vec<Block> {
        let (model, _) = self.model();
        assert_eq!(model.roles.len(), 1);
        model.roles[0].blocks.clone()
    }
}

#[test]
fn an_empty_list_gives_nothing_and_no_finding() {
    let read = read_one("[]");
    assert!(read.imported.files[0].items.is_empty());
    assert_eq!(read.findings(), Vec::<String>::new());
    assert_eq!(read.imported.files[0].file, FileId::new(0));
}
