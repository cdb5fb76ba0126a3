//! Scopes at which the policy says all there is to be.

use rolewright::compile::refuse::Limits;
use rolewright::model::Cloud;
use rolewright::observed::{PartyKind, Principal, Snapshot};
use rolewright::plan::{Aim, Authority, Guard, Input, Kind, Pins, Plan, applied, plan};

use super::{ONE, Policy, READER, TOP, TWO, Trusting, assignment, guards, person, tenant};

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
grant \"Reader\" to crew on dev
";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

fn name(at: usize) -> String {
    format!("dddddddd-0000-4000-8000-{at:012}")
}

/// A tenant where others hold something: at the scope twice, below it, and elsewhere.
fn held() -> Snapshot {
    let mut there = tenant();
    let below = format!("{ONE}/resourceGroups/rg");
    there.role_assignments = vec![
        assignment(&name(1), ONE, &person(1), READER),
        assignment(&name(2), ONE, &person(2), OWNER),
        assignment(&name(3), &below, &person(1), READER),
        assignment(&name(4), TWO, &person(3), OWNER),
    ];
    there
}

fn authority() -> Authority {
    Authority {
        scopes: [ONE.to_lowercase()].into(),
        ..Authority::default()
    }
}

fn planned(there: &Snapshot, authority: &Authority, aim: &Aim, max_deletes: usize) -> Plan {
    planned_by(None, there, authority, (aim, max_deletes))
}

fn planned_by(
    caller: Option<&str>,
    there: &Snapshot,
    authority: &Authority,
    (aim, max_deletes): (&Aim, usize),
) -> Plan {
    let policy = Policy::of(POLICY);
    plan(&Input {
        model: &policy.model,
        compiled: &policy.compiled,
        snapshot: there,
        limits: Limits::of(Cloud::Public),
        max_deletes,
        aim,
        pins: &Pins::new(),
        authority,
        history: &Trusting,
        caller,
        delete_unexplained: false,
    })
}

/// Lists the names of what stays of others after a plan.
fn left(there: &Snapshot, plan: &Plan) -> Vec<String> {
    let after = applied(there, plan.writes()).role_assignments.into_iter();
    let others = after.filter(|one| one.description.is_none());
    others.map(|one| one.name.to_string()).collect()
}

#[test]
fn by_default_nothing_of_others_is_touched() {
    let there = held();
    let plan = planned(&there, &Authority::default(), &Aim::Hold, 10);
    assert_eq!(left(&there, &plan), [1, 2, 3, 4].map(name));
    assert_eq!(plan.count(Kind::Foreign), 4);
}

#[test]
fn at_an_authoritative_scope_and_nowhere_else_what_others_made_goes() {
    let there = held();
    let plan = planned(&there, &authority(), &Aim::Hold, 10);
    assert_eq!(plan.count(Kind::Delete), 2);
    assert_eq!(left(&there, &plan), [3, 4].map(name));
    let lockout = planned(&there, &authority(), &Aim::Hold, 1);
    assert!(guards(&lockout).contains(&Guard::ManyDeletes));
    // The only owner there goes.
    assert!(guards(&plan).contains(&Guard::Lockout));
    // What is taken away with the policy, or from one, is its own alone.
    for aim in [Aim::Destroy, Aim::Revoke(person(1).as_str().into())] {
        let plan = planned(&there, &authority(), &aim, 10);
        assert_eq!(left(&there, &plan), [1, 2, 3, 4].map(name), "{aim:?}");
    }
}

#[test]
fn what_is_excepted_stays() {
    let there = held();
    let by = [
        Authority {
            principals: [person(1).as_str().into()].into(),
            ..authority()
        },
        Authority {
            roles: [READER.into()].into(),
            ..authority()
        },
        Authority {
            assignments: [name(1).as_str().into()].into(),
            ..authority()
        },
    ];
    for authority in by {
        let plan = planned(&there, &authority, &Aim::Hold, 10);
        assert_eq!(left(&there, &plan), [1, 3, 4].map(name), "{authority:?}");
    }
}

#[test]
fn what_azure_may_have_granted_by_itself_stays() {
    let mut there = held();
    let (known, unknown) = (person(7), person(8));
    there.principals.push(Principal {
        id: known.as_str().into(),
        kind: PartyKind::ManagedIdentity,
        name: Some("mlw-of-others".into()),
        upn: None,
        app_id: None,
        members: None,
    });
    for (at, who) in [(5, &known), (6, &unknown)] {
        let mut one = assignment(&name(at), ONE, who, READER);
        one.principal.kind = PartyKind::ServicePrincipal;
        there.role_assignments.push(one);
    }
    let plan = planned(&there, &authority(), &Aim::Hold, 10);
    assert_eq!(plan.count(Kind::Suspicious), 2);
    assert_eq!(left(&there, &plan), [3, 4, 5, 6].map(name));
}

#[test]
fn what_another_policy_made_stays() {
    let mut there = held();
    there.role_assignments[0].description = Some("[rw:other:reader]".into());
    let plan = planned(&there, &authority(), &Aim::Hold, 10);
    assert_eq!(plan.count(Kind::Delete), 1);
}

/// Somebody else can still grant there; whoever carries the plan out could not go on.
#[test]
fn nobody_takes_from_themselves_what_they_need_to_write() {
    let mut there = held();
    let above = assignment(&name(5), TOP, &person(4), OWNER);
    there.role_assignments.push(above);
    let guards = |caller: Option<usize>, there: &Snapshot, authority: &Authority| {
        let caller = caller.map(person);
        let plan = planned_by(caller.as_deref(), there, authority, (&Aim::Hold, 100));
        guards(&plan)
    };
    assert_eq!(guards(None, &there, &authority()), []);
    assert_eq!(guards(Some(1), &there, &authority()), []);
    assert_eq!(guards(Some(4), &there, &authority()), []);
    // The last assignment at a resource group goes, and what is held above it is left there.
    let mut more = authority();
    more.scopes
        .insert(format!("{ONE}/resourcegroups/rg").to_lowercase());
    let plan = planned(&there, &more, &Aim::Hold, 100);
    assert_eq!(left(&there, &plan), [4, 5].map(name));
    assert_eq!(guards(Some(4), &there, &more), []);
    assert_eq!(guards(Some(2), &there, &authority()), [Guard::Lockout]);
    let spared = Authority {
        principals: [person(2).as_str().into()].into(),
        ..authority()
    };
    assert_eq!(guards(Some(2), &there, &spared), []);
    // What `rolewright rights` asks for stands under a condition.
    there.role_assignments[1].condition = Some("(!(ActionMatches{'x'}))".into());
    there.role_assignments[1].condition_version = Some("2.0".into());
    assert_eq!(guards(Some(2), &there, &authority()), [Guard::Lockout]);
    // A group that holds it above is enough.
    let group = there.principals.iter_mut();
    let group = group.filter(|one| one.id == person(4).as_str());
    group.for_each(|one| one.members = Some(vec![person(2).as_str().into()]));
    assert_eq!(guards(Some(2), &there, &authority()), []);
}
