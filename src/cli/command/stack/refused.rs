//! Why a plan is not carried out as a stack.

use std::fmt::Write as _;

use miette::Diagnostic;

use crate::cli::Shown;

/// Why a plan is not carried out as a stack.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum NoStack {
    /// Nobody said which stack.
    #[error("there is no `[stack]` in rolewright.toml")]
    #[diagnostic(
        code(stack::settings),
        help("write `name`, `scope` and `location` under `[stack]`; docs/apply.md has an example")
    )]
    Unset,
    /// It was made from a snapshot.
    #[error("a plan against a snapshot is for reading, and no stack is written from it")]
    #[diagnostic(code(stack::reading), help("take `--via stack` out, or ask Azure"))]
    Reading,
    /// A stack holds what a policy asks for, and this is for one person alone.
    #[error("`--revoke` cannot be carried out as a stack, which holds what the policy asks for")]
    #[diagnostic(
        code(stack::revoke),
        help(
            "revoke without `--via stack`, and change the policy before the stack is written again"
        )
    )]
    Revoke,
    /// The stack and the plan do not come to the same.
    #[error("the plan cannot be carried out as a stack:{}", listed(.wrong))]
    #[diagnostic(
        code(stack::misfit),
        help("carry the plan out without `--via stack`, or mend what is listed and plan again")
    )]
    Misfit {
        /// What.
        wrong: Vec<Shown>,
    },
    /// Azure foresees more than the plan has.
    #[error("nothing was written: Azure foresees what the plan does not have:{}", listed(.more))]
    #[diagnostic(
        code(stack::foreseen),
        help("look at what the stack holds; another policy may use a stack of the same name")
    )]
    Foreseen {
        /// What.
        more: Vec<Shown>,
    },
}

/// So many are listed.
const MOST: usize = 50;

fn listed(all: &[Shown]) -> String {
    let mut list = all.iter().take(MOST).fold(String::new(), |mut list, one| {
        // Writing to a string cannot fail.
        let _ = write!(list, "\n  - {one}");
        list
    });
    if let Some(more @ 1..) = all.len().checked_sub(MOST) {
        let _ = write!(list, "\n  - and {more} more");
    }
    list
}
