//! Two large worlds, compared in little time.

use std::time::Instant;

use rolewright::access::{Access, Grant, Origin, Role, RoleId, Schedule, World};
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

/// Makes a world in which built-in roles that change nobody's access are held, nine of ten by groups.
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
    let mut tops = Vec::new();
    for at in 0..SCOPES {
        let (sub, group) = (at / 50 * 50, at / 5 * 5);
        let id = match at {
            at if at == sub => format!("/subscriptions/{at}"),
            at if at == group => format!("/subscriptions/{sub}/resourcegroups/{at}"),
            at if group == sub => format!("/subscriptions/{sub}/resourcegroups/{at}"),
            at => format!(
                "/subscriptions/{sub}/resourcegroups/{group}/providers/microsoft.machinelearningservices/workspaces/{at}"
            ),
        };
        let parent = match at {
            at if at == sub => None,
            at if at == group || group == sub => Some(ScopeId::new(sub)),
            _ => Some(ScopeId::new(group)),
        };
        tops.push(small.place(&id, Some(Kind::Workspace), parent));
    }
    let roles = Catalog::embedded()
        .builtin_roles()
        .filter(|role| role.name().contains("Reader"));
    small.0.roles = roles
        .map(|role| Role {
            name: role.name().into(),
            guid: role.id().to_string().into(),
            stage: None,
            custom: false,
            assignable: Vec::new(),
            blocks: role.blocks(),
        })
        .collect();
    for _ in 0..GRANTS {
        let who = if dice.odds(10) {
            dice.below(IDENTITIES)
        } else {
            IDENTITIES + dice.below(GROUPS)
        };
        small.0.grants.push(Grant {
            principal: PrincipalId::new(who),
            role: RoleId::new(dice.below(small.0.roles.len())),
            scope: tops[dice.below(SCOPES)],
            condition: None,
            schedule: Schedule::Standing,
            origin: Origin::Observed(0),
        });
    }
    small.0
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
    println!(
        "{} identities differ; reach of both {reached:?}, all {all:?}",
        diff.identities.len()
    );
    assert!(diff.identities.len() > 100);
    assert!(all.as_secs() < 60);
}
