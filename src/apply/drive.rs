//! One step, from looking to having seen that it is done.

use std::io;

use super::journal::{Entry, Store};
use super::outcome::{Ended, Failure, Progress};
use super::patience::Patience;
use super::remote::{Answer, Meaning, Remote, Trouble};
use super::run::Engine;
use super::saved::SavedChange;
use super::step::{Stand, Step};
use super::thing::{Key, Thing};
use crate::support::guid::guid;

/// So often something is written that is answered as done and then not there.
const WRITES: usize = 2;

/// One step that is to be taken.
pub(super) struct Task<'t> {
    pub(super) at: usize,
    pub(super) change: &'t SavedChange,
    pub(super) step: &'t Step,
    pub(super) key: Key,
    /// An earlier step of this plan wrote there, so that what is seen may be of before that.
    pub(super) follows: bool,
}

/// What is known of the writes of one step.
#[derive(Default)]
struct Tries {
    patience: Patience,
    /// So many requests were sent.
    sent: usize,
    /// So many of them were answered as done.
    answered: usize,
    /// The last one was answered as done, and is not seen yet.
    unseen: bool,
}

/// What ends a step early.
enum Halt {
    Ended(Ended),
    Journal(io::Error),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Ended(Ended::Failed(failure))
    }
}

impl<R: Remote, S: Store, P: Progress> Engine<'_, R, S, P> {
    /// Takes a step: looks, writes if what is there is what the plan saw, and looks again until it is
    /// what it is to be.
    pub(super) async fn drive(&self, task: &Task<'_>) -> io::Result<Ended> {
        let mut tries = Tries::default();
        let ended = loop {
            match self.around(task, &mut tries).await {
                Ok(None) => {}
                Ok(Some(ended)) | Err(Halt::Ended(ended)) => break ended,
                Err(Halt::Journal(error)) => return Err(error),
            }
        };
        let step = task.at;
        match &ended {
            Ended::Written | Ended::Found => {
                let found = ended == Ended::Found;
                self.journal.note(&Entry::Done { step, found });
            }
            Ended::Failed(failure) => {
                let why = failure.to_string();
                self.journal.note(&Entry::Failed { step, why });
            }
            Ended::Stopped => {}
        }
        Ok(ended)
    }

    /// Goes round once; none where it is to be gone round again.
    async fn around(&self, task: &Task<'_>, tries: &mut Tries) -> Result<Option<Ended>, Halt> {
        let seen = match self.remote.read(&task.key).await {
            Ok(seen) => seen,
            // What was at a scope went with it.
            Err(trouble) if trouble.meaning == Meaning::NoScope && task.step.after.is_none() => {
                None
            }
            Err(trouble) => {
                self.weather(task, tries, trouble).await?;
                return Ok(None);
            }
        };
        match task.step.stand(seen.as_ref()) {
            Stand::After if tries.sent > 0 => return Ok(Some(Ended::Written)),
            Stand::After => return Ok(Some(Ended::Found)),
            Stand::Before if tries.unseen => self.unseen(task, tries).await?,
            Stand::Before => self.write(task, tries).await?,
            Stand::Other if task.follows || tries.sent > 0 => self.unseen(task, tries).await?,
            Stand::Other => return Err(Failure::Moved.into()),
        }
        Ok(None)
    }

    /// Waits for what was written to be seen; what is not seen for long was lost, and is written
    /// again.
    async fn unseen(&self, task: &Task<'_>, tries: &mut Tries) -> Result<(), Halt> {
        match self.weather(task, tries, Trouble::unseen()).await {
            Err(Halt::Ended(Ended::Failed(_))) if !tries.unseen => Err(Failure::Moved.into()),
            Err(Halt::Ended(Ended::Failed(_))) if tries.answered < WRITES => {
                tries.unseen = false;
                tries.patience.forget(Meaning::Unseen);
                Ok(())
            }
            Err(Halt::Ended(Ended::Failed(_))) => Err(Failure::Lost.into()),
            other => other,
        }
    }

    /// Writes once, after it is on the disk that it is intended.
    async fn write(&self, task: &Task<'_>, tries: &mut Tries) -> Result<(), Halt> {
        if self.stop.is_wished() {
            return Err(Halt::Ended(Ended::Stopped));
        }
        tries.sent += 1;
        let (at, nth) = (task.at.to_string(), tries.sent.to_string());
        let request = guid(&[self.run, &at, &nth]);
        let intent = Entry::Intent {
            step: task.at,
            request: request.to_string(),
        };
        let recorded = self.journal.record(&intent).await;
        recorded.map_err(Halt::Journal)?;
        let answer = match &task.step.after {
            Some(thing) => self.remote.put(thing, &request).await,
            None => self.remote.delete(&task.key, &request).await,
        };
        match answer {
            Ok(Answer { correlation }) => {
                let step = task.at;
                self.journal.note(&Entry::Answer { step, correlation });
                tries.answered += 1;
                tries.unseen = true;
                Ok(())
            }
            Err(trouble) => self.refused(task, tries, trouble).await,
        }
    }

    async fn refused(
        &self,
        task: &Task<'_>,
        tries: &mut Tries,
        trouble: Trouble,
    ) -> Result<(), Halt> {
        self.journal.note(&Entry::Trouble {
            step: task.at,
            meaning: trouble.meaning.word().to_owned(),
            code: trouble.code.clone(),
            correlation: trouble.correlation.clone(),
        });
        if let (Meaning::Exists, Some(Thing::Assignment(one))) = (trouble.meaning, &task.step.after)
            && let Ok(Some(twin)) = self.remote.twin(one).await
            && twin.name != one.name
        {
            return Err(Failure::Twin(twin.name.to_string()).into());
        }
        self.weather(task, tries, trouble).await
    }

    /// Waits for trouble to pass, if it may.
    async fn weather(
        &self,
        task: &Task<'_>,
        tries: &mut Tries,
        trouble: Trouble,
    ) -> Result<(), Halt> {
        let Some(wait) = tries.patience.next(&trouble) else {
            return Err(Failure::Trouble(trouble).into());
        };
        // What is seen at once needs no word.
        if trouble.meaning != Meaning::Unseen || wait.pause > super::patience::FIRST {
            self.progress.waiting(task.change, &wait);
        }
        tokio::select! {
            () = tokio::time::sleep(wait.pause) => Ok(()),
            () = self.stop.wished() => Err(Halt::Ended(Ended::Stopped)),
        }
    }
}
