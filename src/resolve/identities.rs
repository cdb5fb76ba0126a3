//! Groups, users, service principals, agents and managed identities; who acts as whom.

use smol_str::{SmolStr, format_smolstr};

use super::circles::{Circle, circles, drawn};
use super::environments::{labels, text_of};
use super::properties::{find, properties};
use super::resources::references;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::date::Day;
use crate::model::principal::{Federation, Member};
use crate::model::{
    DeclaredId, EnvironmentId, Kind, Later, Principal, PrincipalId, PrincipalKind, ScopeId,
};
use crate::source::Span;
use crate::syntax::ast::{Declaration, MemberKind, Property, Thing, Value};

impl Resolver<'_> {
    /// Makes every declared identity; a managed identity has one instance per environment.
    pub(super) fn identities(&mut self, placed: &[Placed<'_>]) {
        for one in placed {
            let (Declaration::Identity(thing), Some(declared)) =
                (&one.item.declaration, one.declared)
            else {
                continue;
            };
            let Some(kind) = PrincipalKind::of(&thing.kind.text) else {
                continue;
            };
            self.step(one, |this| this.instances_of(thing, kind, declared));
        }
    }

    fn instances_of(&mut self, thing: &Thing, kind: PrincipalKind, declared: DeclaredId) {
        if kind != PrincipalKind::ManagedIdentity {
            self.check_free(thing);
            return self.identity(thing, kind, declared, None);
        }
        self.check_body(&thing.kind.text, thing.body.as_ref());
        for environment in self.instances(thing) {
            let scope = self.resource(thing, Kind::ManagedIdentity, declared, environment);
            self.identity(thing, kind, declared, Some((environment, scope)));
        }
    }

    fn identity(
        &mut self,
        thing: &Thing,
        kind: PrincipalKind,
        declared: DeclaredId,
        instance: Option<(EnvironmentId, Option<ScopeId>)>,
    ) {
        let environment = instance.map(|(environment, _)| environment);
        let name = environment
            .map(|id| self.environment_name(id))
            .unwrap_or_default();
        let written = properties(thing.body.as_ref(), &name);
        let principal = Principal {
            kind,
            declared,
            name: thing.name.text.clone(),
            environment,
            object_id: find(&written, "object-id")
                .and_then(|one| self.first_guid(one, environment)),
            object_id_span: find(&written, "object-id").map(|one| one.span),
            app_id: find(&written, "app-id").and_then(|one| self.first_guid(one, environment)),
            upn: find(&written, "upn")
                .and_then(text_of)
                .map(|text| self.text(text, environment)),
            azure_name: find(&written, "name")
                .and_then(text_of)
                .map(|text| self.text(text, environment)),
            scope: instance.and_then(|(_, scope)| scope),
            implicit_of: None,
            members: Vec::new(),
            member_of: Vec::new(),
            labels: labels(&written),
            secret_expires: find(&written, "secret").and_then(|property| self.expiry(property)),
            federated: self.federations(&written, environment),
            span: thing.name.span,
        };
        self.add_principal(principal);
    }

    fn first_guid(
        &mut self,
        property: &Property,
        environment: Option<EnvironmentId>,
    ) -> Option<SmolStr> {
        self.guids(property, environment).into_iter().next()
    }

    fn expiry(&mut self, property: &Property) -> Option<(Day, Span)> {
        match property.values.first() {
            Some(Value::Date(date)) => Some((self.day(date)?, property.span)),
            _ => None,
        }
    }

    fn federations(
        &mut self,
        written: &[&Property],
        environment: Option<EnvironmentId>,
    ) -> Vec<Federation> {
        let mut found = Vec::new();
        for property in written
            .iter()
            .filter(|property| property.key.text == "federated")
        {
            let source = references(property)
                .next()
                .map(|one| one.path.clone())
                .unwrap_or_default();
            let mut fields = Vec::new();
            for member in property.body.iter().flat_map(|body| &body.members) {
                if let MemberKind::Property(field) = &member.kind
                    && let Some(value) = field.values.first()
                {
                    let value = self.value_text(value, environment);
                    fields.push((field.key.text.clone(), value, field.span));
                }
            }
            self.check_federation(&source, &fields, property);
            let feature = "federated credentials (`federated`)";
            self.model.later.push(Later {
                feature,
                span: property.span,
            });
            found.push(Federation {
                source,
                properties: fields,
                span: property.span,
            });
        }
        found
    }

    fn check_federation(
        &mut self,
        source: &str,
        fields: &[(SmolStr, SmolStr, Span)],
        property: &Property,
    ) {
        let has = |key: &str| fields.iter().any(|(name, ..)| name == key);
        // A missing body and another word have been told by the shape of the property.
        let has_body = property.body.is_some();
        let problem = match source {
            _ if !has_body => None,
            "github" => {
                let subjects = ["environment", "branch", "tag", "pull-request"];
                let count = subjects.iter().filter(|key| has(key)).count();
                let complete = has("repository") && count == 1;
                (!complete).then_some(
                    "`repository` and exactly one of `environment`, `branch`, `tag`, `pull-request`",
                )
            }
            "oidc" => (!(has("issuer") && has("subject"))).then_some("`issuer` and `subject`"),
            _ => None,
        };
        if let Some(wanted) = problem {
            let message = format!("this federation needs {wanted}");
            let span = property.span;
            let found = Diagnostic::new(codes::MISSING_PROPERTY, Severity::Error, span, message);
            self.report(found.help(format!("write {wanted}")));
        }
    }

    /// Adds a principal and makes it known under its name.
    fn add_principal(&mut self, principal: Principal) -> PrincipalId {
        let id = PrincipalId::new(self.model.principals.len());
        let instances = self
            .names
            .principals
            .entry(principal.name.clone())
            .or_default();
        instances.push((principal.environment, id));
        self.model.principals.push(principal);
        id
    }

    /// Fills in what needs every name: links, `runs-as`, own identities, members.
    pub(super) fn connect(&mut self, placed: &[Placed<'_>]) {
        for one in placed {
            if let (Declaration::Resource(thing), Some(_)) = (&one.item.declaration, one.declared) {
                self.step(one, |this| this.link(thing));
            }
        }
        self.same_things();
        self.own_identities();
        for one in placed {
            if let (Declaration::Identity(thing), Some(_)) = (&one.item.declaration, one.declared) {
                self.step(one, |this| this.members(thing));
            }
        }
        self.group_cycles();
    }

    /// Gives every workspace, compute and endpoint without `runs-as` an identity of its own.
    fn own_identities(&mut self) {
        for index in 0..self.model.scopes.len() {
            let id = ScopeId::new(index);
            let Some(scope) = self.model.scope(id) else {
                continue;
            };
            let (Some(declared), None) = (scope.declared, scope.identity) else {
                continue;
            };
            if !scope.kind.has_identity() {
                continue;
            }
            let principal = Principal {
                kind: PrincipalKind::ManagedIdentity,
                declared,
                name: format_smolstr!("{}.identity", scope.name),
                environment: scope.environment,
                object_id: None,
                object_id_span: None,
                app_id: None,
                upn: None,
                azure_name: None,
                scope: None,
                implicit_of: Some(id),
                members: Vec::new(),
                member_of: Vec::new(),
                labels: Vec::new(),
                secret_expires: None,
                federated: Vec::new(),
                span: scope.span,
            };
            let identity = self.add_principal(principal);
            if let Some(scope) = self.model.scopes.get_mut(index) {
                scope.identity = Some(identity);
            }
        }
    }

    fn members(&mut self, thing: &Thing) {
        let Some((_, group)) = self
            .names
            .principals
            .get(&thing.name.text)
            .and_then(|all| all.first())
        else {
            return;
        };
        let group = *group;
        let written = properties(thing.body.as_ref(), "");
        let Some(property) = find(&written, "members") else {
            return;
        };
        for reference in references(property) {
            for principal in self.principal_instances(reference, None) {
                let member = Member {
                    principal,
                    span: reference.span,
                };
                if let Some(found) = self.model.principals.get_mut(group.index()) {
                    found.members.push(member);
                }
                if let Some(found) = self.model.principals.get_mut(principal.index()) {
                    found.member_of.push(group);
                }
            }
        }
    }

    /// Reports each group that holds itself, with the path.
    fn group_cycles(&mut self) {
        let principals = self.model.principals.iter();
        let members = principals.map(|one| one.members.iter().map(|one| one.principal.index()));
        let edges: Vec<Vec<usize>> = members.map(Iterator::collect).collect();
        for circle in circles(&edges) {
            let found = self.cycle(&circle);
            self.diagnostics.extend(found);
        }
    }

    fn cycle(&self, circle: &Circle) -> Option<Diagnostic> {
        let path = || {
            let path = circle.path.iter();
            path.filter_map(|one| self.model.principals.get(*one))
        };
        let (first, last) = (path().next()?, path().next_back()?);
        let closing = last.members.get(circle.edge)?.span;
        let message = format!("group `{}` is a member of itself", first.name);
        let found = Diagnostic::new(codes::CYCLE, Severity::Error, closing, message)
            .related(first.span, "the group is declared here")
            .note(drawn(path().map(|one| one.name.as_str())));
        let help = format!(
            "remove `{}` from the members of `{}`",
            first.name, last.name
        );
        let spans: Vec<_> = last.members.iter().map(|one| one.span).collect();
        Some(found.suggest(help, Edit::delete_elements(&spans, &[closing])))
    }
}
