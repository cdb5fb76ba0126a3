//! Random policies, judged by the definition and by the slow evaluator.

use std::fmt::Write as _;

use rolewright::access::{Access, Denial};
use rolewright::catalog::Catalog;
use rolewright::model::access::Capability;
use rolewright::model::guarantee::{Asked, Expectation, Modality, Never};
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Granted, Model, PrincipalId, ScopeId};
use rolewright::verdict::{self, Verdict};

use super::Set;
use crate::slow::{self, Tenant};

/// A sequence of numbers that looks random and is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.roll(of.len())]
    }

    fn in_ten(&mut self, times: usize) -> bool {
        self.roll(10) < times
    }
}

const JOBS: &str = "Microsoft.MachineLearningServices/workspaces/jobs/";
const PATTERNS: &[&str] = &[
    "Microsoft.MachineLearningServices/workspaces/jobs/write",
    "Microsoft.MachineLearningServices/workspaces/jobs/read",
    "Microsoft.MachineLearningServices/workspaces/jobs/*",
    "Microsoft.MachineLearningServices/workspaces/*/read",
    "Microsoft.MachineLearningServices/workspaces/read",
    "Microsoft.MachineLearningServices/*",
    "*/write",
];
const ASKED: &[&str] = &[
    "\"Microsoft.MachineLearningServices/workspaces/jobs/write\"",
    "\"Microsoft.MachineLearningServices/workspaces/jobs/read\"",
    "\"Microsoft.MachineLearningServices/workspaces/read\"",
    "submit",
    "follow",
];
const WHO: &[&str] = &[
    "u0", "u1", "u2", "g0", "g1", "g2", "bot", "u0, g1", "g0, g2",
];
const WHERE: &[&str] = &["churn@dev", "churn@prod", "dev", "prod", "churn.gpu@dev"];

/// Writes a policy with tests and invariants.
fn policy(dice: &mut Dice) -> String {
    let mut text = String::from(
        r#"policy small { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development  subscription "11111111-1111-4111-8111-111111111111"  resource-group "rg" }
environment prod { tier production  subscription "33333333-3333-4333-8333-333333333333"  resource-group "rg" }
workspace churn in dev, prod
compute gpu in churn { kind cluster }
user u0  user u1  user u2
service-principal bot
"#,
    );
    for group in 0..3 {
        let mut members: Vec<_> = (0..3)
            .filter(|_| dice.in_ten(4))
            .map(|at| format!("u{at}"))
            .collect();
        let inner = (group + 1..3).filter(|_| dice.in_ten(4));
        members.extend(inner.map(|at| format!("g{at}")));
        let members = match members.join(", ") {
            none if none.is_empty() => none,
            some => format!(" {{ members {some} }}"),
        };
        writeln!(text, "group g{group}{members}").unwrap();
    }
    writeln!(
        text,
        "capability submit on workspace {{ actions \"{JOBS}write\" needs follow }}"
    )
    .unwrap();
    writeln!(
        text,
        "capability follow on workspace {{ actions \"{JOBS}read\" }}"
    )
    .unwrap();
    for role in 0..3 {
        let (first, second) = (dice.one(PATTERNS), dice.one(PATTERNS));
        let cut = if dice.in_ten(4) {
            format!(" except-actions \"{}\"", dice.one(PATTERNS))
        } else {
            String::new()
        };
        writeln!(
            text,
            "role r{role} on workspace {{ actions \"{first}\", \"{second}\"{cut} }}"
        )
        .unwrap();
    }
    for _ in 0..1 + dice.roll(4) {
        let (role, who, on) = (dice.roll(3), dice.one(&WHO[..7]), dice.one(&WHERE[..4]));
        let terms = dice.one(&["", "", "", " { eligible max 4h }", " { condition \"x\" }"]);
        // Nobody activates anything for a service principal.
        let terms = if who == "bot" { "" } else { terms };
        writeln!(text, "grant r{role} to {who} on {on}{terms}").unwrap();
    }
    lines(dice, &mut text);
    text
}

fn lines(dice: &mut Dice, text: &mut String) {
    text.push_str("test \"t\" {\n");
    for _ in 0..10 {
        let (who, what, on) = (dice.one(WHO), dice.one(ASKED), dice.one(WHERE));
        let (only, can) = [("", "can"), ("", "cannot"), ("only ", "can")][dice.roll(3)];
        let who = if can == "cannot" && dice.in_ten(1) {
            "anyone"
        } else {
            who
        };
        writeln!(text, "    {only}{who} {can} {what} on {on}").unwrap();
    }
    text.push_str("}\n");
    for _ in 0..3 {
        let (what, on) = (dice.one(ASKED), dice.one(WHERE));
        let standing = dice.one(&["", "", "standing "]);
        let to = if dice.in_ten(7) {
            format!(" to {}", dice.one(WHO))
        } else {
            String::new()
        };
        let except = match dice.roll(4) {
            0 => format!(" except {}", dice.one(WHO)),
            1 => format!(" except through r{}", dice.roll(3)),
            _ => String::new(),
        };
        writeln!(text, "never {standing}{what}{to} on {on}{except}").unwrap();
    }
}

/// Denies something to somebody somewhere, in the world and in the tenant alike.
fn denial(dice: &mut Dice, model: &Model) -> Denial {
    let blocks = vec![Block {
        actions: vec![Pattern::new(dice.one(PATTERNS))],
        ..Block::default()
    }];
    let who = PrincipalId::new(dice.roll(model.principals.len()));
    let excluded = PrincipalId::new(dice.roll(model.principals.len()));
    Denial {
        name: "denied".into(),
        scope: ScopeId::new(dice.roll(model.scopes.len())),
        blocks,
        everyone: false,
        principals: vec![who],
        excluded: if dice.in_ten(3) {
            vec![excluded]
        } else {
            Vec::new()
        },
        not_below: false,
        condition: None,
    }
}

/// The definition of each line, over the slow evaluator.
struct Definition<'d> {
    model: &'d Model,
    denials: &'d [Denial],
}

impl Definition<'_> {
    /// Builds the tenant of the grants that count, with the terms that make them unsure.
    fn tenant(&self, counts: impl Fn(&Granted, bool) -> bool, eligible_is_sure: bool) -> Tenant {
        let name = |id: PrincipalId| id.index().to_string();
        let mut tenant = Tenant::default();
        for grant in &self.model.grants {
            let statement = self.model.statement(grant.statement).unwrap();
            let Granted::Role(role) = statement.what else {
                panic!("these policies grant roles alone")
            };
            if counts(&statement.what, statement.eligible) {
                tenant.assignments.push(slow::Assignment {
                    scope: self.model.scope(grant.on).unwrap().id.to_string(),
                    principal: name(grant.principal),
                    blocks: self.model.role(role).unwrap().blocks.clone(),
                    conditional: statement.condition.is_some()
                        || (statement.eligible && !eligible_is_sure),
                });
            }
        }
        for (at, principal) in self.model.principals.iter().enumerate() {
            let groups = principal.member_of.iter();
            tenant
                .members
                .extend(groups.map(|group| (name(*group), at.to_string())));
        }
        let denials = self.denials.iter().map(|denial| slow::Denial {
            scope: self.model.scope(denial.scope).unwrap().id.to_string(),
            principals: denial.principals.iter().map(|id| name(*id)).collect(),
            excluded: denial.excluded.iter().map(|id| name(*id)).collect(),
            blocks: denial.blocks.clone(),
            not_below: false,
            conditional: denial.condition.is_some(),
        });
        tenant.denials = denials.collect();
        tenant
    }

    fn all() -> impl Fn(&Granted, bool) -> bool {
        |_, _| true
    }

    /// Lists the operations that define what is asked, and those that it needs as well.
    fn operations(&self, asked: &Asked) -> (Vec<String>, Vec<String>) {
        let own = |capability: &Capability| -> Vec<String> {
            let parts = capability.parts.iter().flat_map(|part| &part.patterns);
            parts.map(|one| one.pattern.as_str().to_owned()).collect()
        };
        match asked {
            Asked::Operation(pattern) => {
                let name = vec![pattern.as_str().to_owned()];
                (name.clone(), name)
            }
            Asked::Capability(id) => {
                let capability = self.model.capability(*id).unwrap();
                let needs = capability.parts.iter().flat_map(|part| &part.needs);
                let needs = needs.flat_map(|(id, _)| own(self.model.capability(*id).unwrap()));
                let defining = own(capability);
                let all = defining.iter().cloned().chain(needs).collect();
                (defining, all)
            }
            Asked::Stage(_) => panic!("these policies have no stage"),
        }
    }

    fn at(&self, tenant: &Tenant, who: PrincipalId, scope: ScopeId, name: &str) -> (bool, bool) {
        let id = &self.model.scope(scope).unwrap().id;
        slow::access(tenant, &who.index().to_string(), id, (Plane::Control, name))
    }

    fn can(&self, tenant: &Tenant, who: PrincipalId, line: &Expectation) -> bool {
        // A compute is no workspace, and lies in one: the task is asked for there.
        let place = |on: &ScopeId| match line.what {
            Asked::Capability(_) if self.model.scope_name(*on).starts_with("churn.gpu") => {
                self.model.scope(*on).unwrap().parent.unwrap()
            }
            _ => *on,
        };
        let (_, all) = self.operations(&line.what);
        let mut places = line.on.iter().map(place);
        places.all(|on| all.iter().all(|name| self.at(tenant, who, on, name).0))
    }

    /// Tells whether one principal possibly has any of what defines what is asked, there or below.
    fn may(&self, tenant: &Tenant, who: PrincipalId, asked: &Asked, on: &[ScopeId]) -> bool {
        let (defining, _) = self.operations(asked);
        let id = |scope: ScopeId| self.model.scope(scope).unwrap().id.to_string();
        let everywhere = (0..self.model.scopes.len()).map(ScopeId::new);
        let mut below = everywhere.filter(|scope| {
            let above = slow::scopes_above(tenant, &id(*scope));
            // The first that is listed is the scope itself.
            let own = |on: &ScopeId| slow::scopes_above(tenant, &id(*on)).swap_remove(0);
            on.iter().any(|on| above.contains(&own(on)))
        });
        below.any(|scope| {
            defining
                .iter()
                .any(|name| self.at(tenant, who, scope, name).1)
        })
    }

    /// Lists principals and their members.
    fn with_members(&self, who: &[PrincipalId]) -> Vec<PrincipalId> {
        let all = (0..self.model.principals.len()).map(PrincipalId::new);
        let is_in = |one: &PrincipalId| {
            self.model
                .memberships(*one)
                .iter()
                .any(|id| who.contains(id))
        };
        all.filter(is_in).collect()
    }

    fn everyone(&self) -> Vec<PrincipalId> {
        (0..self.model.principals.len())
            .map(PrincipalId::new)
            .collect()
    }

    fn holds(&self, line: &Expectation) -> bool {
        let possible = self.tenant(Self::all(), false);
        let who = line.who.clone().unwrap_or_else(|| self.everyone());
        let members = self.with_members(&who);
        if !line.can {
            return !members
                .iter()
                .any(|one| self.may(&possible, *one, &line.what, &line.on));
        }
        let sure = self.tenant(Self::all(), line.only);
        let able = who.iter().all(|one| self.can(&sure, *one, line));
        let mut others = self.everyone();
        others.retain(|one| !members.contains(one));
        let mut others = others.iter();
        able && !(line.only && others.any(|one| self.may(&possible, *one, &line.what, &line.on)))
    }

    fn kept(&self, never: &Never) -> bool {
        let standing = never.modality == Modality::Standing;
        let counts = |what: &Granted, eligible: bool| {
            !(never.through.contains(what) || (standing && eligible))
        };
        let tenant = self.tenant(counts, false);
        let who = never.to.clone().unwrap_or_else(|| self.everyone());
        let excepted = self.with_members(&never.except);
        let mut who = self.with_members(&who);
        who.retain(|one| !excepted.contains(one));
        let on = never.on.as_deref().unwrap();
        !who.iter()
            .any(|one| self.may(&tenant, *one, &never.what, on))
    }
}

#[test]
fn random_policies_are_judged_as_the_definition_says() {
    let mut dice = Dice(7);
    let (mut held, mut failed, mut denied) = (0, 0, 0);
    for number in 0..250 {
        let text = policy(&mut dice);
        let mut set = Set::of(&text);
        let denials = if dice.in_ten(4) { 1 + dice.roll(2) } else { 0 };
        for _ in 0..denials {
            let denial = denial(&mut dice, &set.model);
            set.world.denials.push(denial);
        }
        denied += usize::from(denials > 0);
        let access = Access::new(&set.world, Catalog::embedded());
        let verdicts = verdict::judge(&set.model, &set.compiled, &access);
        let slow = Definition {
            model: &set.model,
            denials: &set.world.denials,
        };
        let lines = set.model.tests[0]
            .expectations
            .iter()
            .zip(&verdicts.tests[0]);
        for (at, (line, verdict)) in lines.enumerate() {
            let expected = slow.holds(line);
            let said = matches!(verdict, Verdict::Holds);
            let denials = &set.world.denials;
            assert_eq!(
                said, expected,
                "{number}, line {at}: {verdict:?}\n{denials:?}\n{text}"
            );
            *(if expected { &mut held } else { &mut failed }) += 1;
        }
        for (never, ways) in set.model.nevers.iter().zip(&verdicts.nevers) {
            let expected = slow.kept(never);
            let denials = &set.world.denials;
            assert_eq!(
                ways.is_empty(),
                expected,
                "{number}: {never:?}\n{denials:?}\n{text}"
            );
            *(if expected { &mut held } else { &mut failed }) += 1;
        }
    }
    println!("{held} lines held, {failed} did not; {denied} policies had denials");
    assert!(
        held > 400 && failed > 400 && denied > 50,
        "{held} {failed} {denied}"
    );
}
