//! Federated credentials as Entra compares them: an issuer, a subject and an audience.

use std::collections::BTreeSet;

use super::view::View;
use crate::diagnostic::Edit;
use crate::model::principal::Federation;
use crate::model::{Principal, PrincipalId};
use crate::source::Span;

/// The issuer of GitHub's tokens.
pub(super) const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// A federated credential of an identity.
#[derive(Clone, Copy)]
pub(super) struct Trust<'v> {
    /// Whose.
    pub(super) id: PrincipalId,
    /// Whose.
    pub(super) principal: &'v Principal,
    /// What is trusted.
    pub(super) federation: &'v Federation,
}

/// Lists every federated credential, in the order of the text.
pub(super) fn trusts<'v>(view: &View<'v>) -> Vec<Trust<'v>> {
    let principals = view.model.principals.iter().enumerate();
    let trusts = principals.flat_map(|(index, principal)| {
        principal.federated.iter().map(move |federation| Trust {
            id: PrincipalId::new(index),
            principal,
            federation,
        })
    });
    trusts.collect()
}

/// Lists every federated credential, those of one place in the text once.
pub(super) fn written<'v>(view: &View<'v>) -> Vec<Trust<'v>> {
    let mut seen = BTreeSet::new();
    let trusts = trusts(view).into_iter();
    trusts
        .filter(|trust| seen.insert(trust.federation.span))
        .collect()
}

impl<'v> Trust<'v> {
    /// Tells whether it is written in GitHub's terms.
    pub(super) fn is_github(&self) -> bool {
        self.federation.source == "github"
    }

    /// Returns the text of a property.
    pub(super) fn text(&self, key: &str) -> Option<&'v str> {
        self.federation.get(key).map(|(value, _)| value.as_str())
    }

    /// Returns the place of a property, or of the whole credential.
    pub(super) fn span(&self, key: &str) -> Span {
        self.federation
            .get(key)
            .map_or(self.federation.span, |(_, span)| span)
    }

    /// Returns who issues the tokens.
    pub(super) fn issuer(&self) -> &'v str {
        if self.is_github() {
            return GITHUB;
        }
        self.text("issuer").unwrap_or_default()
    }

    /// Tells whether GitHub issues the tokens, however that is written.
    pub(super) fn is_from_github(&self) -> bool {
        self.issuer().trim_end_matches('/') == GITHUB
    }

    /// Returns the subject that a token must have, letter by letter.
    pub(super) fn subject(&self) -> String {
        if !self.is_github() {
            return self.text("subject").unwrap_or_default().to_owned();
        }
        let repository = self.text("repository").unwrap_or_default();
        let (owner, name) = repository.split_once('/').unwrap_or((repository, ""));
        let number = |key: &str| {
            self.text(key)
                .map(|id| format!("@{id}"))
                .unwrap_or_default()
        };
        let (owner_id, id) = (number("owner-id"), number("id"));
        format!("repo:{owner}{owner_id}/{name}{id}:{}", self.tail())
    }

    fn tail(&self) -> String {
        let tails = [
            ("environment", "environment:"),
            ("branch", "ref:refs/heads/"),
            ("tag", "ref:refs/tags/"),
        ];
        let written = tails
            .iter()
            .find_map(|(key, head)| Some(format!("{head}{}", self.text(key)?)));
        written.unwrap_or_else(|| "pull_request".to_owned())
    }

    /// Tells whether a subject of GitHub has a word behind the repository: `environment`, `ref`.
    pub(super) fn follows_from(&self, word: &str) -> bool {
        let subject = self.subject();
        let mut words = subject.split(':').skip(2);
        self.is_from_github() && words.next() == Some(word)
    }

    /// Returns the edit that removes it.
    pub(super) fn removal(&self) -> Vec<Edit> {
        vec![Edit::delete(self.federation.span)]
    }

    /// Returns the edits that trust an environment of GitHub in the place of a branch, a tag or
    /// pull requests.
    pub(super) fn by_environment(&self, view: &View<'_>) -> Vec<Edit> {
        let keys = ["branch", "tag", "pull-request"];
        let found = keys.iter().find_map(|key| self.federation.get(key));
        let name = self
            .principal
            .environment
            .and_then(|id| view.model.environment(id))
            .map_or("production", |one| one.name.as_str());
        match found {
            Some((_, span)) => vec![Edit::replace(span, format!("environment \"{name}\""))],
            None => self.removal(),
        }
    }
}
