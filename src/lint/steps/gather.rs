//! Gathers journeys.

use super::gate::leads_anywhere;
use super::prize::Finder;
use super::unlooked::{MOST_OTHERS, Unlooked};
use super::{Journey, Journeys, Story};
use crate::access::{Access, Origin, World};
use crate::algebra::Bound;
use crate::diagnostic::Diagnostic;
use crate::lint::view::View;
use crate::model::PrincipalId;
use crate::reach::{Given, Reach, Step, Ways};
use crate::support::hash::HashSet;

impl Journeys {
    /// Gathers the journeys of a view; none is built where no step leads anywhere.
    pub(in crate::lint) fn of(view: &View<'_>) -> Self {
        if !leads_anywhere(view) {
            return Self::default();
        }
        let world = World::of(view.model, view.compiled, view.catalog).with_gains();
        let access = Access::new(&world, view.catalog);
        let reach = Reach::of(&access);
        let gathering = Gathering {
            view,
            world: &world,
            reach: &reach,
            finder: Finder::of(view, &access),
        };
        let mut unlooked = Unlooked::default();
        let sure = gathering.sure(&mut unlooked);
        let unsaid = gathering.unsaid(&mut unlooked);
        Self {
            world,
            sure,
            unsaid,
            unlooked,
        }
    }

    /// Tells of whom not all journeys were looked at.
    pub(in crate::lint) fn unjudged(&self, view: &View<'_>) -> Option<Diagnostic> {
        self.unlooked.told(view)
    }
}

struct Gathering<'g, 'v> {
    view: &'g View<'v>,
    world: &'g World,
    reach: &'g Reach<'g>,
    finder: Finder<'g, 'v>,
}

impl Gathering<'_, '_> {
    /// Lists the journeys that surely work.
    fn sure(&self, unlooked: &mut Unlooked) -> Vec<Journey> {
        let mut found = Vec::new();
        let mut told = HashSet::default();
        for who in self.starters() {
            let others = self.reach.becomes(who, Bound::Lower);
            if others.len() == 0 {
                continue;
            }
            unlooked.note(who, others.len());
            let ways = self.reach.ways(who, Bound::Lower);
            for to in others.take(MOST_OTHERS) {
                let journey = self.journey(&ways, who, to);
                // Of many people who hold two rights through the same two groups, one is told.
                found.extend(journey.filter(|one| told.insert((one.starts.clone(), to))));
            }
        }
        for journey in &mut found {
            journey.find_story(self.view, self.world);
        }
        leave_out_beginnings(&mut found);
        found
    }

    /// Lists the journeys of one step that hang on a setting that nothing says.
    fn unsaid(&self, unlooked: &mut Unlooked) -> Vec<Journey> {
        let mut found = Vec::new();
        for who in self.starters() {
            let sure: HashSet<_> = self.reach.becomes(who, Bound::Lower).collect();
            let possible = self.reach.becomes(who, Bound::Upper);
            let others: Vec<_> = possible.filter(|to| !sure.contains(to)).collect();
            if others.is_empty() {
                continue;
            }
            unlooked.note(who, others.len());
            let ways = self.reach.ways(who, Bound::Upper);
            for to in others.into_iter().take(MOST_OTHERS) {
                let steps = ways.to(to).filter(|steps| hangs_on_a_setting(steps));
                let journey = steps.and_then(|steps| self.of_steps(who, to, steps));
                found.extend(journey.filter(|one| !one.prizes.is_empty()));
            }
        }
        found
    }

    /// Lists the principals that a journey may begin with.
    fn starters(&self) -> impl Iterator<Item = PrincipalId> {
        let principals = self.view.model.principals.iter().enumerate();
        let declared = principals.filter(|(_, one)| one.implicit_of.is_none());
        declared.map(|(index, _)| PrincipalId::new(index))
    }

    fn journey(&self, ways: &Ways<'_>, who: PrincipalId, to: PrincipalId) -> Option<Journey> {
        self.of_steps(who, to, ways.to(to)?)
    }

    /// Makes a journey of steps; none where no written grant begins it.
    fn of_steps(&self, who: PrincipalId, to: PrincipalId, steps: Vec<Step>) -> Option<Journey> {
        let starts = self.starts(who, steps.first()?)?;
        let prizes = self.finder.prizes(who, to);
        Some(Journey {
            who,
            to,
            starts,
            prizes,
            returns: self.reach.can_become(to, who, Bound::Lower),
            story: None,
            steps,
        })
    }

    /// Returns the assignments that a first step begins with, where they are written and not only for
    /// emergencies; none where they all are one group's, of which is told by itself.
    fn starts(&self, who: PrincipalId, first: &Step) -> Option<Vec<usize>> {
        let begun: Vec<&Step> = if first.halves.is_empty() {
            vec![first]
        } else {
            first
                .halves
                .iter()
                .filter_map(|half| half.first())
                .collect()
        };
        let mut starts = Vec::new();
        let mut holders = Vec::new();
        for step in begun {
            holders.push(*step.groups.last()?);
            let Origin::Policy(at) = self.world.grants.get(step.grant?)?.origin else {
                return None;
            };
            self.standing(at).then(|| starts.push(at))?;
        }
        let own = holders.iter().all(|holder| *holder == who);
        let apart = holders.iter().any(|holder| Some(holder) != holders.first());
        starts.dedup();
        (own || apart).then_some(starts)
    }

    fn standing(&self, assignment: usize) -> bool {
        let assignment = self.view.compiled.assignments.get(assignment);
        let grants = assignment
            .into_iter()
            .flat_map(|one| self.view.grants_of(one));
        let mut statements = grants.filter_map(|one| self.view.model.statement(one.statement));
        statements.any(|one| !one.keep)
    }
}

/// Leaves the beginning of a journey to the story of the whole.
fn leave_out_beginnings(journeys: &mut [Journey]) {
    let place = |one: &Journey| one.steps.first().and_then(|step| step.place);
    let wholes: HashSet<_> = journeys
        .iter()
        .filter(|one| one.story.is_some_and(Story::leads_on))
        .map(|one| (one.who, place(one)))
        .collect();
    for journey in journeys {
        let begins = journey.story.is_some_and(Story::is_beginning);
        if begins && wholes.contains(&(journey.who, place(journey))) {
            journey.story = None;
        }
    }
}

/// Tells whether a way is one step that only a setting can close.
fn hangs_on_a_setting(steps: &[Step]) -> bool {
    let [step] = steps else {
        return false;
    };
    let given = step.edge.map(|edge| edge.given);
    let setting = matches!(given, Some(Given::Unless(..) | Given::Only(..)));
    setting && step.doubts.len() == 1
}
