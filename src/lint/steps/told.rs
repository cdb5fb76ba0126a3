//! Findings about journeys: where they begin, every step, and how to break them.

use std::collections::BTreeMap;

use super::mends::mends;
use super::{Journey, Journeys, Prize, Story, Worth};
use crate::access::Origin;
use crate::diagnostic::Diagnostic;
use crate::lint::rule::Rule;
use crate::lint::view::View;
use crate::lint::words::listed;
use crate::model::StatementId;
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
        finding = finding.label(self.beginning(journey)?);
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
    pub(super) fn doing(&self, step: &Step) -> String {
        let does = step
            .edge
            .map_or("the role that is widened", |edge| edge.says);
        match step.place {
            Some(place) => format!("at `{}`: {does}", self.view.scope_name(place)),
            None => does.to_owned(),
        }
    }

    /// Says what the grant lets its holder do with which a journey begins.
    pub(super) fn beginning(&self, journey: &Journey) -> Option<String> {
        let first = rights(journey.steps.first()?).into_iter().next()?;
        Some(self.doing(first))
    }

    /// Lists the grants behind the first one, with what each is for.
    fn later(&self, journey: &Journey) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        for (at, step) in journey.steps.iter().enumerate() {
            let first = usize::from(at == 0);
            let when = if at == 0 { "besides" } else { "then" };
            for part in rights(step).into_iter().skip(first) {
                let place = part.grant.and_then(|grant| self.place(grant));
                let who = part.groups.last().map(|id| self.party_name(*id));
                if let Some((place, who)) = place.zip(who) {
                    let doing = self.doing(part);
                    found.push((place, format!("`{who}` may {when}, {doing}")));
                }
            }
        }
        let prize = journey.prizes.first();
        if let Some(place) = prize.and_then(|prize| self.place(prize.grant)) {
            let holder = self.party_name(journey.to);
            found.push((place, format!("which gives `{holder}` this")));
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
}

/// Lists the rights that a step needs: one, or every one on the way to each half.
fn rights(step: &Step) -> Vec<&Step> {
    if step.halves.is_empty() {
        return vec![step];
    }
    step.halves.iter().flatten().collect()
}
