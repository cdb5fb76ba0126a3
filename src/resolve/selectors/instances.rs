//! References: which instance of a name is meant.

use smol_str::SmolStr;

use super::path_span;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{EnvironmentId, Kind, PrincipalId, ScopeId};
use crate::resolve::names::a;
use crate::resolve::nearest::nearest;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Name, Reference};

/// Instances of one name.
type Instances<T> = Vec<(Option<EnvironmentId>, T)>;

impl Resolver<'_> {
    /// Finds the one scope that a reference means.
    pub(in crate::resolve) fn scope_instance(
        &mut self,
        reference: &Reference,
        ambient: Option<EnvironmentId>,
    ) -> Option<ScopeId> {
        self.scope_instances(reference, ambient).into_iter().next()
    }

    /// Finds the scopes that a reference means; only an environment of several subscriptions has
    /// more than one.
    pub(in crate::resolve) fn scope_instances(
        &mut self,
        reference: &Reference,
        ambient: Option<EnvironmentId>,
    ) -> Vec<ScopeId> {
        self.refer(&reference.path);
        if let Some(environment) = self.names.environments.get(&reference.path) {
            if let Some(name) = &reference.environment {
                self.diagnostics.push(needless_environment(reference, name));
            }
            let found = self.model.environment(*environment);
            return found.map(|one| one.scopes.clone()).unwrap_or_default();
        }
        if let Some(instances) = self.names.scopes.get(&reference.path).cloned() {
            return self
                .pick(reference, &instances, ambient)
                .into_iter()
                .collect();
        }
        self.unknown(&reference.path, path_span(reference), "scope");
        Vec::new()
    }

    /// Finds the one principal that a reference means.
    pub(in crate::resolve) fn principal_instance(
        &mut self,
        reference: &Reference,
        ambient: Option<EnvironmentId>,
    ) -> Option<PrincipalId> {
        self.refer(
            reference
                .path
                .strip_suffix(".identity")
                .unwrap_or(&reference.path),
        );
        if let Some(instances) = self.names.principals.get(&reference.path).cloned() {
            return self.pick(reference, &instances, ambient);
        }
        if !self.identity_of(reference) {
            self.unknown(&reference.path, path_span(reference), "identity");
        }
        None
    }

    /// Reports what runs code where its identity is meant, and an identity that another one stands
    /// in for.
    fn identity_of(&mut self, reference: &Reference) -> bool {
        let path = &reference.path;
        let host = path.strip_suffix(".identity").unwrap_or(path);
        let id = self.names.declared.get(host);
        let Some(declared) = id.and_then(|id| self.model.declaration(*id)) else {
            return false;
        };
        let keyword = declared.keyword.clone();
        if !Kind::of(&keyword).is_some_and(Kind::has_identity) {
            return false;
        }
        let span = path_span(reference);
        let own = format!("{host}.identity");
        let found = if self.names.principals.contains_key(own.as_str()) {
            let message = format!(
                "`{host}` is {}, and an identity is needed here",
                a(&keyword)
            );
            Diagnostic::new(codes::WRONG_KIND, Severity::Error, span, message).suggest(
                format!("name its identity, `{own}`"),
                vec![Edit::replace(span, own)],
            )
        } else {
            let message = format!("`{host}` has no identity of its own");
            Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, span, message)
                .related(declared.name_span, "it runs as another one")
                .help("name what stands after its `runs-as`")
        };
        self.report(found);
        true
    }

    /// Finds every instance that a reference without an environment may mean.
    pub(in crate::resolve) fn principal_instances(
        &mut self,
        reference: &Reference,
        ambient: Option<EnvironmentId>,
    ) -> Vec<PrincipalId> {
        let instances = self.names.principals.get(&reference.path);
        let many = instances.is_some_and(|all| all.len() > 1);
        if many && reference.environment.is_none() && ambient.is_none() {
            let all = instances.into_iter().flatten().map(|(_, id)| *id).collect();
            self.refer(&reference.path);
            return all;
        }
        self.principal_instance(reference, ambient)
            .into_iter()
            .collect()
    }

    /// Picks the instance of the environment that is written, else of the ambient one.
    fn pick<T: Copy>(
        &mut self,
        reference: &Reference,
        instances: &Instances<T>,
        ambient: Option<EnvironmentId>,
    ) -> Option<T> {
        let written = match &reference.environment {
            Some(name) => Some(self.find_environment(name)?),
            None => None,
        };
        if let [(None, only)] = instances.as_slice() {
            if let Some(name) = &reference.environment {
                let found = needless_environment(reference, name);
                self.report(found);
            }
            return Some(*only);
        }
        if let Some(environment) = written.or(ambient) {
            let found = instances
                .iter()
                .find(|(instance, _)| *instance == Some(environment));
            if let Some((_, id)) = found {
                return Some(*id);
            }
            self.not_there(reference, environment, instances);
            return None;
        }
        if let [(_, only)] = instances.as_slice() {
            return Some(*only);
        }
        self.unsaid(reference, instances);
        None
    }

    fn instance_names<T>(&self, reference: &Reference, instances: &Instances<T>) -> Vec<String> {
        let environments = instances.iter().filter_map(|(environment, _)| *environment);
        let names =
            environments.map(|id| format!("{}@{}", reference.path, self.environment_name(id)));
        names.collect()
    }

    fn not_there<T>(
        &mut self,
        reference: &Reference,
        environment: EnvironmentId,
        instances: &Instances<T>,
    ) {
        let environment = self.environment_name(environment);
        let names = self.instance_names(reference, instances);
        let message = format!("`{}` does not exist in `{environment}`", reference.path);
        let found = Diagnostic::new(
            codes::NOT_IN_ENVIRONMENT,
            Severity::Error,
            reference.span,
            message,
        )
        .note("an unqualified name means the same environment, and never another one");
        let near = nearest(
            &format!("{}@{environment}", reference.path),
            names.iter().map(String::as_str),
        );
        self.report(match near.or_else(|| names.first().cloned()) {
            Some(name) => found.suggest(
                format!("name the one you mean, such as `{name}`"),
                vec![Edit::replace(reference.span, name)],
            ),
            None => found.help(format!("declare it in `{environment}`")),
        });
    }

    fn unsaid<T>(&mut self, reference: &Reference, instances: &Instances<T>) {
        let names = self.instance_names(reference, instances);
        let message = format!("`{}` exists in several environments", reference.path);
        let found = Diagnostic::new(
            codes::ENVIRONMENT_UNSAID,
            Severity::Error,
            reference.span,
            message,
        )
        .note(format!("there is {}", names.join(", ")));
        self.report(match names.first() {
            Some(name) => found.suggest(
                format!("say which, such as `{name}`"),
                vec![Edit::replace(reference.span, name)],
            ),
            None => found,
        });
    }
}

fn needless_environment(reference: &Reference, name: &Name) -> Diagnostic {
    let path: &SmolStr = &reference.path;
    let message = format!(
        "`{path}` is in no environment, and `@{}` says it is",
        name.text
    );
    Diagnostic::new(
        codes::NOT_IN_ENVIRONMENT,
        Severity::Error,
        reference.span,
        message,
    )
    .suggest(
        format!("write `{path}`"),
        vec![Edit::replace(reference.span, path.as_str())],
    )
}
