//! A plan carried out by one request for all of it: what a deployment stack does.

use std::io;

use super::journal::{Entry, Journal, Past, Store};
use super::remote::Trouble;
use super::run::first;
use super::saved::Saved;
use crate::support::guid::guid;

/// Something that was not done, by its id; empty where nobody says what it was.
pub type Undone = (String, Trouble);

/// Carries a plan out as a whole; `send` is given the id for the request, and returns the id that Azure
/// keeps it by. What is intended is in the journal before it is sent. Repeating it does no harm: the
/// same request asks for the same.
pub async fn whole<S: Store>(
    journal: &Journal<S>,
    (saved, past): (&Saved, &Past),
    send: impl AsyncFnOnce(&str) -> Result<Option<String>, Vec<Undone>>,
) -> io::Result<Result<(), Vec<Undone>>> {
    let steps = saved.steps().len();
    let request = guid(&[saved.digest(), &past.sum, "whole"]).to_string();
    journal.note(&first(saved, past, steps));
    for step in 0..steps {
        let request = request.clone();
        journal.note(&Entry::Intent { step, request });
    }
    journal.sync().await?;
    let ended = send(&request).await;
    for step in 0..steps {
        match &ended {
            Ok(correlation) => {
                let correlation = correlation.clone();
                journal.note(&Entry::Answer { step, correlation });
                journal.note(&Entry::Done { step, found: false });
            }
            Err(undone) => drop(
                undone
                    .first()
                    .map(|one| journal.note(&trouble(step, &one.1))),
            ),
        }
    }
    let complete = ended.is_ok();
    journal.record(&Entry::End { complete }).await?;
    Ok(ended.map(drop))
}

fn trouble(step: usize, trouble: &Trouble) -> Entry {
    Entry::Trouble {
        step,
        meaning: trouble.words.to_owned(),
        code: trouble.code.clone(),
        correlation: trouble.correlation.clone(),
    }
}
