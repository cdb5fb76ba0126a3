//! Random policy sets that can be written in many ways.

use std::fmt::Write as _;

/// Numbers that are the same at every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count
    }

    pub(crate) fn odds(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// What people and machines may do in a draft.
const CAN: [&str; 5] = [
    "read-jobs",
    "submit-jobs",
    "track-experiments",
    "read-models",
    "read-endpoints",
];

/// Nobody holds this in a draft.
pub(super) const UNUSED: &str = "deploy-endpoints";

/// Cut from the first stage of every draft.
pub(super) const CUT: &str = "register-models";

#[derive(Clone)]
pub(super) struct Stage {
    pub(super) can: Vec<&'static str>,
    pub(super) except: Vec<&'static str>,
    /// It has a new name, and says the old one.
    pub(super) renamed: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    Stage(usize),
    Reader,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Who {
    User(usize),
    Group(usize),
    Identity(usize),
}

#[derive(Clone)]
pub(super) struct Grant {
    pub(super) what: What,
    pub(super) to: Who,
    pub(super) on: usize,
    pub(super) eligible: bool,
}

#[derive(Clone)]
pub(super) struct Never {
    pub(super) word: &'static str,
    pub(super) on: Vec<usize>,
    pub(super) except: Vec<usize>,
}

/// A policy set by what it says: workspaces in turn in development and production.
///
/// User 0 is in no group and has no grant; group 0 holds stage 0 on workspace 0, so that its members
/// may submit jobs there; identity 0 runs nothing and reads the data of workspace 1.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) workspaces: usize,
    pub(super) users: usize,
    /// The users and the lower groups in each group.
    pub(super) groups: Vec<(Vec<usize>, Vec<usize>)>,
    pub(super) stages: Vec<Stage>,
    pub(super) grants: Vec<Grant>,
    pub(super) nevers: Vec<Never>,
    /// Which identity the compute of each workspace runs as; none has one of its own.
    pub(super) runs_as: Vec<Option<usize>>,
    /// Lines of tests: who cannot do what nobody can, where.
    pub(super) lines: Vec<(usize, usize)>,
}

pub(super) const IDENTITIES: usize = 2;

impl Draft {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let (workspaces, users) = (2 + dice.below(3), 3 + dice.below(4));
        let groups = (0..2 + dice.below(3)).map(|at| {
            let members = (1..users).filter(|_| dice.odds(2)).collect();
            (members, (0..at).filter(|_| dice.odds(4)).collect())
        });
        let groups: Vec<_> = groups.collect();
        let stages = (0..2 + dice.below(3)).map(|at| {
            let mut can: Vec<_> = CAN.iter().copied().filter(|_| dice.odds(2)).collect();
            let mut except = Vec::new();
            if at == 0 {
                can = vec!["submit-jobs", CUT];
                except.push(CUT);
            }
            if can.is_empty() {
                can.push(CAN[0]);
            }
            Stage {
                can,
                except,
                renamed: false,
            }
        });
        let stages: Vec<Stage> = stages.collect();
        let mut grants = vec![Grant {
            what: What::Stage(0),
            to: Who::Group(0),
            on: 0,
            eligible: false,
        }];
        for _ in 0..3 + dice.below(6) {
            let to = match dice.below(3) {
                0 => Who::User(1 + dice.below(users - 1)),
                1 => Who::Group(dice.below(groups.len())),
                _ => Who::Identity(1 + dice.below(IDENTITIES - 1)),
            };
            let what = if dice.odds(5) {
                What::Reader
            } else {
                What::Stage(dice.below(stages.len()))
            };
            let on = dice.below(workspaces);
            let eligible = what == What::Reader && matches!(to, Who::User(_)) && dice.odds(2);
            if grants
                .iter()
                .all(|one| (one.what, one.to, one.on) != (what, to, on))
            {
                grants.push(Grant {
                    what,
                    to,
                    on,
                    eligible,
                });
            }
        }
        let words = ["", "reach ", "standing "];
        let nevers = (0..1 + dice.below(3)).map(|_| Never {
            word: words[dice.below(3)],
            on: (0..workspaces).filter(|_| dice.odds(2)).collect(),
            except: (1..users).filter(|_| dice.odds(4)).collect(),
        });
        let nevers: Vec<_> = nevers.collect();
        Self {
            runs_as: (0..workspaces)
                .map(|at| (at > 0 && dice.odds(2)).then_some(1))
                .collect(),
            lines: (0..1 + dice.below(4))
                .map(|_| (dice.below(users), dice.below(workspaces)))
                .collect(),
            workspaces,
            users,
            groups,
            stages,
            grants,
            nevers,
        }
    }
}

/// How a draft is written: nothing of it changes what it means.
#[derive(Default)]
pub(super) struct Style {
    /// Comes before names of stages, places, environments, identities, people.
    pub(super) names: [&'static str; 5],
    /// Mixes what is declared, where there are any.
    pub(super) dice: Option<Dice>,
    /// Stages are split in two, one extending the other.
    pub(super) split: bool,
    /// Grants are made by templates.
    pub(super) template: bool,
    /// Lists of invariants are written one by one.
    pub(super) single: bool,
    /// Into so many files more.
    pub(super) files: usize,
}

impl Style {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let mut name = || ["", "x-", "other-"][dice.below(3)];
        Self {
            names: [name(), name(), name(), name(), name()],
            split: dice.odds(2),
            template: dice.odds(2),
            single: dice.odds(2),
            files: dice.below(3),
            dice: Some(Dice(dice.below(1 << 30) as u64)),
        }
    }

    /// Writes a draft as texts.
    pub(super) fn write(mut self, draft: &Draft) -> Vec<String> {
        let mut items = self.places(draft);
        items.extend(self.people(draft));
        items.extend(self.stages(draft));
        items.extend(self.grants(draft));
        items.extend(self.guarantees(draft));
        let mut texts = vec![String::new(); self.files + 1];
        let mut dice = self.dice.take();
        if let Some(dice) = &mut dice {
            dice.shuffle(&mut items);
        }
        for item in items {
            let at = dice.as_mut().map_or(0, |dice| dice.below(texts.len()));
            texts[at] += &item;
        }
        texts
    }

    fn env(&self, workspace: usize) -> String {
        format!("{}{}", self.names[2], ["dev", "prod"][workspace % 2])
    }

    fn workspace(&self, at: usize) -> String {
        format!("{}w{at}@{}", self.names[1], self.env(at))
    }

    fn who(&self, who: Who) -> String {
        match who {
            Who::User(at) => format!("{}u{at}", self.names[4]),
            Who::Group(at) => format!("{}g{at}", self.names[4]),
            Who::Identity(at) => format!("{}i{at}@{}", self.names[3], self.env(0)),
        }
    }

    fn stage(&self, stage: &Stage, at: usize) -> String {
        format!(
            "{}{}{at}",
            self.names[0],
            if stage.renamed { "n" } else { "s" }
        )
    }

    fn places(&self, draft: &Draft) -> Vec<String> {
        let mut items =
            vec!["policy p { tenant \"99999999-9999-9999-9999-999999999999\" }\n".to_owned()];
        for (at, tier) in ["development", "production"].iter().enumerate() {
            let digit = at + 1;
            items.push(format!(
                "environment {} {{\n    tier {tier}\n    subscription \"{digit}1111111-1111-4111-8111-111111111111\"\n    resource-group \"rg-{digit}\"\n}}\n",
                self.env(at)
            ));
        }
        for at in 0..draft.workspaces {
            let (prefix, env) = (self.names[1], self.env(at));
            let runs_as =
                draft.runs_as[at].map(|one| format!("    runs-as {}i{one}\n", self.names[3]));
            let runs_as = runs_as.filter(|_| at % 2 == 0).unwrap_or_default();
            items.push(format!("workspace {prefix}w{at} in {env} {{\n    name \"mlw-{at}\"\n    storage {prefix}st{at}\n}}\n"));
            items.push(format!(
                "storage {prefix}st{at} in {env} {{\n    name \"st{at}\"\n    container raw\n}}\n"
            ));
            items.push(format!("compute {prefix}c{at} in {prefix}w{at} {{\n    name \"gpu{at}\"\n    kind cluster\n{runs_as}}}\n"));
        }
        for at in 0..IDENTITIES {
            let (prefix, env) = (self.names[3], self.env(0));
            items.push(format!(
                "managed-identity {prefix}i{at} in {env} {{ name \"id-{at}\" }}\n"
            ));
        }
        items.push(format!(
            "grant \"Storage Blob Data Contributor\" to {} on {}st1@{}\n",
            self.who(Who::Identity(0)),
            self.names[1],
            self.env(1)
        ));
        items
    }

    fn people(&self, draft: &Draft) -> Vec<String> {
        let users = (0..draft.users).map(|at| {
            format!(
                "user {} {{ object-id \"aaaaaaaa-0000-4000-8000-00000000000{at}\" }}\n",
                self.who(Who::User(at))
            )
        });
        let groups = draft.groups.iter().enumerate().map(|(at, (users, groups))| {
            let users = users.iter().map(|one| self.who(Who::User(*one)));
            let all: Vec<_> = users.chain(groups.iter().map(|one| self.who(Who::Group(*one)))).collect();
            let members = if all.is_empty() { String::new() } else { format!(" members {}", all.join(", ")) };
            format!("group {} {{ object-id \"bbbbbbbb-0000-4000-8000-00000000000{at}\" {members} }}\n", self.who(Who::Group(at)))
        });
        users.chain(groups).collect()
    }

    fn stages(&self, draft: &Draft) -> Vec<String> {
        let mut items = Vec::new();
        for (at, stage) in draft.stages.iter().enumerate() {
            let name = self.stage(stage, at);
            let formerly = if stage.renamed {
                format!(" formerly {}s{at}", self.names[0])
            } else {
                String::new()
            };
            let cut = if stage.except.is_empty() {
                String::new()
            } else {
                format!("    except {}\n", stage.except.join(", "))
            };
            let mut can = stage.can.as_slice();
            let mut extends = String::new();
            if self.split && can.len() > 1 {
                items.push(format!(
                    "stage {name}-base {{\n    on workspace can {}\n}}\n",
                    can[0]
                ));
                extends = format!(" extends {name}-base");
                can = &can[1..];
            }
            items.push(format!(
                "stage {name}{extends}{formerly} {{\n    on workspace can {}\n{cut}}}\n",
                can.join(", ")
            ));
        }
        items
    }

    fn grants(&self, draft: &Draft) -> Vec<String> {
        let mut items = Vec::new();
        for (at, grant) in draft.grants.iter().enumerate() {
            let what = match grant.what {
                What::Stage(at) => self.stage(&draft.stages[at], at),
                What::Reader => "\"Reader\"".to_owned(),
            };
            let (to, on) = (self.who(grant.to), self.workspace(grant.on));
            let terms = if grant.eligible { " { eligible }" } else { "" };
            if self.template && matches!(grant.to, Who::Group(_)) {
                items.push(format!("template t{at}(who) {{\n    grant {what} to ${{who}} on {on}{terms}\n}}\nuse t{at}(who = {to})\n"));
            } else {
                items.push(format!("grant {what} to {to} on {on}{terms}\n"));
            }
        }
        items
    }

    fn guarantees(&self, draft: &Draft) -> Vec<String> {
        let mut items = Vec::new();
        for never in &draft.nevers {
            let places: Vec<_> = never.on.iter().map(|at| self.workspace(*at)).collect();
            let except: Vec<_> = never
                .except
                .iter()
                .map(|at| self.who(Who::User(*at)))
                .collect();
            let except = if except.is_empty() {
                String::new()
            } else {
                format!(" except {}", except.join(", "))
            };
            let lists = match (places.as_slice(), self.single) {
                ([], _) => vec![String::new()],
                (places, true) => places.iter().map(|one| format!(" on {one}")).collect(),
                (places, false) => vec![format!(" on {}", places.join(", "))],
            };
            items.extend(
                lists
                    .iter()
                    .map(|on| format!("never {}{UNUSED}{on}{except}\n", never.word)),
            );
        }
        let mut test = format!("test \"{}people cannot\" {{\n", self.names[1]);
        for (who, on) in &draft.lines {
            let _ = writeln!(
                test,
                "    {} cannot {UNUSED} on {}",
                self.who(Who::User(*who)),
                self.workspace(*on)
            );
        }
        items.push(test + "}\n");
        items
    }
}
