//! A small policy set to put grants on, and what becomes of them.

use rolewright::catalog::Catalog;
use rolewright::compile::refuse::{Limits, refuse};
use rolewright::compile::{Compiled, CompiledRole, compile};
use rolewright::diagnostic::Diagnostic;
use rolewright::model::date::Day;
use rolewright::model::{Cloud, Model};
use rolewright::resolve::{resolve, standard};
use rolewright::source::{FileId, Span};
use rolewright::syntax;

use crate::support::TODAY;

/// Two environments of different tiers and a third without anything of its own.
pub(super) const BASE: &str = r#"
policy small { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development subscription "11111111-1111-4111-8111-111111111111" resource-group "rg-dev" let suffix = "d1" }
environment prod { tier production subscription "33333333-3333-4333-8333-333333333333" resource-group "rg-prod" let suffix = "p1" }
workspace churn in dev, prod { storage lake key-vault vault }
storage lake in dev, prod { container raw container features }
key-vault vault in dev, prod
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
capability run on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/write" }
capability look on workspace { actions "Microsoft.MachineLearningServices/workspaces/jobs/read" }
capability open on container { data-actions "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read" }
capability secrets on key-vault { data-actions "Microsoft.KeyVault/vaults/secrets/getSecret/action" }
"#;

/// A policy set as far as it could be understood.
pub(super) struct Seen {
    pub(super) model: Model,
    pub(super) compiled: Compiled,
    pub(super) found: Vec<Diagnostic>,
    text: String,
}

/// Reads a text alone.
pub(super) fn read(text: &str) -> Seen {
    let parsed = syntax::parse(FileId::new(0), text);
    let library: Vec<_> = (1..)
        .zip(standard::FILES)
        .map(|(file, (_, text))| syntax::parse(FileId::new(file), text).file)
        .collect();
    let catalog = Catalog::embedded();
    let resolved = resolve(&[parsed.file], &library, catalog);
    let compiled = compile(&resolved.model, catalog, Day::parse(TODAY));
    let mut found = parsed.diagnostics;
    found.extend(resolved.diagnostics);
    Seen {
        model: resolved.model,
        compiled,
        found,
        text: text.to_owned(),
    }
}

/// Reads a text after [`BASE`].
pub(super) fn with(text: &str) -> Seen {
    read(&format!("{BASE}{text}"))
}

/// Reads a text after [`BASE`] that must be sound.
#[track_caller]
pub(super) fn sound(text: &str) -> Seen {
    let seen = with(text);
    assert_eq!(seen.codes(), [] as [&str; 0], "{:#?}", seen.found);
    seen
}

/// Checks what is found in a text after [`BASE`], in the order of the text, each with its place.
#[track_caller]
pub(super) fn finds(text: &str, wanted: &[(&str, &str)]) {
    let mut seen = with(text);
    seen.found.sort_by_key(|one| one.primary.span);
    let found: Vec<_> = seen.places().collect();
    assert_eq!(found, wanted, "{:#?}", seen.found);
}

impl Seen {
    /// Lists the codes of what was found, in the order in which it was found.
    pub(super) fn codes(&self) -> Vec<&str> {
        self.found.iter().map(|one| one.code.id).collect()
    }

    /// Lists the codes of what was found, each with the text at its place.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        let found = self.found.iter();
        found.map(|one| (one.code.id, self.at(one.primary.span)))
    }

    /// Lists the texts at the other places of the one thing that was found.
    pub(super) fn related(&self) -> Vec<&str> {
        let related = self.found[0].related.iter();
        related.map(|label| self.at(label.span)).collect()
    }

    pub(super) fn at(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Returns the text at the one thing that was found.
    #[track_caller]
    pub(super) fn only(&self, code: &str) -> &str {
        assert_eq!(self.codes(), [code], "{:#?}", self.found);
        self.at(self.found[0].primary.span)
    }

    /// Lists what is assigned as `principal: role key at scope`.
    pub(super) fn assigned(&self) -> Vec<String> {
        let assignments = self.compiled.assignments.iter();
        let written = assignments.map(|one| {
            let role = &self.compiled.roles[one.role.index()];
            let principal = self.model.principal_name(one.principal);
            let scope = self.model.scope_name(one.scope);
            format!("{principal}: {} at {scope}", role.key)
        });
        written.collect()
    }

    /// Returns the role with a key.
    #[track_caller]
    pub(super) fn role(&self, key: &str) -> &CompiledRole {
        let found = self.compiled.roles.iter().find(|role| role.key == key);
        found.unwrap_or_else(|| panic!("no role {key}"))
    }

    /// Lists the last two segments of everything that a role lists.
    #[track_caller]
    pub(super) fn listed(&self, key: &str) -> Vec<String> {
        let blocks = self.role(key).blocks.iter();
        let patterns = blocks.flat_map(|block| block.actions.iter().chain(&block.data_actions));
        let short = patterns.map(|pattern| {
            let parts: Vec<_> = pattern.as_str().rsplitn(3, '/').collect();
            format!("{}/{}", parts[1], parts[0])
        });
        short.collect()
    }

    /// Lists the codes for which a build refuses.
    pub(super) fn refused(&self) -> Vec<&str> {
        let limits = Limits::of(Cloud::Public);
        let found = refuse(&self.model, &self.compiled, Catalog::embedded(), limits);
        found.into_iter().map(|one| one.code.id).collect()
    }
}
