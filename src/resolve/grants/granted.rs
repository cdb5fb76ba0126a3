//! What is granted: a stage, a role, or a role of Azure.

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::Granted;
use crate::resolve::nearest::nearest_within;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Text, What};

impl Resolver<'_> {
    /// Finds what is granted.
    pub(in crate::resolve) fn granted(&mut self, what: &What) -> Option<Granted> {
        let name = match what {
            What::Quoted(text) => return self.built_in(text),
            What::Named(name) => name,
        };
        self.refer(&name.text);
        if let Some(stage) = self.names.stages.get(&name.text) {
            return Some(Granted::Stage(*stage));
        }
        if let Some(role) = self.names.roles.get(&name.text) {
            return Some(Granted::Role(*role));
        }
        if self.catalog.builtin_by_name(&name.text).is_some() {
            let message = format!(
                "`{}` is a role of Azure, and such names are quoted",
                name.text
            );
            let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, name.span, message);
            let quoted = format!("\"{}\"", name.text);
            self.report(found.suggest("quote it", vec![Edit::replace(name.span, quoted)]));
            return None;
        }
        self.unknown(&name.text, name.span, "stage or role");
        None
    }

    fn built_in(&mut self, text: &Text) -> Option<Granted> {
        // `${…}` in a role of Azure has been reported by `syntax`.
        let name = text.as_plain()?;
        let by_id = self.catalog.builtin_by_id(name);
        let role = by_id.or_else(|| self.catalog.builtin_by_name(name));
        let alias = || {
            let alias = self.catalog.builtin_alias(name)?;
            self.catalog.builtin_by_name(alias.role.name())
        };
        if let Some(role) = role.or_else(alias) {
            return Some(Granted::BuiltIn(role.id().to_ascii_lowercase().into()));
        }
        let stages = self.names.stages.contains_key(name);
        if stages || self.names.roles.contains_key(name) {
            let message =
                format!("`{name}` is declared in the policy, and such names have no quotes");
            let code = codes::UNKNOWN_BUILT_IN;
            let found = Diagnostic::new(code, Severity::Error, text.span, message);
            let edit = Edit::replace(text.span, name.as_str());
            self.report(found.suggest("remove the quotes", vec![edit]));
            return None;
        }
        let message = format!("Azure has no built-in role `{name}`");
        let found = Diagnostic::new(codes::UNKNOWN_BUILT_IN, Severity::Error, text.span, message);
        let known = self.catalog.builtin_roles().map(|role| role.name());
        let found = match nearest_within(&self.search, name, known) {
            Some(near) => {
                let edit = Edit::replace(text.span, format!("\"{near}\""));
                found.suggest(format!("did you mean \"{near}\"?"), vec![edit])
            }
            None => found.help("declare it with `role NAME existing on … { object-id \"…\" }`"),
        };
        let found = self.unsearched(found);
        self.report(found);
        None
    }
}
