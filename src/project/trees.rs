//! The trees of a policy set, which are read again only where a text changed.

use rayon::prelude::*;

use super::{Input, Kind};
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::import;
use crate::resolve::standard;
use crate::source::{FileId, Origin, Sources};
use crate::syntax::{self, Parsed, ast};

/// When the standard library is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// Where the policy set names something that it may hold.
    IfNamed,
    /// Always: a question may name what the policy set does not.
    Always,
}

/// The trees of a policy set and what is wrong with its texts.
#[derive(Debug, Default)]
pub struct Trees {
    /// What names of Azure mean.
    catalog: &'static Catalog,
    /// The trees of policies in the order of their files; behind them what was imported.
    files: Vec<ast::File>,
    /// How many of them are of policies.
    policies: usize,
    /// What is wrong with the texts of policies.
    written: Vec<Diagnostic>,
    /// What is wrong with the JSON of Azure.
    imported: Vec<Diagnostic>,
    /// The JSON of Azure among the texts.
    json: Vec<FileId>,
    /// The standard library, once it was needed.
    library: Vec<ast::File>,
    /// Whether it is needed now.
    is_needed: bool,
}

impl Trees {
    /// Reads what is not read yet, and what is `stale`; leaves out what is no input any more.
    ///
    /// Inputs and what is stale are in the order of their ids.
    pub fn read(
        &mut self,
        sources: &mut Sources,
        inputs: &[Input],
        stale: &[FileId],
        wanted: Library,
    ) {
        self.read_policies(sources, &of_kind(inputs, Kind::Policy), stale);
        self.json = of_kind(inputs, Kind::Json);
        self.is_needed =
            wanted == Library::Always || !self.json.is_empty() || standard::is_needed(&self.files);
        if self.is_needed && self.library.is_empty() {
            self.library = library(sources);
        }
        self.imported.clear();
        if !self.json.is_empty() {
            self.import(sources);
        }
    }

    /// Sets the catalogue by which they are understood.
    pub fn know(&mut self, catalog: &'static Catalog) {
        self.catalog = catalog;
    }

    /// Returns the catalogue by which they are understood.
    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// Returns the trees to be resolved.
    pub fn files(&self) -> &[ast::File] {
        &self.files
    }

    /// Returns the trees of the standard library, as far as it is needed.
    pub fn standard(&self) -> &[ast::File] {
        if self.is_needed { &self.library } else { &[] }
    }

    /// Tells whether a file is policy text, and one of these.
    pub(super) fn is_of_policy(&self, file: FileId) -> bool {
        let policies = self.files.get(..self.policies).unwrap_or_default();
        policies
            .binary_search_by_key(&file, |tree| tree.file)
            .is_ok()
    }

    /// Lists what is wrong with the texts.
    pub(super) fn troubles(&self) -> impl Iterator<Item = &Diagnostic> {
        self.written.iter().chain(&self.imported)
    }

    /// Lists the texts that are JSON of Azure.
    pub(super) fn json(&self) -> &[FileId] {
        &self.json
    }

    fn read_policies(&mut self, sources: &Sources, policies: &[FileId], stale: &[FileId]) {
        self.files.truncate(self.policies);
        let stands =
            |id: FileId| stale.binary_search(&id).is_err() && policies.binary_search(&id).is_ok();
        self.files.retain(|tree| stands(tree.file));
        self.written
            .retain(|trouble| stands(trouble.primary.span.file));
        let is_read = |id: &FileId| {
            let found = self.files.binary_search_by_key(id, |tree| tree.file);
            found.is_ok()
        };
        let fresh = policies.iter().copied().filter(|id| !is_read(id));
        let fresh: Vec<FileId> = fresh.collect();
        for Parsed { file, diagnostics } in parse_all(sources, &fresh) {
            self.written.extend(diagnostics);
            self.files.push(file);
        }
        self.files.sort_by_key(|tree| tree.file);
        self.written
            .sort_by_key(|trouble| trouble.primary.span.file);
        self.policies = self.files.len();
    }

    /// Reads the JSON of Azure; what it means depends on what the policies declare.
    fn import(&mut self, sources: &Sources) {
        let documents = self.json.iter().map(|file| import::Document {
            file: *file,
            text: text(sources, *file),
        });
        let documents: Vec<_> = documents.collect();
        let catalog = self.catalog;
        let built_in = |id: &str| catalog.builtin_by_id(id).map(|role| role.name());
        let declared: Vec<_> = self.files.iter().chain(&self.library).collect();
        let imported = import::read(&documents, &declared, &built_in);
        self.imported = imported.diagnostics;
        self.files.extend(imported.files);
    }
}

/// Reads the standard library.
fn library(sources: &mut Sources) -> Vec<ast::File> {
    let added = standard::FILES
        .iter()
        .map(|(name, text)| sources.add(*name, *text, Origin::Standard));
    let added: Vec<FileId> = added.collect();
    let parsed = parse_all(sources, &added);
    parsed.into_iter().map(|one| one.file).collect()
}

fn parse_all(sources: &Sources, files: &[FileId]) -> Vec<Parsed> {
    let parse = |file: &FileId| syntax::parse(*file, text(sources, *file));
    files.par_iter().map(parse).collect()
}

fn of_kind(inputs: &[Input], kind: Kind) -> Vec<FileId> {
    let fitting = inputs.iter().filter(|input| input.kind == kind);
    fitting.map(|input| input.file).collect()
}

fn text(sources: &Sources, file: FileId) -> &str {
    sources.get(file).map_or("", |found| found.text())
}
