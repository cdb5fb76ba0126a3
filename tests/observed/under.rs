//! A snapshot under a policy: what only Azure has takes part, and what was not read is never a no.

use rolewright::access::{Access, World};
use rolewright::algebra::{Answer, Bound};
use rolewright::catalog::Catalog;
use rolewright::compile::compile;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Cloud, Guid};
use rolewright::observed::{
    Aspect, Completeness, DenyAssignment, Gap, GroupGap, Part, Party, PartyKind, Principal,
    RoleAssignment, RoleDefinition, Schedule, Scope, Setting, Snapshot,
};
use rolewright::reach::Reach;

use super::time;
use crate::standard::library::resolved;

pub(crate) const POLICY: &str = r#"
policy p { tenant "99999999-9999-4999-8999-999999999999" }
environment dev {
    tier development
    subscription "11111111-1111-4111-8111-111111111111"
    resource-group "rg"
}
storage lake in dev { shared-keys off  container raw }
workspace lab in dev { storage lake }
compute gpu in lab { runs-as trainer }
managed-identity trainer in dev
user ann { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
group crew { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
service-principal ci { app-id "aaaaaaaa-0000-4000-8000-0000000000c1" }
grant "Reader" to crew on dev
"#;

pub(crate) const ANN: &str = "aaaaaaaa-0000-4000-8000-0000000000a1";
const CREW: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const CI: &str = "aaaaaaaa-0000-4000-8000-0000000000c2";
const TRAINER: &str = "aaaaaaaa-0000-4000-8000-0000000000d1";
const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
pub(crate) const ROOT: &str =
    "/providers/Microsoft.Management/managementGroups/99999999-9999-4999-8999-999999999999";
const WRITER: &str = "bbbbbbbb-0000-4000-8000-000000000001";
const WRITE: &str = "Microsoft.Storage/storageAccounts/write";

fn identity() -> String {
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg");
    format!("{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/trainer")
}

fn scope(id: &str, kind: &str, parent: Option<&str>) -> Scope {
    Scope {
        id: id.into(),
        parent: parent.map(Into::into),
        kind: kind.into(),
        name: None,
        settings: Default::default(),
        identities: Vec::new(),
    }
}

/// All was read, and nobody holds anything yet.
pub(crate) fn empty() -> Snapshot {
    let principal = |id: &str, kind, app_id: Option<&str>| Principal {
        id: id.into(),
        kind,
        name: None,
        upn: None,
        app_id: app_id.map(Into::into),
        members: (kind == PartyKind::Group).then(Vec::new),
    };
    let mut trainer = scope(
        &identity(),
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        None,
    );
    trainer.identities = vec![TRAINER.into()];
    Snapshot {
        tenant: "99999999-9999-4999-8999-999999999999".into(),
        cloud: Cloud::Public,
        scopes: vec!["/".into()],
        taken: time("2026-11-22T08:00:00Z"),
        completeness: Completeness {
            full: vec![Part {
                what: Aspect::Everything,
                of: "/".into(),
                below: true,
            }],
            ..Completeness::default()
        },
        absent: Vec::new(),
        principals: vec![
            principal(ANN, PartyKind::User, None),
            principal(CREW, PartyKind::Group, None),
            principal(
                CI,
                PartyKind::ServicePrincipal,
                Some("aaaaaaaa-0000-4000-8000-0000000000c1"),
            ),
        ],
        tree: vec![
            scope(ROOT, "Microsoft.Management/managementGroups", Some("/")),
            scope(
                SUBSCRIPTION,
                "Microsoft.Resources/subscriptions",
                Some(ROOT),
            ),
            trainer,
        ],
        role_definitions: vec![RoleDefinition {
            id: WRITER.into(),
            name: "Writer".into(),
            custom: true,
            description: None,
            permissions: vec![Block {
                actions: vec![Pattern::new(WRITE)],
                ..Block::default()
            }],
            assignable_scopes: vec![SUBSCRIPTION.into()],
        }],
        role_assignments: Vec::new(),
        deny_assignments: Vec::new(),
        locks: Vec::new(),
        federated_credentials: Vec::new(),
    }
}

pub(crate) fn assignment(who: &str, at: &str) -> RoleAssignment {
    RoleAssignment {
        name: Guid::read("cccccccc-0000-4000-8000-000000000001").unwrap(),
        scope: at.into(),
        principal: Party {
            id: Guid::read(who).unwrap(),
            kind: PartyKind::User,
        },
        role: Guid::read(WRITER).unwrap(),
        condition: None,
        condition_version: None,
        description: None,
        schedule: None,
    }
}

fn world(snapshot: &Snapshot) -> World {
    let (model, wrong) = resolved(&[("p.rw".to_owned(), POLICY.to_owned())]);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let catalog = Catalog::embedded();
    let compiled = compile(&model, catalog, None);
    World::of(&model, &compiled, catalog).under(&model, snapshot)
}

/// Answers whether somebody may write the storage account; both ways to ask agree.
fn may(snapshot: &Snapshot, who: &str) -> Answer {
    let world = world(snapshot);
    let access = Access::new(&world, Catalog::embedded());
    let (who, at) = (
        access.party(who).unwrap(),
        access.place("lake@dev").unwrap(),
    );
    let answer = access.answer(who, at, Plane::Control, WRITE);
    let bounds = access.decide(who, at, &access.asked(Plane::Control, WRITE));
    let both = (answer.is_sure(), answer.is_possible());
    assert_eq!(both, (bounds.lower, bounds.upper), "{answer}");
    answer
}

#[test]
fn what_nobody_declared_takes_part() {
    let mut snapshot = empty();
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    snapshot.role_assignments = vec![assignment(ANN, ROOT)];
    assert_eq!(may(&snapshot, "ann"), Answer::Yes);
    snapshot.role_assignments = vec![assignment(CREW, "/")];
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    snapshot.principals[1].members = Some(vec![ANN.into()]);
    assert_eq!(may(&snapshot, "ann"), Answer::Yes);
}

#[test]
fn identities_are_found_by_application_and_by_resource() {
    let mut snapshot = empty();
    snapshot.role_assignments = vec![assignment(CI, SUBSCRIPTION)];
    assert_eq!(may(&snapshot, "ci"), Answer::Yes);
    snapshot.role_assignments = vec![assignment(TRAINER, SUBSCRIPTION)];
    assert_eq!(may(&snapshot, "trainer@dev"), Answer::Yes);
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    // Whoever was not found may be the stranger that holds it.
    snapshot.tree[2].identities.clear();
    assert_eq!(
        may(&snapshot, "trainer@dev").to_string(),
        "unknown: the object id of `trainer@dev` was not read"
    );
}

#[test]
fn what_was_not_read_is_unknown() {
    let missing = |what, of: &str| {
        let mut snapshot = empty();
        let part = Part {
            what,
            of: of.into(),
            below: true,
        };
        let reason = "403".to_owned();
        snapshot.completeness.missing = vec![Gap { part, reason }];
        snapshot
    };
    for aspect in [
        Aspect::RoleAssignments,
        Aspect::RoleDefinitions,
        Aspect::Schedules,
        Aspect::Everything,
    ] {
        for of in ["/", ROOT, SUBSCRIPTION] {
            let answer = may(&missing(aspect, of), "ann");
            assert!(
                matches!(answer, Answer::Unknown(_)),
                "{aspect:?} {of}: {answer}"
            );
        }
    }
    // A deny assignment that was not read may take away what is granted.
    let mut snapshot = missing(Aspect::DenyAssignments, ROOT);
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    snapshot.role_assignments = vec![assignment(ANN, ROOT)];
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
    // What stands above is not known where no parent is.
    let mut snapshot = empty();
    snapshot.tree.remove(0);
    snapshot.tree[0].parent = None;
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
    // A role that was not read.
    let mut snapshot = empty();
    snapshot.role_assignments = vec![assignment(ANN, ROOT)];
    snapshot.role_definitions.clear();
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
}

#[test]
fn anybody_may_be_in_a_group_that_was_not_read() {
    let mut snapshot = empty();
    snapshot.completeness.groups = vec![GroupGap {
        group: CREW.into(),
        reason: "hidden".to_owned(),
    }];
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    snapshot.role_assignments = vec![assignment(CREW, ROOT)];
    assert_eq!(may(&snapshot, "crew"), Answer::Yes);
    assert_eq!(
        may(&snapshot, "ann").to_string(),
        "unknown: who else is in group `crew` was not read"
    );
    // It may be denied to its members, and whom it excepts is not known either.
    snapshot.role_assignments = vec![assignment(ANN, ROOT)];
    let deny = |principals: &[&str], except: &[&str]| DenyAssignment {
        id: "dddddddd-0000-4000-8000-000000000001".into(),
        name: "freeze".into(),
        scope: SUBSCRIPTION.into(),
        only_here: false,
        enforced: true,
        permissions: vec![Block {
            actions: vec![Pattern::new("*")],
            ..Block::default()
        }],
        principals: parties(principals),
        except: parties(except),
        condition: None,
        condition_version: None,
    };
    snapshot.deny_assignments = vec![deny(&[CREW], &[])];
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
    snapshot.deny_assignments = vec![deny(&[ANN], &[CREW])];
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
    snapshot.deny_assignments = vec![deny(&[ANN], &[])];
    assert_eq!(may(&snapshot, "ann"), Answer::No);
    snapshot.deny_assignments[0].enforced = false;
    assert_eq!(may(&snapshot, "ann"), Answer::Yes);
    snapshot.deny_assignments[0].enforced = true;
    snapshot.deny_assignments[0].condition = Some("on Mondays".into());
    assert!(matches!(may(&snapshot, "ann"), Answer::Unknown(_)));
}

fn parties(ids: &[&str]) -> Vec<Party> {
    let parties = ids.iter().map(|id| Party {
        id: Guid::read(id).unwrap(),
        kind: PartyKind::User,
    });
    parties.collect()
}

#[test]
fn schedules_and_conditions_count() {
    let mut snapshot = empty();
    snapshot.role_assignments = vec![assignment(ANN, ROOT)];
    let one = |change: &dyn Fn(&mut RoleAssignment)| {
        let mut changed = snapshot.clone();
        change(&mut changed.role_assignments[0]);
        may(&changed, "ann")
    };
    let eligible = Schedule {
        eligible: true,
        ..Schedule::default()
    };
    assert!(matches!(
        one(&|one| one.schedule = eligible.kept()),
        Answer::If(_)
    ));
    assert!(matches!(
        one(&|one| one.condition = Some("x".into())),
        Answer::If(_)
    ));
    let held = |from: Option<&str>, until: Option<&str>| Schedule {
        from: from.map(time),
        until: until.map(time),
        eligible: false,
    };
    let later = held(Some("2027-01-01T00:00:00Z"), None);
    let later = |one: &mut RoleAssignment| one.schedule = later.kept();
    assert!(matches!(one(&later), Answer::If(_)));
    let over = held(None, Some("2026-01-01T00:00:00Z"));
    let over = |one: &mut RoleAssignment| one.schedule = over.kept();
    assert_eq!(one(&over), Answer::No);
    let soon = held(None, Some("2027-01-01T00:00:00Z"));
    let soon = |one: &mut RoleAssignment| one.schedule = soon.kept();
    assert_eq!(one(&soon), Answer::Yes);
}

/// The policy says that account keys are off; where Azure says otherwise, that is not known.
#[test]
fn a_setting_that_azure_says_otherwise_is_not_known() {
    let keys = "Microsoft.Storage/storageAccounts/listKeys/action";
    let reads = |said: Option<bool>| {
        let mut snapshot = empty();
        snapshot.role_definitions[0].permissions[0].actions = vec![Pattern::new(keys)];
        snapshot.role_assignments = vec![assignment(ANN, ROOT)];
        let id = format!(
            "{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/lake"
        );
        let mut lake = scope(&id, "Microsoft.Storage/storageAccounts", None);
        let said = said.map(|on| ("allowSharedKeyAccess".to_owned(), Setting::Flag(on)));
        lake.settings.extend(said);
        snapshot.tree.push(lake);
        let world = world(&snapshot).with_gains();
        let access = Access::new(&world, Catalog::embedded());
        let reach = Reach::of(&access);
        let ann = access.party("ann").unwrap();
        [Bound::Lower, Bound::Upper].map(|bound| {
            let mut others = reach.becomes(ann, bound);
            others.any(|id| world.parties[id.index()].name == "the data of lake@dev")
        })
    };
    assert_eq!(reads(None), [false, false]);
    assert_eq!(reads(Some(false)), [false, false]);
    assert_eq!(reads(Some(true)), [false, true]);
}
