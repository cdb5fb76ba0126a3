//! Findings about journeys: where they begin, every step, and how to break them.

use std::collections::BTreeMap;

use super::mends::mends;
use super::{Journey, Journeys, Prize, Story, Worth};
use crate::access::Origin;
use crate::diagnostic::Diagnostic;
use crate::lint::rule::Rule;
use crate::lint::view::View;
use crate::lint::words::{listed, quoted};
use crate::model::{PrincipalId, ScopeId, StatementId};
use crate::reach::Step;
use crate::source::Span;

/// How a rule tells of a story.
pub(in crate::lint) struct Told {
    /// The rule.
    pub(in crate::lint) rule: &'static Rule,
    /// The story.
    pub(in crate::lint) story: Story,
    /// The cause.
    pub(in crate::lint) message: fn(&Words) -> String,
    /// Why it matters.
    pub(in crate::lint) why: &'static str,
    /// What to do; the grants that begin the journeys go.
    pub(in crate::lint) remedy: &'static str,
}

/// What a message is made of, in back-ticks where it is a name.
pub(in crate::lint) struct Words {
    /// Who.
    pub(in crate::lint) who: String,
    /// Whom or what they come to.
    pub(in crate::lint) to: String,
    /// What is gained there: "read data of `sales.raw@prod`".
    pub(in crate::lint) gain: String,
    /// Where the first step is taken.
    pub(in crate::lint) place: String,
}

/// Tells of each statement with which journeys of a story begin.
pub(in crate::lint) fn tell(view: &View<'_>, told: &Told) -> Vec<Diagnostic> {
    let all = view.journeys();
    let mut begun: BTreeMap<StatementId, (Vec<&Journey>, Vec<usize>)> = BTreeMap::new();
    for journey in all.sure.iter().filter(|one| one.story == Some(told.story)) {
        for (statement, grants) in beginnings(view, journey) {
            let (journeys, gone) = begun.entry(statement).or_default();
            journeys.push(journey);
            gone.extend(grants);
        }
    }
    let telling = Telling { view, all };
    let findings = begun
        .into_iter()
        .filter_map(|(statement, (journeys, gone))| {
            let mut gone = gone;
            gone.sort_unstable();
            gone.dedup();
            telling.finding(told, &journeys, (statement, &gone))
        });
    findings.collect()
}

/// Lists the standing statements that ask for the first assignment of a journey, each with its
/// grants.
pub(super) fn beginnings(view: &View<'_>, journey: &Journey) -> BTreeMap<StatementId, Vec<usize>> {
    let mut found: BTreeMap<StatementId, Vec<usize>> = BTreeMap::new();
    let first = journey.starts.first();
    let assignment = first.and_then(|at| view.compiled.assignments.get(*at));
    for at in assignment
        .into_iter()
        .flat_map(|one| view.grants_behind(one))
    {
        let statement = view.model.grants.get(at).map(|grant| grant.statement);
        let written = statement.and_then(|id| view.model.statement(id));
        let Some(statement) = statement.filter(|_| written.is_some_and(|one| !one.keep)) else {
            continue;
        };
        found.entry(statement).or_default().push(at);
    }
    found
}

/// What findings are written from.
pub(super) struct Telling<'t, 'v> {
    pub(super) view: &'t View<'v>,
    pub(super) all: &'t Journeys,
}

impl Telling<'_, '_> {
    fn finding(
        &self,
        told: &Told,
        journeys: &[&Journey],
        begun: (StatementId, &[usize]),
    ) -> Option<Diagnostic> {
        let worst = |journey: &&&Journey| journey.prizes.first().and_then(Prize::gravest);
        let gravest = journeys.iter().map(|one| worst(&one)).max()?;
        let journey = journeys.iter().find(|one| worst(one) == gravest)?;
        let words = self.words(journeys, journey);
        let span = self.view.model.statement(begun.0)?.what_span;
        let mut finding = told.rule.at(span, (told.message)(&words));
        let first = journey.steps.first()?;
        finding = finding.label(self.doing(first)?);
        for (span, text) in self.later(journey) {
            finding = finding.related(span, text);
        }
        finding = finding.note(self.path(journey)).note(told.why);
        if journeys.len() > 1 {
            let others = journeys.iter().map(|one| self.party_name(one.to));
            finding = finding.note(format!("in this way they come to {}", listed(others)));
        }
        for (advice, edits) in mends(self.view, journeys, begun, told.remedy) {
            finding = finding.suggest(advice, edits);
        }
        Some(finding)
    }

    fn words(&self, journeys: &[&Journey], journey: &Journey) -> Words {
        let who = journeys.iter().map(|one| self.party_name(one.who));
        let place = journey.steps.first().and_then(|step| step.place);
        let place = place.or_else(|| journey.prizes.first().map(|prize| prize.scope));
        Words {
            who: listed(who),
            to: format!("`{}`", self.party_name(journey.to)),
            gain: journey
                .prizes
                .first()
                .map_or_else(String::new, |prize| self.gain(prize)),
            place: place.map_or_else(String::new, |id| format!("`{}`", self.view.scope_name(id))),
        }
    }

    /// Says what a prize is good for: "read data of `sales.raw@prod`".
    pub(super) fn gain(&self, prize: &Prize) -> String {
        let does = match prize.gravest() {
            Some(Worth::Read) => "read data of",
            Some(Worth::Change) => "change",
            Some(Worth::Write) => "change data of",
            Some(Worth::Secrets) => "read secrets of",
            Some(Worth::Access) => "hand out access or act for others on",
            None => "use",
        };
        format!("{does} `{}`", self.view.scope_name(prize.scope))
    }

    /// Says what a step does: "at `lake@dev`: change the notebooks that its computes run".
    pub(super) fn doing(&self, step: &Step) -> Option<String> {
        let says = step.edge?.says;
        Some(match step.place {
            Some(place) => format!("at `{}`: {says}", self.view.scope_name(place)),
            None => says.to_owned(),
        })
    }

    /// Lists the grants behind the first one, with what each is for.
    fn later(&self, journey: &Journey) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        let halves = |step: &Step| step.halves.iter().flatten().cloned().collect::<Vec<_>>();
        for (at, step) in journey.steps.iter().enumerate() {
            let parts = if step.halves.is_empty() {
                vec![step.clone()]
            } else {
                halves(step)
            };
            for part in parts.iter().skip(usize::from(at == 0)) {
                let place = part.grant.and_then(|grant| self.place(grant));
                let who = part.groups.last().map(|id| self.party_name(*id));
                if let (Some(place), Some(who), Some(doing)) = (place, who, self.doing(part)) {
                    found.push((place, format!("`{who}` may then, {doing}")));
                }
            }
        }
        if let Some(prize) = journey.prizes.first()
            && let Some(place) = self.place(prize.grant)
        {
            found.push((
                place,
                format!("which gives `{}` this", self.party_name(journey.to)),
            ));
        }
        found
    }

    /// Returns where a grant of the world is written.
    fn place(&self, grant: usize) -> Option<Span> {
        let Origin::Policy(at) = self.all.world.grants.get(grant)?.origin else {
            return None;
        };
        self.view
            .compiled
            .assignments
            .get(at)
            .map(|one| self.view.place(one))
    }

    /// Writes a whole journey in one line, with the names that steps have elsewhere.
    pub(super) fn path(&self, journey: &Journey) -> String {
        self.way(journey, journey.prizes.first())
    }

    /// Writes a whole journey up to one of its prizes.
    pub(super) fn path_to(&self, journey: &Journey, prize: &Prize) -> String {
        self.way(journey, Some(prize))
    }

    fn way(&self, journey: &Journey, prize: Option<&Prize>) -> String {
        let mut words = Vec::new();
        for step in &journey.steps {
            self.write_step(step, &mut words);
        }
        words.push(self.party_name(journey.to));
        if let Some(prize) = prize {
            let shown = prize.worth.first().and_then(|(_, id)| *id);
            words.push(self.granted(prize.grant));
            words.extend(shown.map(|id| self.view.catalog.name(id).to_owned()));
        }
        words.dedup();
        words.join(" -> ")
    }

    fn write_step(&self, step: &Step, words: &mut Vec<String>) {
        let names = step.groups.iter().map(|id| self.party_name(*id));
        words.extend(names);
        words.extend(step.grant.map(|grant| self.granted(grant)));
        let halves: Vec<_> = step.halves.iter().map(|half| self.half(half)).collect();
        if !halves.is_empty() {
            words.push(format!("({})", halves.join(" and ")));
        }
        let at = step
            .place
            .map(|id| format!(" {}", self.view.scope_name(id)));
        let name = step
            .edge
            .map(|edge| format!("{}{}", edge.name, at.unwrap_or_default()));
        words.extend(name);
    }

    fn half(&self, steps: &[Step]) -> String {
        let mut words = Vec::new();
        for step in steps {
            self.write_step(step, &mut words);
        }
        words.join(" -> ")
    }

    /// Writes what a grant of the world gives: `"Reader" on lake@dev`.
    fn granted(&self, grant: usize) -> String {
        let Some(held) = self.all.world.grants.get(grant) else {
            return String::new();
        };
        let place = self.scope_name(held.scope);
        match held.origin {
            Origin::Policy(at) => {
                let assignment = self.view.compiled.assignments.get(at);
                let statement = assignment.and_then(|one| self.view.statement_of(one));
                let what = statement.map(|one| self.view.granted_name(&one.what));
                format!("{} on {place}", what.unwrap_or_default())
            }
            Origin::Gained => format!("everything that opens on {place}"),
            _ => {
                let role = self.all.world.roles.get(held.role.index());
                let name = role.map_or("", |role| role.name.as_str());
                format!("{} on {place}, given by Azure", quoted(name))
            }
        }
    }

    fn scope_name(&self, id: ScopeId) -> String {
        self.view.scope_name(id)
    }

    /// Writes a principal, or what a step gains, as a policy names it.
    pub(super) fn party_name(&self, id: PrincipalId) -> String {
        let party = self.all.world.parties.get(id.index());
        party.map_or_else(String::new, |one| one.name.to_string())
    }
}
