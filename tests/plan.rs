//! Tests of `plan`: what it asks for is what Azure takes, step by step, and leads where it says.

mod absent;
pub(crate) mod azure;
mod cases;
mod foreign;
mod history;
mod locks;
mod random;
mod rights;
mod settings;
mod shown;

use rolewright::catalog::Catalog;
use rolewright::compile::refuse::{Limits, refuse};
use rolewright::compile::{Compiled, compile};
use rolewright::model::{Cloud, Guid, Model};
use rolewright::observed::{
    Aspect, Completeness, Part, Party, PartyKind, Principal, RoleAssignment, Scope, Snapshot,
};
use rolewright::plan::{
    Aim, Authority, Change, Claims, Guard, History, Input, Kind, Pins, Plan, Subject, plan,
};

use crate::observed::{TENANT, time};
use crate::standard::library::resolved;

pub(crate) const ONE: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
pub(crate) const TWO: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
pub(crate) const TOP: &str =
    "/providers/Microsoft.Management/managementGroups/99999999-9999-4999-8999-999999999999";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/// Returns an object id.
pub(crate) fn person(at: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{at:012}")
}

/// Somebody who knows that everything was asked for before.
pub(crate) struct Trusting;

impl History for Trusting {
    fn explain(&self, claims: &mut Claims<'_>) -> String {
        claims.settle_known(|_| true);
        String::new()
    }
}

/// A policy set and what it compiles to.
pub(crate) struct Policy {
    pub(crate) model: Model,
    pub(crate) compiled: Compiled,
}

impl Policy {
    /// Resolves and compiles a text that has no mistakes.
    #[track_caller]
    pub(crate) fn of(text: &str) -> Self {
        let (model, wrong) = resolved(&[("p.rw".to_owned(), text.to_owned())]);
        assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
        let today = rolewright::model::date::Day::parse("2026-11-22");
        let catalog = Catalog::embedded();
        let compiled = compile(&model, catalog, today);
        let refused = refuse(&model, &compiled, catalog, Limits::of(Cloud::Public));
        assert!(refused.is_empty(), "{refused:#?}\n{text}");
        Self { model, compiled }
    }

    pub(crate) fn plan(&self, snapshot: &Snapshot) -> Plan {
        self.plan_within(snapshot, Limits::of(Cloud::Public), 1000)
    }

    fn plan_within(&self, snapshot: &Snapshot, limits: Limits, max_deletes: usize) -> Plan {
        plan(&Input {
            model: &self.model,
            compiled: &self.compiled,
            snapshot,
            limits,
            max_deletes,
            aim: &Aim::Hold,
            pins: &Pins::new(),
            authority: &Authority::default(),
            history: &Trusting,
            caller: None,
            delete_unexplained: false,
        })
    }

    /// Plans for something else than that the policy holds.
    pub(crate) fn plan_for(&self, snapshot: &Snapshot, aim: &Aim, pins: &Pins) -> Plan {
        plan(&Input {
            model: &self.model,
            compiled: &self.compiled,
            snapshot,
            limits: Limits::of(Cloud::Public),
            max_deletes: 1000,
            aim,
            pins,
            authority: &Authority::default(),
            history: &Trusting,
            caller: None,
            delete_unexplained: false,
        })
    }
}

/// A tenant with two subscriptions, six principals and nothing else; all of it was read.
pub(crate) fn tenant() -> Snapshot {
    let scope = |id: &str, kind: &str, parent: Option<&str>| Scope {
        id: id.into(),
        parent: parent.map(Into::into),
        kind: kind.into(),
        name: None,
        settings: Default::default(),
        identities: Vec::new(),
    };
    let principals = (0..6).map(|at| Principal {
        id: person(at).as_str().into(),
        kind: if at == 5 {
            PartyKind::User
        } else {
            PartyKind::Group
        },
        name: Some(format!("team-{at}").as_str().into()),
        upn: None,
        app_id: None,
        members: (at != 5).then(Vec::new),
    });
    Snapshot {
        tenant: TENANT.into(),
        cloud: Cloud::Public,
        scopes: vec!["/".into()],
        taken: time("2026-11-22T08:00:00Z"),
        completeness: Completeness {
            full: [Aspect::Everything, Aspect::Locks]
                .map(|what| Part {
                    what,
                    of: "/".into(),
                    below: true,
                })
                .into(),
            ..Completeness::default()
        },
        absent: Vec::new(),
        principals: principals.collect(),
        tree: vec![
            scope(TOP, "Microsoft.Management/managementGroups", Some("/")),
            scope(ONE, "Microsoft.Resources/subscriptions", Some(TOP)),
            scope(TWO, "Microsoft.Resources/subscriptions", Some(TOP)),
        ],
        role_definitions: Vec::new(),
        role_assignments: Vec::new(),
        deny_assignments: Vec::new(),
        locks: Vec::new(),
        federated_credentials: Vec::new(),
    }
}

/// Makes an assignment that nobody marked.
pub(crate) fn assignment(name: &str, scope: &str, who: &str, role: &str) -> RoleAssignment {
    RoleAssignment {
        name: Guid::read(name).unwrap(),
        scope: scope.into(),
        principal: Party {
            id: Guid::read(who).unwrap(),
            kind: PartyKind::Group,
        },
        role: Guid::read(role).unwrap(),
        condition: None,
        condition_version: None,
        description: None,
        schedule: None,
    }
}

/// Lists what refuses a plan.
fn guards(plan: &Plan) -> Vec<Guard> {
    plan.refused().map(|one| one.guard).collect()
}

/// Lists the changes of a kind.
fn of_kind(plan: &Plan, kind: Kind) -> Vec<&Change> {
    let changes = plan.changes.iter();
    changes.filter(|one| one.kind == kind).collect()
}

/// Tells whether a change is about an assignment.
fn is_assignment(change: &Change) -> bool {
    matches!(change.subject, Subject::Assignment { .. })
}
