//! The examples' own tests and invariants, judged by the definition and not by the engine.
//!
//! The standard library has no patterns, so that access is a plain set of names here.

use std::collections::BTreeSet;

use rolewright::compile::Compiled;
use rolewright::model::guarantee::{Asked, Expectation, Never};
use rolewright::model::permission::Plane;
use rolewright::model::{Granted, Kind, Model, PrincipalId, ScopeId};

use super::examples::{EXAMPLES, compiled, compiled_with};
use super::library::operations;

type Operations = BTreeSet<(Plane, String)>;

/// A compiled example and what to leave out of it.
struct World<'w> {
    model: &'w Model,
    compiled: &'w Compiled,
}

impl World<'_> {
    /// Everything that a principal is assigned at a scope and above, itself or by a group.
    fn access(&self, who: PrincipalId, scope: ScopeId, without: &[Granted]) -> Operations {
        let names = self.model.memberships(who);
        let mut found = Operations::new();
        for assignment in &self.compiled.assignments {
            let counts = names.contains(&assignment.principal)
                && self.model.covers(assignment.scope, scope)
                && !assignment.sources.iter().all(|source| {
                    let grant = &self.model.grants[self.compiled.sources[*source].grant];
                    let statement = self.model.statement(grant.statement).unwrap();
                    without.contains(&statement.what)
                });
            if !counts {
                continue;
            }
            for block in &self.compiled.roles[assignment.role.index()].blocks {
                for plane in [Plane::Control, Plane::Data] {
                    let names = block.granted(plane).iter();
                    found.extend(names.map(|name| (plane, name.as_str().to_lowercase())));
                }
            }
        }
        found
    }

    /// What defines what is asked; a capability's part for the kind, or for all kinds.
    fn defining(&self, asked: &Asked) -> Operations {
        let Asked::Capability(id) = asked else {
            let Asked::Operation(pattern) = asked else {
                panic!("the examples ask for no stage")
            };
            let name = pattern.as_str().to_lowercase();
            return [Plane::Control, Plane::Data]
                .map(|plane| (plane, name.clone()))
                .into();
        };
        let parts = &self.model.capability(*id).unwrap().parts;
        let written = parts.iter().flat_map(|part| &part.patterns);
        written
            .map(|one| (one.plane.unwrap(), one.pattern.as_str().to_lowercase()))
            .collect()
    }

    fn can(&self, who: PrincipalId, asked: &Asked, scope: ScopeId) -> bool {
        let Asked::Capability(id) = asked else {
            panic!("the examples ask what a task is")
        };
        let capability = self.model.capability(*id).unwrap();
        let kind: Kind = self.model.scope(scope).unwrap().kind;
        assert!(
            capability.parts.iter().any(|part| part.kind == kind),
            "{}",
            capability.name
        );
        let needed = operations(self.model, &capability.name, kind).into_iter();
        let needed: Operations = needed
            .map(|(plane, name)| (plane, name.to_lowercase()))
            .collect();
        needed.is_subset(&self.access(who, scope, &[]))
    }

    /// Tells whether a principal or a member of it has any of what is asked, there or below.
    fn may(&self, who: PrincipalId, asked: &Asked, scope: ScopeId, without: &[Granted]) -> bool {
        let members = (0..self.model.principals.len()).map(PrincipalId::new);
        let members = members.filter(|one| self.model.memberships(*one).contains(&who));
        let below = (0..self.model.scopes.len()).map(ScopeId::new);
        let below: Vec<_> = below.filter(|one| self.model.covers(scope, *one)).collect();
        let defining = self.defining(asked);
        members.into_iter().any(|member| {
            below
                .iter()
                .any(|place| !self.access(member, *place, without).is_disjoint(&defining))
        })
    }

    fn declared(&self) -> Vec<PrincipalId> {
        let all = (0..self.model.principals.len()).map(PrincipalId::new);
        all.filter(|id| self.model.principal(*id).unwrap().implicit_of.is_none())
            .collect()
    }

    fn holds(&self, line: &Expectation) -> bool {
        assert!(!line.reach, "the examples ask for no reach");
        let who = line.who.clone().unwrap_or_else(|| self.declared());
        let everywhere = |judge: &dyn Fn(PrincipalId, ScopeId) -> bool, who: &[PrincipalId]| {
            who.iter()
                .all(|one| line.on.iter().all(|scope| judge(*one, *scope)))
        };
        if !line.can {
            let judge = |one, scope| !self.may(one, &line.what, scope, &[]);
            return everywhere(&judge, &who);
        }
        let able = everywhere(&|one, scope| self.can(one, &line.what, scope), &who);
        let mut others = self.declared();
        others.retain(|one| {
            !self
                .model
                .memberships(*one)
                .iter()
                .any(|group| who.contains(group))
        });
        let alone = everywhere(
            &|one, scope| !self.may(one, &line.what, scope, &[]),
            &others,
        );
        able && (alone || !line.only)
    }

    fn kept(&self, never: &Never) -> bool {
        let who = never.to.clone().unwrap_or_else(|| self.declared());
        let roots = (0..self.model.scopes.len()).map(ScopeId::new);
        let on = never.on.clone().unwrap_or_else(|| roots.collect());
        let who = who.iter().filter(|one| !never.except.contains(one));
        who.copied().all(|one| {
            on.iter()
                .all(|scope| !self.may(one, &never.what, *scope, &never.through))
        })
    }
}

#[test]
fn the_expectations_and_invariants_of_the_examples_hold() {
    for example in EXAMPLES {
        let (model, compiled) = compiled(example);
        let world = World {
            model: &model,
            compiled: &compiled,
        };
        let mut count = 0;
        for test in &model.tests {
            for (number, line) in test.expectations.iter().enumerate() {
                count += 1;
                assert!(
                    world.holds(line),
                    "{example}, `{}`, line {}",
                    test.title,
                    number + 1
                );
            }
        }
        assert!(count > 20, "{example} expects only {count} things");
        for never in &model.nevers {
            assert!(world.kept(never), "{example}: {never:?}");
        }
        assert!(model.nevers.len() > 5, "{example}");
    }
}

/// The judge above can say no.
#[test]
fn a_wrong_expectation_does_not_hold() {
    for (example, wrong) in [
        (
            "churn",
            "test \"wrong\" { data-scientists can deploy-endpoints on churn@prod }",
        ),
        (
            "churn",
            "test \"wrong\" { data-scientists cannot submit-jobs on churn@dev }",
        ),
        (
            "churn",
            "test \"wrong\" { only dana can write-data on churn-lake.models@dev }",
        ),
        (
            "personas",
            "test \"wrong\" { only labelers can label-data on research@lab }",
        ),
        ("personas", "never submit-jobs to every group"),
    ] {
        let (model, compiled) = compiled_with(example, wrong);
        let world = World {
            model: &model,
            compiled: &compiled,
        };
        let lines = model.tests.iter().flat_map(|test| &test.expectations);
        let broken = lines.filter(|line| !world.holds(line)).count()
            + model
                .nevers
                .iter()
                .filter(|never| !world.kept(never))
                .count();
        assert_eq!(broken, 1, "{example}: {wrong}");
    }
}
