//! Why a saved plan is not carried out.

use std::fmt::Write as _;
use std::io;

use miette::Diagnostic;

use crate::apply::{Broken, Unreadable};
use crate::cli::Shown;

/// Why a saved plan is not carried out.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Refused {
    /// The file is none that `plan` made.
    #[error("`{path}` cannot be carried out: {cause}")]
    #[diagnostic(
        code(apply::plan),
        help("make it again with `rolewright plan --out {path}`; a saved plan is not edited")
    )]
    Unreadable {
        /// The file.
        path: Shown,
        /// Why.
        cause: Unreadable,
    },
    /// It is another plan than the one that was approved.
    #[error("`{path}` has the digest `{found}`, and `{wanted}` is expected")]
    #[diagnostic(
        code(apply::digest),
        help("carry out the plan that was approved, or have this one approved")
    )]
    Digest {
        /// The file.
        path: Shown,
        /// Its digest.
        found: String,
        /// The digest that is expected.
        wanted: Shown,
    },
    /// Something has changed since it was made.
    #[error("`{path}` is not carried out:{}", listed(.unfit))]
    #[diagnostic(code(apply::stale), help("plan again, and look at what is different"))]
    Stale {
        /// The file.
        path: Shown,
        /// What.
        unfit: Vec<Shown>,
    },
    /// The plan made anew is refused.
    #[error("`{path}` is not carried out, since the plan is refused by now")]
    #[diagnostic(code(apply::refused), help("the plan above says why"))]
    Plan {
        /// The file.
        path: Shown,
    },
    /// Nobody can be asked.
    #[error("nobody can be asked whether to go on")]
    #[diagnostic(
        code(apply::unasked),
        help("add `--yes` where nobody sits at a terminal, and `--expect-digest` with it")
    )]
    Unasked,
    /// Somebody said no.
    #[error("nothing was changed: `yes` was not the answer")]
    #[diagnostic(code(apply::declined), help("run it again to go on"))]
    Declined,
    /// Another run is at work.
    #[error("another apply is at work in `{folder}`")]
    #[diagnostic(
        code(apply::locked),
        help("wait until it has ended; one that was killed holds nothing any more")
    )]
    Locked {
        /// The folder.
        folder: Shown,
    },
    /// The plan was begun and not ended.
    #[error("this plan was begun at an earlier time and not ended, as `{journal}` says")]
    #[diagnostic(
        code(apply::begun),
        help(
            "go on with `rolewright apply --resume`, or make a new plan: it takes up what is done"
        )
    )]
    Begun {
        /// The journal.
        journal: Shown,
    },
    /// The plan was carried out.
    #[error("this plan was carried out already, as `{journal}` says")]
    #[diagnostic(code(apply::done), help("plan again to see what is to be changed now"))]
    Done {
        /// The journal.
        journal: Shown,
    },
    /// There is nothing to go on from.
    #[error("nothing of this plan was begun here: there is no `{journal}`")]
    #[diagnostic(
        code(apply::unbegun),
        help("leave `--resume` out, or name the folder with `--state` that the run had")
    )]
    NotBegun {
        /// The journal.
        journal: Shown,
    },
    /// A journal was changed.
    #[error("the journal `{journal}` cannot be gone on from: {cause}")]
    #[diagnostic(
        code(apply::journal),
        help("make a new plan, which takes up what is done, and move the journal away")
    )]
    Journal {
        /// The journal.
        journal: Shown,
        /// Why.
        cause: Broken,
    },
    /// The journal cannot be written.
    #[error("the journal `{journal}` cannot be written: nothing was sent that is not in it")]
    #[diagnostic(
        code(apply::journal),
        help("make room, then go on with `rolewright apply --resume`")
    )]
    Disk {
        /// The journal.
        journal: Shown,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

fn listed(unfit: &[Shown]) -> String {
    unfit.iter().fold(String::new(), |mut list, one| {
        // Writing to a string cannot fail.
        let _ = write!(list, "\n  - {one}");
        list
    })
}
