//! References and selectors: which scopes and which principals are meant.

use smol_str::SmolStr;

use super::names::a;
use super::nearest::nearest;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{EnvironmentId, Kind, PrincipalId, PrincipalKind, ScopeId, Tier};
use crate::source::Span;
use crate::syntax::ast::{Every, Name, Reference, Selector};

/// Instances of one name.
type Instances<T> = Vec<(Option<EnvironmentId>, T)>;

impl Resolver<'_> {
    /// Finds the one scope that a reference means.
    pub(super) fn scope_instance(
        &mut self,
        reference: &Reference,
        ambient: Option<EnvironmentId>,
    ) -> Option<ScopeId> {
        self.scope_instances(reference, ambient).into_iter().next()
    }

    /// Finds the scopes that a reference means; only an environment of several subscriptions has
    /// more than one.
    pub(super) fn scope_instances(
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
    pub(super) fn principal_instance(
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
    pub(super) fn principal_instances(
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

    /// Lists the scopes that selectors mean, in their order, each with its place.
    pub(super) fn scopes(&mut self, selectors: &[Selector]) -> Vec<(ScopeId, Span)> {
        let mut found = Vec::new();
        for selector in selectors {
            match selector {
                Selector::Reference(reference) => {
                    let scopes = self.scope_instances(reference, None);
                    found.extend(scopes.into_iter().map(|id| (id, reference.span)));
                }
                Selector::Every(every) => {
                    let scopes = self.every_scope(every);
                    found.extend(scopes.into_iter().map(|id| (id, every.span)));
                }
                Selector::Tier(name, span) => {
                    let scopes = self.tier_scopes(name);
                    found.extend(scopes.into_iter().map(|id| (id, *span)));
                }
                Selector::Anyone(span) => {
                    let message = "`anyone` is somebody, and a place is needed here";
                    self.misplaced(*span, message, "name where, or write `every workspace`");
                }
                Selector::Hole(name) => self.unknown(&name.text, name.span, "scope"),
            }
        }
        found
    }

    /// Reports a selector of the wrong sort.
    pub(super) fn misplaced(&mut self, span: Span, message: &str, help: &str) {
        let found = Diagnostic::new(codes::WRONG_KIND, Severity::Error, span, message);
        self.report(found.help(help));
    }

    fn tier_scopes(&mut self, name: &Name) -> Vec<ScopeId> {
        let Some(tier) = self.tier(name) else {
            return Vec::new();
        };
        let environments = self.model.environments.iter();
        let fitting = environments.filter(|environment| environment.tier == Some(tier));
        fitting
            .flat_map(|environment| environment.scopes.iter().copied())
            .collect()
    }

    fn tier(&mut self, name: &Name) -> Option<Tier> {
        let tier = Tier::of(&name.text);
        if tier.is_none() {
            let message = format!("`{}` is not a tier", name.text);
            let words = Tier::ALL.map(Tier::keyword);
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, name.span, message);
            let near = nearest(&name.text, words).unwrap_or_else(|| words.join(" or "));
            let edit = Edit::replace(name.span, near.split(' ').next().unwrap_or("test"));
            self.report(found.suggest(format!("write `{near}`"), vec![edit]));
        }
        tier
    }

    fn every_scope(&mut self, every: &Every) -> Vec<ScopeId> {
        let Some(kind) = Kind::of(&every.kind.text) else {
            let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.keyword()).collect();
            self.unknown_kind(&every.kind, &words);
            return Vec::new();
        };
        let Some(within) = self.every_filter(every) else {
            return Vec::new();
        };
        let scopes = self.model.scopes.iter().enumerate();
        let found: Vec<_> = scopes
            .filter(|(_, scope)| scope.kind == kind && scope.declared.is_some())
            .filter(|(_, scope)| {
                every
                    .label
                    .as_ref()
                    .is_none_or(|label| scope.labels.contains(&label.text))
            })
            .filter(|(_, scope)| within.admits(self, scope.environment))
            .map(|(index, _)| ScopeId::new(index))
            .collect();
        self.check_selection(every, found.is_empty());
        found
    }

    fn every_filter(&mut self, every: &Every) -> Option<Within> {
        let mut environments = Vec::new();
        for name in &every.environments {
            environments.push(self.find_environment(name)?);
        }
        let tier = match &every.tier {
            Some(name) => Some(self.tier(name)?),
            None => None,
        };
        Some(Within { environments, tier })
    }

    fn check_selection(&mut self, every: &Every, empty: bool) {
        if empty && self.names.broken.is_empty() {
            let message = format!("no {} is declared that this selects", every.kind.text);
            let found = Diagnostic::new(
                codes::EMPTY_SELECTION,
                Severity::Warning,
                every.span,
                message,
            );
            self.report(found.help("correct the label or the environment, or remove this line"));
        }
    }

    fn unknown_kind(&mut self, name: &Name, words: &[&str]) {
        let message = format!("`{}` is not a kind of thing", name.text);
        let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, name.span, message);
        self.report(match nearest(&name.text, words.iter().copied()) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(name.span, near)],
            ),
            None => found.help(format!("write one of {}", words.join(", "))),
        });
    }

    /// Lists the principals that selectors mean; none if one of them is `anyone`.
    pub(super) fn principals(
        &mut self,
        selectors: &[Selector],
        ambient: Option<EnvironmentId>,
    ) -> Option<Vec<(PrincipalId, Span)>> {
        let mut found = Vec::new();
        for selector in selectors {
            match selector {
                Selector::Reference(reference) => {
                    let principals = self.principal_instances(reference, ambient);
                    found.extend(principals.into_iter().map(|id| (id, reference.span)));
                }
                Selector::Every(every) => {
                    let principals = self.every_principal(every);
                    found.extend(principals.into_iter().map(|id| (id, every.span)));
                }
                Selector::Anyone(_) => return None,
                Selector::Tier(_, span) => {
                    let message = "`tier` is a place, and an identity is needed here";
                    self.misplaced(*span, message, "name who, or write `every group`");
                }
                Selector::Hole(name) => self.unknown(&name.text, name.span, "identity"),
            }
        }
        Some(found)
    }

    fn every_principal(&mut self, every: &Every) -> Vec<PrincipalId> {
        let Some(kind) = PrincipalKind::of(&every.kind.text) else {
            self.unknown_kind(&every.kind, &PrincipalKind::ALL.map(PrincipalKind::keyword));
            return Vec::new();
        };
        let Some(within) = self.every_filter(every) else {
            return Vec::new();
        };
        let principals = self.model.principals.iter().enumerate();
        let found: Vec<_> = principals
            .filter(|(_, one)| one.kind == kind && one.implicit_of.is_none())
            .filter(|(_, one)| {
                every
                    .label
                    .as_ref()
                    .is_none_or(|label| one.labels.contains(&label.text))
            })
            .filter(|(_, one)| within.admits(self, one.environment))
            .map(|(index, _)| PrincipalId::new(index))
            .collect();
        self.check_selection(every, found.is_empty());
        found
    }
}

/// The `in` and `tier` of an `every`.
struct Within {
    environments: Vec<EnvironmentId>,
    tier: Option<Tier>,
}

impl Within {
    fn admits(&self, resolver: &Resolver<'_>, environment: Option<EnvironmentId>) -> bool {
        let listed = self.environments.is_empty()
            || environment.is_some_and(|id| self.environments.contains(&id));
        let tier = environment.and_then(|id| resolver.model.environment(id)?.tier);
        listed && (self.tier.is_none() || self.tier == tier)
    }
}

/// Returns where the part of a reference before `@` stands.
pub(super) fn path_span(reference: &Reference) -> Span {
    let span = reference.span;
    let length = u32::try_from(reference.path.len()).unwrap_or(0);
    let end = span.start.saturating_add(length);
    let environment = reference.environment.as_ref();
    // What a template filled in has another length than what is written.
    match environment.filter(|name| name.span.start == end + 1) {
        Some(_) => Span::new(span.file, span.start, end),
        None => span,
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
