//! Grave rights: what opens more than the resource on which it is granted.

use super::grade::{applies, resource_type};
use super::host::{in_production, linked_from_production};
use super::power::{Power, Targets, causes};
use super::rule::Rule;
use super::view::View;
use crate::algebra::OperationSet;
use crate::catalog::Risk;
use crate::compile::{Assignment, CompiledRole, CompiledRoleId, Provenance};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, ScopeId};
use crate::support::hash::HashMap;

/// The risk classes that are grave, the gravest first, with what they let somebody do.
const GRAVE: [(Risk, &str); 7] = [
    (Risk::AccessControl, "change who may do what"),
    (Risk::Identity, "act as other identities"),
    (Risk::Secrets, "read keys and secrets"),
    (Risk::RunCode, "run code with the rights of hosts"),
    (Risk::GuardRails, "weaken what guards resources"),
    (Risk::SupplyChain, "change what others run or trust"),
    (Risk::Network, "open network paths"),
];

/// What a role possibly gives of each grave class; classes of which it gives nothing are absent.
pub(super) type Grave = Vec<(&'static str, OperationSet)>;

/// Sorts operations by grave class. A secret among the reads of a role that reads everything counts
/// for nothing: of custom roles a rule tells that, and of built-in ones everybody knows it.
pub(super) fn sorted(view: &View<'_>, role: CompiledRoleId, operations: &OperationSet) -> Grave {
    let composed = |one: &CompiledRole| matches!(one.provenance, Provenance::Composed(_));
    let reader = !view.role(role).is_some_and(composed) && view.reads_everything(role);
    let of = |(risk, does): (Risk, &'static str)| {
        let mut found = view.of_risk(operations, risk);
        if reader {
            found = view.among(&found, |name| !name.ends_with("/read"));
        }
        (!found.is_empty()).then_some((does, found))
    };
    GRAVE.into_iter().filter_map(of).collect()
}

/// How a rule tells of a statement that gives grave rights.
pub(super) struct Told {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// The cause, of who, what and where.
    pub(super) message: fn(&str, &str, &str) -> String,
    /// Why it matters.
    pub(super) why: &'static str,
    /// What to do; the statement loses those grants.
    pub(super) remedy: &'static str,
}

/// Tells each statement behind assignments that fit and give grave rights of which no other rule
/// tells.
pub(super) fn tell<'v>(
    view: &View<'v>,
    told: &Told,
    fits: impl Fn(&'v Assignment) -> bool,
) -> Vec<Diagnostic> {
    let elsewhere = Elsewhere::of(view);
    let mut memo: HashMap<_, Grave> = HashMap::default();
    let mut given = Vec::new();
    let key = |one: &'v Assignment| {
        let kind = resource_type(view, one.scope);
        (view.twin(one.role), kind, elsewhere.mask(view, one))
    };
    for assignment in view.compiled.assignments.iter().filter(|one| fits(one)) {
        let key = key(assignment);
        let grave = memo.entry(key).or_insert_with(|| {
            let there = elsewhere.left(view, key);
            sorted(view, key.0, &there)
        });
        if !grave.is_empty() {
            given.push((assignment, assignment.scope));
        }
    }
    let findings = causes(view, given).into_iter().filter_map(|cause| {
        let grave = memo.get(&key(cause.assignment))?;
        let (does, _) = grave.first()?;
        let place = format!("`{}`", view.scope_name(cause.target));
        let message = (told.message)(&cause.who(view), does, &place);
        let mut finding = told.rule.at(cause.span(view), message);
        for (does, operations) in grave {
            finding = finding.note(format!("{does}, by {}", view.witnesses(operations)));
        }
        let finding = finding.note(cause.path(view)).note(told.why);
        Some(finding.suggest(told.remedy, cause.edits(view)))
    });
    findings.collect()
}

/// What rules of their own tell of: powers, each with where those rules look.
struct Elsewhere(Vec<(Power, Targets)>);

impl Elsewhere {
    fn of(view: &View<'_>) -> Self {
        let places = |scopes: Vec<ScopeId>| Targets::of(view, scopes);
        let workspaces = || places(in_production(view, Kind::Workspace));
        Self(vec![
            (Power::WorkspaceKeys, workspaces()),
            (Power::StoredSecrets, workspaces()),
            (Power::Schedule, workspaces()),
            (
                Power::EndpointKeys,
                places(in_production(view, Kind::Endpoint)),
            ),
            (
                Power::PushImages,
                places(linked_from_production(view, Kind::ContainerRegistry)),
            ),
            (
                Power::PublishAssets,
                places(linked_from_production(view, Kind::Registry)),
            ),
        ])
    }

    /// Tells as bits which of the powers other rules look for at an assignment: those of people.
    fn mask(&self, view: &View<'_>, assignment: &Assignment) -> u8 {
        if !view.is_human(assignment.principal) {
            return 0;
        }
        let looked_for = |(at, (_, targets)): (usize, &(Power, Targets))| {
            u8::from(targets.below(assignment.scope).is_some()) << at
        };
        let bits = self.0.iter().enumerate().map(looked_for);
        bits.fold(0, |mask, bit| mask | bit)
    }

    /// Lists what a role possibly reaches on a kind of resource and no rule of its own tells.
    fn left(
        &self,
        view: &View<'_>,
        (role, kind, mask): (CompiledRoleId, Option<&str>, u8),
    ) -> OperationSet {
        let Some(reach) = view.reach(role) else {
            return OperationSet::empty();
        };
        let mut left = view.among(&reach.upper, |name| applies(name, kind));
        let people = self.0.iter().enumerate();
        let people = people.filter(|(at, _)| mask & (1 << at) != 0);
        let always = [Power::AccountKeys, Power::OwnFiles, Power::OwnTokens];
        for power in people.map(|(_, (power, _))| *power).chain(always) {
            if let Some(told) = view.part_of(role, power) {
                left = left.difference(&told);
            }
        }
        left
    }
}
