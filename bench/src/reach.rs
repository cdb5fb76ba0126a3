//! Reach on large worlds: whom everybody can become, and what differs between two of them.

use std::time::Instant;

use rolewright::access::{Access, RoleId, World};
use rolewright::algebra::Bound;
use rolewright::catalog::Catalog;
use rolewright::compile::Compiled;
use rolewright::diff::{Side, compare};
use rolewright::model::{Model, PrincipalId, PrincipalKind};
use rolewright::reach::Reach;

use crate::access::SIZES;
use crate::extreme::SHAPES;
use crate::generated::{Size, world};
use crate::process::{alone, cpu, peak};
use crate::roles::roles;
use crate::stepped::stepped;

/// So many identities are in the worlds that are made to be hard.
const MANY: [usize; 3] = [1_000, 10_000, 100_000];

/// Prints every figure; each runs in a process of its own.
pub(crate) fn measure() {
    for what in ["reach", "diff"] {
        for grants in SIZES {
            alone(&[what, &grants.to_string(), "plain"]);
            alone(&[what, &grants.to_string()]);
        }
    }
    for (shape, _) in SHAPES {
        for identities in MANY {
            alone(&["extreme", &identities.to_string(), shape]);
        }
    }
}

/// What ran, and how long.
struct Clock(Instant, f64);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), cpu())
    }

    fn told(&self) -> String {
        let time = self.0.elapsed().as_secs_f64() * 1e3;
        let used = cpu() - self.1;
        format!("{used:.0} ms of processor time, {time:.0} ms on the clock")
    }
}

/// Works out whom everybody can become in a world with steps, or in a plain one.
pub(crate) fn reach(grants: usize, plain: bool) {
    let title = format!("reach of all, {grants} grants{}", kind(plain));
    all_pairs(&title, made(grants, plain));
}

/// Makes a plain world, the one of the other figures, or one with what steps need.
fn made(grants: usize, plain: bool) -> World {
    if plain {
        world(Size::of(grants), roles())
    } else {
        stepped(Size::of(grants))
    }
}

fn kind(plain: bool) -> &'static str {
    if plain { ", plain" } else { "" }
}

/// Works out whom everybody can become in a world that is made to be hard.
pub(crate) fn extreme(identities: usize, shape: &str) {
    let Some((_, make)) = SHAPES.iter().find(|(name, _)| *name == shape) else {
        println!("there is no shape `{shape}`");
        return;
    };
    let world = make(identities);
    all_pairs(
        &format!("reach of all, {shape} of {identities} identities"),
        world,
    );
}

fn all_pairs(title: &str, world: World) {
    let clock = Clock::start();
    let world = world.with_gains();
    let access = Access::new(&world, Catalog::embedded());
    let reach = Reach::of(&access);
    let (mut pairs, mut sure) = (0, 0);
    let (mut reaching, mut identities) = (0_u32, 0_u32);
    for (index, party) in world.parties.iter().enumerate() {
        let who = PrincipalId::new(index);
        let possible = reach.count(who, Bound::Upper);
        pairs += possible;
        sure += reach.count(who, Bound::Lower);
        if party.gained.is_none() && party.kind != PrincipalKind::Group {
            identities += 1;
            reaching += u32::from(possible > 0);
        }
    }
    let (nodes, links) = reach.size();
    println!(
        "{title}: {}, peak {:.0} MiB; {links} links of {nodes} nodes, {pairs} pairs of who becomes whom, {sure} surely, {:.1} % of {identities} identities reach somebody",
        clock.told(),
        peak(),
        100.0 * f64::from(reaching) / f64::from(identities),
    );
}

/// Compares two worlds of which one grant in a hundred is of another role.
pub(crate) fn diff(grants: usize, plain: bool) {
    let old = made(grants, plain);
    let mut new = old.clone();
    let roles = new.roles.len();
    for grant in new.grants.iter_mut().step_by(100) {
        grant.role = RoleId::new((grant.role.index() + 1) % roles);
    }
    let clock = Clock::start();
    let (old, new) = (old.with_gains(), new.with_gains());
    let [old, new] = [&old, &new].map(|world| Access::new(world, Catalog::embedded()));
    let (old, new) = rayon::join(|| Reach::of(&old), || Reach::of(&new));
    let reached = clock.told();
    let (model, compiled) = (Model::default(), Compiled::default());
    let [old, new] = [&old, &new].map(|reach| Side {
        model: &model,
        compiled: &compiled,
        reach,
        judges: false,
    });
    let comparing = Clock::start();
    let diff = compare(&old, &new);
    println!(
        "what differs, {grants} grants{}: {} in all, {} of them reach and the rest {}, peak {:.0} MiB; {} identities differ, {} become somebody on one side alone",
        kind(plain),
        clock.told(),
        reached,
        comparing.told(),
        peak(),
        diff.identities.len(),
        diff.becomes.len(),
    );
}
