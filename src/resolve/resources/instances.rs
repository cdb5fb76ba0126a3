//! In which environments a declaration has instances, and what says otherwise.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::EnvironmentId;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Body, MemberKind, Name, Reference, Thing};

impl Resolver<'_> {
    /// Lists the environments that a declaration has instances in.
    pub(in crate::resolve) fn instances(&mut self, thing: &Thing) -> Vec<EnvironmentId> {
        if thing.within.is_empty() {
            let found = nowhere(thing, "environment");
            let only = self.model.environments.first().map(|one| one.name.clone());
            let example = only.unwrap_or_else(|| "dev".into());
            self.report(found.suggest(
                format!("say where it is: `in {example}`"),
                vec![Edit::insert_after(
                    thing.name.span,
                    format!(" in {example}"),
                )],
            ));
        }
        let mut found = Vec::new();
        for reference in &thing.within {
            let name = Name {
                text: reference.path.clone(),
                span: reference.span,
            };
            self.bare_place(reference);
            let environment = self.find_environment(&name);
            found.extend(environment.filter(|one| !found.contains(one)));
        }
        let places = thing.within.iter();
        let listed: Vec<_> = places.map(|one| (one.path.clone(), one.span)).collect();
        self.repeated(&listed);
        let here: Vec<_> = thing.within.iter().map(|one| one.path.clone()).collect();
        self.overrides_elsewhere(&thing.name, &here, thing.body.as_ref());
        found
    }

    /// Reports an `@…` after `in`: a declaration stands for all its instances.
    pub(super) fn bare_place(&mut self, reference: &Reference) {
        if let Some(environment) = &reference.environment {
            let message = format!("`@{}` has no meaning after `in`", environment.text);
            let span = reference.span;
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
            let path = reference.path.as_str();
            let edit = Edit::replace(span, path);
            self.report(found.suggest(format!("write `in {path}`"), vec![edit]));
        }
    }

    /// Reports each `override` for an environment that has no instance of the thing.
    pub(super) fn overrides_elsewhere(
        &mut self,
        thing: &Name,
        here: &[SmolStr],
        body: Option<&Body>,
    ) {
        for member in body.into_iter().flat_map(|body| &body.members) {
            let over = match &member.kind {
                MemberKind::Child(child) => {
                    self.overrides_elsewhere(thing, here, child.body.as_ref());
                    continue;
                }
                MemberKind::Override(over) => over,
                _ => continue,
            };
            for name in &over.environments {
                if !here.contains(&name.text) && self.names.environments.contains_key(&name.text) {
                    let message = format!("`{}` is not in `{}`", thing.text, name.text);
                    let code = codes::NOT_IN_ENVIRONMENT;
                    let found = Diagnostic::new(code, Severity::Error, name.span, message).help(
                        format!("add `{}` after `in`, or override another", name.text),
                    );
                    self.report(found);
                }
            }
        }
    }
}

/// Says that a thing is in none of the things of a kind that it belongs into.
pub(super) fn nowhere(thing: &Thing, kind: &str) -> Diagnostic {
    let (own, name) = (&thing.kind.text, &thing.name);
    let message = format!("{own} `{}` is in no {kind}", name.text);
    Diagnostic::new(codes::MISSING_PROPERTY, Severity::Error, name.span, message)
}
