//! A whole run: phase after phase, some steps at once in each.

use std::future;
use std::io;

use futures_util::stream::{self, StreamExt as _};

use super::drive::Task;
use super::journal::{Entry, Journal, Past, State, Store};
use super::outcome::{Ended, Progress, Summary};
use super::remote::Remote;
use super::saved::{Saved, SavedChange};
use super::step::Step;
use super::stop::Stop;
use crate::plan::Phase;
use crate::support::hash::HashSet;

/// What carries a plan out.
pub struct Engine<'e, R, S, P> {
    /// Who has what is written.
    pub remote: &'e R,
    /// Where it is written down first.
    pub journal: &'e Journal<S>,
    /// Who hears how it goes.
    pub progress: &'e P,
    /// Whoever wishes that nothing new be begun; a failure wishes it too.
    pub stop: &'e Stop,
    /// So many steps are under way at once.
    pub at_once: usize,
    /// What tells the requests of this run from those of others.
    pub run: &'e str,
}

impl<R: Remote, S: Store, P: Progress> Engine<'_, R, S, P> {
    /// Carries a plan out, or what earlier runs left of it. Fails only where the journal cannot be
    /// written; nothing is sent that is not in it.
    pub async fn run(&self, saved: &Saved, past: &Past) -> io::Result<Summary> {
        let steps = saved.steps();
        self.journal
            .record(&first(saved, past, steps.len()))
            .await?;
        let mut summary = Summary::default();
        let mut done: usize = past.steps.iter().filter(|one| **one == State::Done).count();
        for phase in Phase::ALL {
            let tasks = tasks(&steps, phase, past);
            if tasks.is_empty() {
                continue;
            }
            self.progress.phase(phase, tasks.len());
            let ended = self.phase(&tasks).await?;
            for (at, ended) in ended {
                done += usize::from(matches!(ended, Ended::Written | Ended::Found));
                summary.count(at, ended);
            }
            if self.stop.is_wished() {
                break;
            }
        }
        summary.left = steps.len() - done;
        let complete = summary.is_complete();
        self.journal.record(&Entry::End { complete }).await?;
        Ok(summary)
    }

    async fn phase(&self, tasks: &[Task<'_>]) -> io::Result<Vec<(usize, Ended)>> {
        let begun = stream::iter(tasks).take_while(|_| future::ready(!self.stop.is_wished()));
        let under_way = begun
            .map(|task| self.step(task))
            .buffer_unordered(self.at_once);
        let ended: Vec<_> = under_way.collect().await;
        ended.into_iter().collect()
    }

    async fn step(&self, task: &Task<'_>) -> io::Result<(usize, Ended)> {
        let ended = self.drive(task).await;
        match &ended {
            Ok(ended) => self.progress.ended(task.change, task.step, ended),
            Err(_) => self.stop.wish(),
        }
        if let Ok(Ended::Failed(_)) = ended {
            self.stop.wish();
        }
        ended.map(|ended| (task.at, ended))
    }
}

/// Says that a run begins or goes on.
pub(super) fn first(saved: &Saved, past: &Past, steps: usize) -> Entry {
    let tool = env!("CARGO_PKG_VERSION").to_owned();
    if past.is_begun() {
        return Entry::Resume { tool };
    }
    Entry::Begin {
        plan: saved.digest().to_owned(),
        tool,
        steps,
    }
}

/// Lists the steps of a phase that are not done yet.
fn tasks<'t>(steps: &[(&'t SavedChange, &'t Step)], phase: Phase, past: &Past) -> Vec<Task<'t>> {
    let mut written = HashSet::default();
    let mut tasks = Vec::new();
    for (at, (change, step)) in steps.iter().enumerate() {
        let Some(key) = step.key() else { continue };
        let follows = !written.insert(key.guid().clone());
        let is_done = past.steps.get(at) == Some(&State::Done);
        if step.phase == phase && !is_done {
            tasks.push(Task {
                at,
                change,
                step,
                key,
                follows,
            });
        }
    }
    tasks
}
