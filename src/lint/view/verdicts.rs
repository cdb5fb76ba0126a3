//! What became of all that must hold, and how findings tell it.

use std::sync::OnceLock;

use super::View;
use crate::access::{Access, Grant, Origin, World};
use crate::diagnostic::Diagnostic;
use crate::model::{PrincipalId, ScopeId};
use crate::reach::Step;
use crate::verdict::{self, By, Verdicts, Way};

/// So many ways are shown in one finding.
const SHOWN: usize = 3;

impl View<'_> {
    /// Returns the world in which it is judged what must hold; built once.
    pub fn world(&self) -> &World {
        let of_policy = || World::of(self.model, self.compiled, self.catalog);
        let build = || verdict::extended(self.model, of_policy());
        self.world.get_or_init(build)
    }

    /// Judges what must hold in a world that has more in it than the policy set.
    pub fn in_world(self, world: World) -> Self {
        let world = verdict::extended(self.model, world);
        Self {
            world: OnceLock::from(world),
            ..self
        }
    }

    /// Returns the verdicts on invariants and tests; worked out once, and only where there are any.
    pub fn verdicts(&self) -> &Verdicts {
        self.verdicts.get_or_init(|| {
            if self.model.nevers.is_empty() && self.model.tests.is_empty() {
                return Verdicts::default();
            }
            let access = Access::new(self.world(), self.catalog);
            verdict::judge(self.model, self.compiled, &access)
        })
    }

    /// Adds to a finding the first few ways in which somebody may do what it is about, and how many
    /// more there are. Steps are told of one way alone.
    pub(in crate::lint) fn with_ways(&self, finding: Diagnostic, ways: &[Way]) -> Diagnostic {
        let direct = ways.iter().filter(|way| !way.by_steps).count();
        let shown = direct.clamp(1, SHOWN);
        let shown_ways = ways.iter().take(shown);
        let finding = shown_ways.fold(finding, |finding, way| self.with_way(finding, way));
        match ways.len().saturating_sub(shown) {
            0 => finding,
            1 => finding.note("and one more way to it"),
            more => finding.note(format!("and {more} more ways to it")),
        }
    }

    /// Adds to a finding by what somebody may do what it is about.
    pub(in crate::lint) fn with_way(&self, finding: Diagnostic, way: &Way) -> Diagnostic {
        let finding = way
            .steps
            .iter()
            .fold(finding, |finding, step| self.with_step(finding, step));
        let end = way.steps.last().map_or(way.who, |step| step.to);
        match &way.by {
            By::Unread(what) => finding.note(format!("{what} was not read, and may give it")),
            By::Grant(Origin::Gained) => finding,
            By::Grant(Origin::Policy(at)) => match self.compiled.assignments.get(*at) {
                Some(one) => finding.related(self.place(one), self.chain(end, one)),
                None => finding,
            },
            By::Grant(origin) => {
                let mut grants = self.world().grants.iter();
                match grants.find(|grant| grant.origin == *origin) {
                    Some(grant) => finding.note(self.told(end, grant)),
                    None => finding,
                }
            }
        }
    }

    /// Adds a step: the grant that enables it, and what it gains.
    fn with_step(&self, finding: Diagnostic, step: &Step) -> Diagnostic {
        let halves = step.halves.iter().flatten();
        let finding = halves.fold(finding, |finding, half| self.with_step(finding, half));
        let to = self.party_name(step.to);
        let from = self.party_name(step.from);
        let gained = match step.edge {
            Some(edge) if step.to == step.from => format!(", which lets it {}", edge.says),
            Some(edge) => {
                let takes = if self.is_gained(step.to) {
                    "hold"
                } else {
                    "act as"
                };
                format!(", which lets it {}, and so {takes} `{to}`", edge.says)
            }
            None => format!("`{to}` trusts `{from}`"),
        };
        let finding = step.doubts.iter().fold(finding, |finding, doubt| {
            finding.note(format!("of the step to `{to}`: {doubt}"))
        });
        let grant = step.grant.and_then(|at| self.world().grants.get(at));
        let Some(grant) = grant else {
            let words = gained
                .strip_prefix(", which ")
                .map(|rest| format!("together this {rest}"));
            return finding.note(words.unwrap_or(gained));
        };
        let assignment = match grant.origin {
            Origin::Policy(at) => self.compiled.assignments.get(at),
            _ => None,
        };
        let told = format!("{}{gained}", self.told(step.from, grant));
        match assignment {
            Some(one) => finding.related(self.place(one), told),
            None => finding.note(told),
        }
    }

    /// Writes how a principal comes to a grant: `alice -> ml-engineers -> "Owner" on dev`.
    fn told(&self, who: PrincipalId, grant: &Grant) -> String {
        if let Origin::Policy(at) = grant.origin
            && let Some(one) = self.compiled.assignments.get(at)
        {
            return self.chain(who, one);
        }
        let role = self.world().roles.get(grant.role.index());
        let role = role.map_or("", |role| role.name.as_str());
        let path = self.membership_path(who, grant.principal).join(" -> ");
        let path = if path.is_empty() {
            self.party_name(who)
        } else {
            path
        };
        let by_azure = matches!(grant.origin, Origin::Azure(_));
        let why = if by_azure {
            ", which Azure grants by itself"
        } else {
            ""
        };
        format!(
            "{path} -> \"{role}\" on {}{why}",
            self.place_name(grant.scope)
        )
    }

    /// Tells whether it is no principal of the directory but what a step gains.
    fn is_gained(&self, id: PrincipalId) -> bool {
        let party = self.world().parties.get(id.index());
        party.is_some_and(|one| one.gained.is_some())
    }

    /// Writes who takes part in the world in which it is judged what must hold.
    pub(in crate::lint) fn party_name(&self, id: PrincipalId) -> String {
        let party = self.world().parties.get(id.index());
        party.map(|one| one.name.to_string()).unwrap_or_default()
    }

    /// Writes a place of that world.
    pub(in crate::lint) fn place_name(&self, id: ScopeId) -> String {
        let place = self.world().places.get(id.index());
        place.map(|one| one.name.to_string()).unwrap_or_default()
    }
}
