//! Each kind of change and each refusal by itself.

use rolewright::compile::refuse::Limits;
use rolewright::model::Cloud;
use rolewright::model::permission::{Block, Pattern};
use rolewright::observed::{
    Aspect, Gap, Part, PartyKind, Principal, RoleDefinition, Schedule, Snapshot,
};
use rolewright::plan::{Aim, Guard, Kind, Phase, Pins, Plan, Subject, Write, applied};

use super::{ONE, Policy, READER, TOP, assignment, guards, is_assignment, of_kind, person, tenant};
use crate::observed::time;

const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const OTHER: &str = "dddddddd-0000-4000-8000-000000000001";
const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000000\" }
";

/// A policy with what every case has.
#[track_caller]
fn policy(rest: &str) -> Policy {
    Policy::of(&format!("{HEAD}{rest}\n"))
}

/// What Azure has after a policy was applied to an empty tenant.
fn after(policy: &Policy) -> Snapshot {
    let empty = tenant();
    applied(&empty, policy.plan(&empty).writes())
}

fn role(id: &str, name: &str, action: &str) -> RoleDefinition {
    RoleDefinition {
        id: id.into(),
        name: name.into(),
        custom: true,
        description: None,
        permissions: vec![Block {
            actions: vec![Pattern::new(action)],
            ..Block::default()
        }],
        assignable_scopes: vec![ONE.into()],
    }
}

/// Returns the kind of the only change, foreign ones aside.
#[track_caller]
fn only(plan: &Plan) -> Kind {
    let changes = plan.changes.iter();
    let changes = changes.filter(|one| one.kind != Kind::Foreign);
    let kinds: Vec<_> = changes.map(|one| one.kind).collect();
    assert_eq!(kinds.len(), 1, "{plan:#?}");
    kinds[0]
}

const READ: &str = "grant \"Reader\" to crew on dev";

#[test]
fn an_assignment_goes_through_its_life() {
    let asks = policy(READ);
    let plan = asks.plan(&tenant());
    assert_eq!(only(&plan), Kind::Create);
    let effect = plan.changes[0].effect.as_deref().unwrap();
    assert!(effect.gained.operations > 1000 && effect.lost.operations == 0);
    let mut there = after(&asks);
    there.role_assignments[0].scope = ONE.to_uppercase().as_str().into();
    assert_eq!(only(&asks.plan(&there)), Kind::Same);
    there.role_assignments[0].description = Some("by hand".into());
    assert_eq!(only(&asks.plan(&there)), Kind::Adopt);
    there.role_assignments[0].description = Some("other [rw:p:x]".into());
    assert_eq!(only(&asks.plan(&there)), Kind::Update);
    let plan = policy("").plan(&after(&asks));
    assert_eq!(only(&plan), Kind::Delete);
    let effect = plan.changes[0].effect.as_deref().unwrap();
    assert!(effect.lost.operations > 1000 && effect.gained.operations == 0);
}

/// What is held by another way as well is neither gained nor lost.
#[test]
fn what_is_held_otherwise_is_not_new() {
    let asks = policy(READ);
    let mut there = tenant();
    let crew = person(0);
    there
        .role_assignments
        .push(assignment(OTHER, TOP, &crew, OWNER));
    let plan = asks.plan(&there);
    let effect = of_kind(&plan, Kind::Create)[0].effect.as_deref().unwrap();
    assert_eq!(effect.gained.operations, 0, "{effect:?}");
    assert!(effect.held > 1000);
}

#[test]
fn an_equal_assignment_under_another_name_is_adopted_and_never_deleted() {
    let asks = policy(READ);
    let mut there = tenant();
    let one = assignment(OTHER, ONE, &person(0), READER);
    there.role_assignments.push(one);
    let plan = asks.plan(&there);
    assert_eq!(only(&plan), Kind::Adopt);
    assert!(plan.changes[0].notes[0].contains("its name in Azure stays"));
    let adopted = applied(&there, plan.writes());
    assert_eq!(adopted.role_assignments[0].name, OTHER);
    assert_eq!(only(&asks.plan(&adopted)), Kind::Same);
    assert_eq!(only(&policy("").plan(&adopted)), Kind::Suspicious);
}

#[test]
fn a_condition_that_nobody_asked_for_is_taken_off() {
    let asks = policy(READ);
    let mut there = after(&asks);
    there.role_assignments[0].condition = Some("@Resource[a] StringEquals 'b'".into());
    let plan = asks.plan(&there);
    assert_eq!(only(&plan), Kind::Update);
    assert_eq!(plan.changes[0].differences[0].what, "condition");
    assert!(plan.changes[0].effect.as_deref().unwrap().gained.operations > 1000);
    assert!(!asks.plan(&applied(&there, plan.writes())).has_changes());
}

#[test]
fn what_another_tuple_or_another_policy_has_is_refused() {
    let asks = policy(READ);
    let name = after(&asks).role_assignments[0].name;
    let mut there = tenant();
    let taken = assignment(&name.text(), ONE, &person(1), READER);
    there.role_assignments.push(taken);
    let plan = asks.plan(&there);
    assert_eq!(guards(&plan), [Guard::NameTaken]);
    let text = &plan.refused().next().unwrap().reason;
    assert!(text.contains("RoleAssignmentUpdateNotPermitted"), "{text}");
    let mut there = after(&asks);
    there.role_assignments[0].description = Some("[rw:other:x]".into());
    assert_eq!(guards(&asks.plan(&there)), [Guard::OtherPolicy]);
    there.role_assignments[0].description = None;
    let ends = Schedule {
        until: Some(time("2026-12-01T00:00:00Z")),
        ..Schedule::default()
    };
    there.role_assignments[0].schedule = ends.kept();
    assert_eq!(guards(&asks.plan(&there)), [Guard::Scheduled]);
}

/// An eligible assignment and one that has ended take up no tuple.
#[test]
fn what_is_not_in_force_stands_beside() {
    let asks = policy(READ);
    for schedule in [
        Schedule {
            eligible: true,
            ..Schedule::default()
        },
        Schedule {
            until: Some(time("2026-11-21T00:00:00Z")),
            ..Schedule::default()
        },
        Schedule {
            from: Some(time("2026-11-23T00:00:00Z")),
            ..Schedule::default()
        },
    ] {
        let mut there = tenant();
        let mut one = assignment(OTHER, ONE, &person(0), READER);
        one.schedule = schedule.kept();
        there.role_assignments.push(one);
        let plan = asks.plan(&there);
        assert_eq!(only(&plan), Kind::Create);
        assert_eq!(plan.count(Kind::Foreign), 1);
    }
}

const ROLE: &str = "role r on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant r to crew on dev";
const WIDER: &str = "role r on environment { actions \"Microsoft.Storage/storageAccounts/write\" }
grant r to crew on dev";

#[test]
fn a_role_is_as_wide_as_both_in_between() {
    let plan = policy(WIDER).plan(&after(&policy(ROLE)));
    let change = of_kind(&plan, Kind::Update)[0];
    let phases: Vec<_> = change.writes.iter().map(|(phase, _)| *phase).collect();
    assert_eq!(phases, [Phase::Define, Phase::Narrow]);
    let Write::PutRole(first) = &change.writes[0].1 else {
        panic!("{change:#?}")
    };
    assert_eq!(first.permissions[0].actions.len(), 2);
    let effect = change.effect.as_deref().unwrap();
    assert_eq!((effect.gained.operations, effect.lost.operations), (1, 1));
    assert_eq!(effect.holders, 1);
}

#[test]
fn a_role_of_ours_is_found_by_its_marker_and_by_its_name() {
    let asks = policy(ROLE);
    for marked in [true, false] {
        let mut there = after(&asks);
        there.role_assignments.clear();
        there.role_definitions[0].id = OTHER.into();
        if !marked {
            there.role_definitions[0].description = None;
        }
        let plan = asks.plan(&there);
        assert_eq!(plan.count(Kind::Adopt), usize::from(!marked), "{plan:#?}");
        let created = of_kind(&plan, Kind::Create);
        let Subject::Assignment { role_id, .. } = &created[0].subject else {
            panic!("{plan:#?}")
        };
        assert_eq!((created.len(), role_id.as_str()), (1, OTHER));
        // It is ours by its marker and not by its id, so that no plan deletes it.
        let adopted = applied(&there, plan.writes());
        let gone = policy("").plan(&adopted);
        assert_eq!(
            (gone.count(Kind::Suspicious), gone.count(Kind::Delete)),
            (1, 1)
        );
    }
}

#[test]
fn a_display_name_that_another_role_has_is_refused() {
    let mut there = tenant();
    let other = role(OTHER, "R", "Microsoft.Storage/storageAccounts/write");
    there.role_definitions.push(other);
    let plan = policy(ROLE).plan(&there);
    assert_eq!(guards(&plan), [Guard::DisplayNameTaken]);
    assert_eq!(plan.count(Kind::Refused), 2);
}

#[test]
fn a_role_waits_for_those_who_hold_it() {
    let asks = policy(ROLE);
    let mut there = after(&asks);
    let plan = policy("").plan(&there);
    let writes = plan.writes();
    assert!(matches!(writes[0], Write::DeleteAssignment { .. }));
    assert!(matches!(writes[1], Write::DeleteRole { .. }));
    let id = there.role_definitions[0].id.clone();
    let mut theirs = assignment(OTHER, ONE, &person(1), &id);
    let eligible = Schedule {
        eligible: true,
        ..Schedule::default()
    };
    theirs.schedule = eligible.kept();
    there.role_assignments.push(theirs);
    let plan = policy("").plan(&there);
    assert_eq!(plan.count(Kind::Waiting), 1);
    assert_eq!(plan.writes().len(), 1);
}

#[test]
fn a_scope_is_taken_off_a_role_after_what_needs_it() {
    let prod = "environment prod { subscription \"22222222-2222-4222-8222-222222222222\" }\n";
    let both = policy(&format!("{prod}{ROLE}, prod"));
    let one = policy(ROLE);
    let mut there = after(&both);
    let plan = one.plan(&there);
    let change = of_kind(&plan, Kind::Update)[0];
    assert_eq!(change.writes[0].0, Phase::Narrow);
    // Somebody else's assignment there keeps the scope.
    let id = there.role_definitions[0].id.clone();
    let theirs = assignment(OTHER, super::TWO, &person(1), &id);
    there.role_assignments.push(theirs);
    let plan = one.plan(&there);
    assert_eq!((plan.count(Kind::Update), plan.count(Kind::Delete)), (0, 1));
    assert!(plan.changes[0].notes[0].contains("stays an assignable scope"));
}

#[test]
fn a_principal_that_nobody_knows_makes_the_plan_incomplete() {
    let asks = policy("group lost { name \"nobody\" }\ngrant \"Reader\" to lost on dev");
    // An assignment of ours that may be that of the lost group stays.
    let crew = after(&policy(READ));
    let plan = asks.plan(&crew);
    assert_eq!(plan.count(Kind::Unresolved), 1);
    assert_eq!(
        (plan.count(Kind::Unknown), plan.count(Kind::Delete)),
        (1, 0)
    );
    assert!(plan.is_incomplete() && !plan.has_changes());
    let slip =
        policy("group lost { name \"Team2\" }\ngrant \"Reader\" to lost on dev").plan(&tenant());
    assert_eq!(
        slip.changes[0].notes[0],
        "what was read of the directory has no group with the name `Team2` (`team-2` is there): \
         correct it, or write `object-id`"
    );
    let named = policy("group lost { name \"TEAM-2\" }\ngrant \"Reader\" to lost on dev");
    assert_eq!(only(&named.plan(&tenant())), Kind::Create);
    let mut twice = tenant();
    twice.principals[3].name = twice.principals[2].name.clone();
    let plan = named.plan(&twice);
    assert_eq!(only(&plan), Kind::Unresolved);
    assert!(plan.changes[0].notes[0].starts_with("2 in the directory"));
}

#[test]
fn a_principal_that_is_not_who_the_policy_says_is_refused() {
    let asks = policy(READ);
    let mut there = tenant();
    there.principals[0].kind = PartyKind::User;
    assert_eq!(guards(&asks.plan(&there)), [Guard::WrongKind]);
    there.principals[0].kind = PartyKind::Unknown;
    assert_eq!(guards(&asks.plan(&there)), [Guard::NoSuchPrincipal]);
    there.principals[0] = Principal {
        id: person(9).as_str().into(),
        kind: PartyKind::ServicePrincipal,
        upn: None,
        app_id: Some(person(0).as_str().into()),
        ..there.principals[0].clone()
    };
    let plan = asks.plan(&there);
    assert_eq!(guards(&plan), [Guard::ApplicationId]);
    assert!(plan.refusals[0].remedy.contains(&person(9)));
    assert!(!plan.has_changes());
    // Nobody looked: that is no mistake.
    there.principals.clear();
    assert_eq!(only(&asks.plan(&there)), Kind::Create);
}

#[test]
fn what_was_not_read_is_not_planned() {
    let asks = policy(ROLE);
    let unread = |there: &mut Snapshot, what| {
        let (of, below) = (ONE.into(), false);
        let part = Part { what, of, below };
        let reason = "403".to_owned();
        there.completeness.missing.push(Gap { part, reason });
    };
    let mut there = tenant();
    unread(&mut there, Aspect::RoleAssignments);
    let plan = asks.plan(&there);
    assert_eq!(
        (plan.count(Kind::Create), plan.count(Kind::Unknown)),
        (1, 1)
    );
    assert_eq!((plan.unread.len(), plan.is_incomplete()), (1, true));
    let mut there = after(&asks);
    unread(&mut there, Aspect::RoleAssignments);
    assert_eq!(asks.plan(&there).count(Kind::Same), 2);
    let plan = policy("").plan(&there);
    assert_eq!((plan.count(Kind::Unknown), plan.has_changes()), (2, false));
    let mut there = tenant();
    unread(&mut there, Aspect::RoleDefinitions);
    let plan = asks.plan(&there);
    assert_eq!((plan.count(Kind::Unknown), plan.has_changes()), (2, false));
}

#[test]
fn too_many_deletions_are_refused() {
    let there = after(&policy(ROLE));
    let empty = policy("");
    let limits = Limits::of(Cloud::Public);
    assert_eq!(guards(&empty.plan_within(&there, limits, 2)), []);
    let plan = empty.plan_within(&there, limits, 1);
    assert_eq!(guards(&plan), [Guard::ManyDeletes]);
    assert!(plan.refusals[0].remedy.contains("--max-deletes 2"));
}

#[test]
fn what_is_marked_keep_is_not_removed_when_it_ends() {
    let grant = |day| format!("grant \"Reader\" to crew on dev {{ until {day} keep }}");
    let there = after(&policy(&grant("2026-12-31")));
    let plan = policy(&grant("2026-11-01")).plan(&there);
    assert_eq!(guards(&plan), [Guard::Keep]);
    assert!(!plan.has_changes());
}

/// Limits count what is there while both old and new are.
#[test]
fn limits_are_counted_at_their_peak() {
    let there = after(&policy(READ));
    let moved = policy(
        "group more { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }\ngrant \"Reader\" to more on dev",
    );
    let limits = |assignments, roles| Limits {
        custom_roles: roles,
        assignments_per_subscription: assignments,
        assignments_per_management_group: 500,
    };
    let plan = moved.plan_within(&there, limits(1, 10), 10);
    assert_eq!(guards(&plan), [Guard::Quota]);
    assert!(
        plan.refusals[0]
            .reason
            .contains("RoleAssignmentLimitExceeded")
    );
    assert_eq!(guards(&moved.plan_within(&there, limits(2, 10), 10)), []);
    let mut there = tenant();
    there.role_definitions.push(role(OTHER, "theirs", "a/b"));
    let plan = policy(ROLE).plan_within(&there, limits(9, 1), 10);
    assert_eq!(guards(&plan), [Guard::Quota]);
}

#[test]
fn the_last_who_can_grant_stays() {
    let there = after(&policy("grant \"Owner\" to crew on dev"));
    let plan = policy("").plan(&there);
    assert_eq!(guards(&plan), [Guard::Lockout]);
    let mut two = there;
    let other = assignment(OTHER, TOP, &person(1), OWNER);
    two.role_assignments.push(other);
    two.role_definitions.push(RoleDefinition {
        id: OWNER.into(),
        custom: false,
        ..role(OWNER, "Owner", "*")
    });
    assert_eq!(guards(&policy("").plan(&two)), []);
    two.role_assignments[1].condition = Some("@x".into());
    assert_eq!(guards(&policy("").plan(&two)), [Guard::Lockout]);
}

const EXISTING: &str = "role x existing on environment { object-id \"dddddddd-0000-4000-8000-000000000001\"  actions \"Microsoft.Storage/storageAccounts/read\" }
grant x to crew on dev";

#[test]
fn a_role_that_is_said_to_exist_is_there_and_fits() {
    let asks = policy(EXISTING);
    assert_eq!(guards(&asks.plan(&tenant())), [Guard::NoSuchRole]);
    let mut there = tenant();
    let other = role(OTHER, "X", "Microsoft.Storage/storageAccounts/read");
    there.role_definitions.push(other);
    let plan = asks.plan(&there);
    assert_eq!(guards(&plan), []);
    assert!(is_assignment(of_kind(&plan, Kind::Create)[0]));
    there.role_definitions[0].assignable_scopes = vec![super::TWO.into()];
    assert_eq!(guards(&asks.plan(&there)), [Guard::NotAssignable]);
}

#[test]
fn a_built_in_role_that_azure_changed_is_told() {
    let asks = policy(READ);
    let mut there = after(&asks);
    there.role_definitions.push(RoleDefinition {
        custom: false,
        ..role(READER, "Reader", "*/read")
    });
    assert_eq!(asks.plan(&there).count(Kind::BuiltInChanged), 0);
    let block = &mut there.role_definitions[0].permissions[0];
    block
        .actions
        .push(Pattern::new("Microsoft.Storage/storageAccounts/write"));
    let plan = asks.plan(&there);
    let change = of_kind(&plan, Kind::BuiltInChanged)[0];
    assert_eq!(change.effect.as_deref().unwrap().gained.operations, 1);
    assert_eq!(change.effect.as_deref().unwrap().holders, 1);
    assert!(!plan.has_changes());
}

#[test]
fn what_azure_grants_by_itself_is_recognised() {
    let asks = policy(
        "storage lake in dev { resource-group \"rg\" }\nworkspace lab in dev { resource-group \"rg\"  storage lake }",
    );
    let mut there = tenant();
    let lab = asks.model.scopes.iter().find(|one| one.name == "lab");
    let mut scope = there.tree[1].clone();
    scope.id = lab.unwrap().id.clone();
    scope.parent = None;
    scope.identities = vec![person(8).as_str().into()];
    there.tree.push(scope);
    for (at, one) in asks.model.given.iter().enumerate() {
        let scope = &asks.model.scope(one.scope).unwrap().id;
        let name = format!("dddddddd-0000-4000-8000-{at:012}");
        let given = assignment(&name, scope, &person(8), &one.role);
        there.role_assignments.push(given);
    }
    let plan = asks.plan(&there);
    assert!(plan.count(Kind::Given) > 1, "{plan:#?}");
    assert_eq!((plan.count(Kind::Foreign), plan.has_changes()), (0, false));
}

#[test]
fn two_names_of_one_principal_are_refused() {
    let asks = policy("group twin { name \"team-0\" }\ngrant \"Reader\" to crew, twin on dev");
    let plan = asks.plan(&tenant());
    assert_eq!(guards(&plan), [Guard::Twice]);
    assert_eq!(plan.count(Kind::Create), 1);
}

#[test]
fn a_role_of_another_is_not_written_over() {
    let asks = policy(ROLE);
    let mut there = after(&asks);
    let ours = &mut there.role_definitions[0];
    ours.description = Some("theirs [rw:other:role/r]".into());
    assert_eq!(guards(&asks.plan(&there)), [Guard::OtherPolicy]);
    let pinned = policy(
        "role r on environment { object-id \"acdd72a7-3385-48ef-bd42-f606fba81ae7\"  actions \"Microsoft.Storage/storageAccounts/read\" }
grant r to crew on dev",
    );
    let mut there = tenant();
    there.role_definitions.push(RoleDefinition {
        custom: false,
        ..role(READER, "Reader", "*/read")
    });
    assert_eq!(guards(&pinned.plan(&there)), [Guard::BuiltInId]);
}

#[test]
fn data_at_a_management_group_is_refused() {
    let asks = policy(
        "management-group top { id \"99999999-9999-4999-8999-999999999999\" }
role x existing on management-group { object-id \"dddddddd-0000-4000-8000-000000000001\"  actions \"Microsoft.Storage/storageAccounts/read\" }
grant x to crew on top",
    );
    let mut there = tenant();
    let mut other = role(OTHER, "X", "Microsoft.Storage/storageAccounts/read");
    other.assignable_scopes = vec![TOP.into()];
    there.role_definitions.push(other);
    assert_eq!(guards(&asks.plan(&there)), []);
    let block = &mut there.role_definitions[0].permissions[0];
    block.data_actions.push(Pattern::new("*"));
    assert_eq!(guards(&asks.plan(&there)), [Guard::DataAtManagementGroup]);
}

/// Everything that is ours goes, and nothing else.
#[test]
fn a_policy_is_destroyed() {
    let asks = policy(ROLE);
    let mut there = after(&asks);
    let theirs = assignment(OTHER, ONE, &person(1), READER);
    there.role_assignments.push(theirs.clone());
    let plan = asks.plan_for(&there, &Aim::Destroy, &Pins::new());
    assert_eq!(guards(&plan), []);
    assert_eq!(
        (plan.count(Kind::Delete), plan.count(Kind::Foreign)),
        (2, 1)
    );
    let left = applied(&there, plan.writes());
    assert_eq!(left.role_assignments, [theirs]);
    assert!(left.role_definitions.is_empty());
}

/// What is marked `keep` stays, whoever asks.
#[test]
fn what_is_marked_keep_is_neither_destroyed_nor_revoked() {
    let asks = policy("grant \"Reader\" to crew on dev { keep }");
    let there = after(&asks);
    for aim in [Aim::Destroy, Aim::Revoke("crew".into())] {
        let plan = asks.plan_for(&there, &aim, &Pins::new());
        assert_eq!(guards(&plan), [Guard::Keep], "{aim:?}");
        assert!(!plan.has_changes());
    }
}

/// One loses what the policy gives, by name or by object id; others and their roles stay.
#[test]
fn what_one_holds_is_revoked() {
    let asks = policy(&format!(
        "{ROLE}\ngroup more {{ name \"team-1\" }}\ngrant \"Reader\" to crew, more on dev"
    ));
    let mut there = after(&asks);
    let theirs = assignment(OTHER, TOP, &person(1), READER);
    there.role_assignments.push(theirs);
    for who in ["more", &person(1).to_uppercase()] {
        let plan = asks.plan_for(&there, &Aim::Revoke(who.into()), &Pins::new());
        assert_eq!(guards(&plan), []);
        assert_eq!(plan.changes.len(), 1, "{plan:#?}");
        assert_eq!(
            (plan.count(Kind::Delete), plan.count(Kind::Foreign)),
            (1, 1)
        );
        let delete = of_kind(&plan, Kind::Delete)[0];
        assert!(delete.notes[0].contains("made again by the next plan"));
        assert_eq!(plan.writes().len(), 1);
    }
    let plan = asks.plan_for(&there, &Aim::Revoke("crew".into()), &Pins::new());
    assert_eq!((plan.count(Kind::Delete), plan.writes().len()), (2, 2));
    let plan = asks.plan_for(
        &there,
        &Aim::Revoke(person(4).as_str().into()),
        &Pins::new(),
    );
    assert!(plan.changes.is_empty());
}

/// A name that leads to somebody else than it did is refused; what the policy says itself is not
/// looked up.
#[test]
fn a_name_that_leads_to_another_id_is_refused() {
    let asks = policy("group more { name \"team-1\" }\ngrant \"Reader\" to crew, more on dev");
    let there = tenant();
    let plan = asks.plan(&there);
    let pins = Pins::from([("more".into(), person(1).as_str().into())]);
    assert_eq!(plan.pins, pins);
    assert_eq!(guards(&asks.plan_for(&there, &Aim::Hold, &pins)), []);
    let mut other = pins;
    other.insert("more".into(), person(2).as_str().into());
    other.insert("crew".into(), person(2).as_str().into());
    let plan = asks.plan_for(&there, &Aim::Hold, &other);
    assert_eq!(guards(&plan), [Guard::OtherId]);
    let remedy = format!("--accept-id more={}", person(1));
    assert!(
        plan.refusals[0].remedy.contains(&remedy),
        "{:?}",
        plan.refusals
    );
    assert_eq!(plan.count(Kind::Create), 1);
}
