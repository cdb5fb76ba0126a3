//! Carrying a plan out: a saved plan, whether it may still be carried out, and the engine that does
//! it step by step.
//!
//! In: a [`Plan`](crate::plan::Plan) with the snapshot that it was made from, and somebody who is a
//! [`Remote`]. Out: a [`Saved`] plan; what is [`unfit()`] about one; a [`Summary`] of a run, and a
//! [`Journal`] that tells the truth whenever a run ends. Absent on purpose: files, the clock, HTTP,
//! drawing, and the policy.
//!
//! A step is taken where Azure has what the plan saw, and nowhere else; it is done when Azure shows
//! what it is for. What is intended is on the disk before it is sent, so that a run that was killed
//! can go on: each step looks first, and writes only what is not there yet.

mod drive;
mod fit;
mod journal;
mod outcome;
mod patience;
mod remote;
mod run;
mod saved;
mod stacked;
mod stamp;
mod step;
mod stop;
mod thing;
mod whole;

pub use fit::{Unfit, unfit};
pub use journal::{Account, Broken, Entry, Journal, Outcome, Past, State, Store, accounts};
pub use outcome::{Ended, Failure, Progress, Summary, Wait};
pub use remote::{Answer, Meaning, Remote, Trouble};
pub use run::Engine;
pub use saved::{FORM, Saved, SavedChange, SavedEffect, SavedSubject, Unreadable};
pub use stacked::{Held, Misfit, Stacked, misfits};
pub use stamp::{Endpoint, Source, Stamp, Way};
pub use step::Step;
pub use stop::Stop;
pub use thing::{Key, Thing};
pub use whole::{Undone, whole};
