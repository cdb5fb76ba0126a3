//! Two large worlds, compared in little time.

use std::ops::Range;
use std::time::Instant;

use rolewright::access::{Access, Grant, Origin, Role, RoleId, Schedule, World};
use rolewright::algebra::Bound;
use rolewright::catalog::Catalog;
use rolewright::compile::Compiled;
use rolewright::diff::{Side, compare};
use rolewright::model::{Kind, Model, PrincipalId, PrincipalKind, ScopeId};
use rolewright::reach::Reach;

use super::draft::Dice;
use crate::reach::Small;

const IDENTITIES: usize = 10_000;
const GROUPS: usize = 20_000;
const SCOPES: usize = 1_000;
const GRANTS: usize = 100_000;

/// Roles that lead on: to a cluster, an endpoint, a machine, an identity, or to handing out access.
const STEPS: [&str; 6] = [
    "Contributor",
    "AzureML Data Scientist",
    "AzureML Compute Operator",
    "Virtual Machine Contributor",
    "Managed Identity Operator",
    "Managed Identity Contributor",
];

/// Makes a world of 20 subscriptions with ten resource groups each: the first is empty, the others
/// have a workspace, a cluster in it, a virtual machine, and the identity that both run as. Nine of
/// ten grants are held by groups; nine of ten are of roles that read, one in three hundred of Owner.
fn world() -> World {
    let (mut small, mut dice) = (Small::default(), Dice(5));
    for at in 0..IDENTITIES + GROUPS {
        small.party(&format!("p{at}"));
    }
    for at in 0..IDENTITIES {
        for _ in 0..1 + dice.below(3) {
            let group = PrincipalId::new(IDENTITIES + dice.below(GROUPS));
            small.0.parties[at].member_of.push(group);
        }
    }
    for party in &mut small.0.parties[IDENTITIES..] {
        party.kind = PrincipalKind::Group;
    }
    let tops: Vec<ScopeId> = (0..SCOPES).map(|at| place(&mut small, at)).collect();
    let (roles, groups) = roles();
    small.0.roles = roles;
    for _ in 0..GRANTS {
        let who = if dice.odds(10) {
            dice.below(IDENTITIES)
        } else {
            IDENTITIES + dice.below(GROUPS)
        };
        let of = if dice.odds(300) {
            &groups[2]
        } else {
            &groups[usize::from(dice.odds(10))]
        };
        small.0.grants.push(Grant {
            principal: PrincipalId::new(who),
            role: RoleId::new(of.start + dice.below(of.len())),
            scope: tops[dice.below(SCOPES)],
            condition: None,
            schedule: Schedule::Standing,
            until: None,
            origin: Origin::Observed(0),
        });
    }
    small.0
}

/// Adds a scope, and ties a managed identity to what runs as it.
fn place(small: &mut Small, at: usize) -> ScopeId {
    let (sub, group) = (at / 50 * 50, at / 5 * 5);
    let of =
        |kind: &str| format!("/subscriptions/{sub}/resourcegroups/{group}/providers/{kind}/{at}");
    let above = |parent| Some(ScopeId::new(parent));
    if at == sub {
        return small.place(&format!("/subscriptions/{sub}"), None, None);
    }
    if at == group || group == sub {
        return small.place(
            &format!("/subscriptions/{sub}/resourcegroups/{at}"),
            None,
            above(sub),
        );
    }
    // The identities are the last of all.
    let identity = PrincipalId::new(IDENTITIES - 1 - at / 5);
    match at % 5 {
        1 => small.place(
            &of("microsoft.machinelearningservices/workspaces"),
            Some(Kind::Workspace),
            above(group),
        ),
        2 => {
            let id = format!("{}/computes/{at}", small.0.places[at - 1].id);
            let scope = small.place(&id, Some(Kind::Compute), above(at - 1));
            small.at(scope).identity = Some(identity);
            scope
        }
        3 => {
            let scope = small.place(&of("microsoft.compute/virtualmachines"), None, above(group));
            small.at(scope).identity = Some(identity);
            scope
        }
        _ => {
            let id = of("microsoft.managedidentity/userassignedidentities");
            let scope = small.place(&id, None, above(group));
            let party = &mut small.0.parties[identity.index()];
            party.kind = PrincipalKind::ManagedIdentity;
            party.resource = Some(scope);
            scope
        }
    }
}

/// Lists roles, with the positions of those that read, of those that lead on, and of Owner.
fn roles() -> (Vec<Role>, [Range<usize>; 3]) {
    let of = |wanted: &dyn Fn(&str) -> bool| {
        let roles = Catalog::embedded().builtin_roles();
        let roles = roles.filter(|role| wanted(role.name()));
        let roles = roles.map(|role| Role {
            name: role.name().into(),
            guid: role.id().to_string().into(),
            stage: None,
            custom: false,
            assignable: Vec::new(),
            blocks: role.blocks(),
        });
        roles.collect::<Vec<_>>()
    };
    let lists = [
        of(&|name| name.contains("Reader")),
        of(&|name| STEPS.contains(&name)),
        of(&|name| name == "Owner"),
    ];
    assert_eq!((lists[1].len(), lists[2].len()), (STEPS.len(), 1));
    let mut end = 0;
    let ranges = lists.each_ref().map(|list| {
        end += list.len();
        end - list.len()..end
    });
    (lists.concat(), ranges)
}

/// Tells how long two worlds take, of which one grant in a hundred differs.
#[test]
#[ignore = "it is about time, and wants a quiet machine"]
fn two_large_worlds_are_compared_in_little_time() {
    let old = world();
    let mut new = old.clone();
    for at in (0..GRANTS).step_by(100) {
        let roles = new.roles.len();
        let role = &mut new.grants[at].role;
        *role = RoleId::new((role.index() + 1) % roles);
    }
    let begin = Instant::now();
    let (old, new) = (old.with_gains(), new.with_gains());
    let catalog = Catalog::embedded();
    let (old, new) = (Access::new(&old, catalog), Access::new(&new, catalog));
    let (old, new) = (Reach::of(&old), Reach::of(&new));
    let reached = begin.elapsed();
    let (model, compiled) = (Model::default(), Compiled::default());
    let side = |reach| Side {
        model: &model,
        compiled: &compiled,
        reach,
        judges: true,
    };
    let diff = compare(&side(&old), &side(&new));
    let all = begin.elapsed();
    let everyone = (0..IDENTITIES).map(PrincipalId::new);
    let others = |who| new.becomes(who, Bound::Upper).count();
    let becoming: Vec<usize> = everyone.map(others).filter(|count| *count > 0).collect();
    println!(
        "{} identities differ, {} become more or less, of {} who become {} others; reach of both \
         {reached:?}, all {all:?}",
        diff.identities.len(),
        diff.becomes.len(),
        becoming.len(),
        becoming.iter().sum::<usize>(),
    );
    assert!(diff.becomes.len() > 100 && becoming.len() > 1000);
    assert!(diff.identities.len() > 100);
    assert!(all.as_secs() < 60);
}
