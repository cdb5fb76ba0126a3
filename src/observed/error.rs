//! Why a snapshot cannot be used.

use serde_json::error::Category;
use smol_str::SmolStr;

use super::fit::Age;
use super::{FORM, LIMIT};
use crate::model::date::Moment;

/// Why a snapshot cannot be used. Messages may hold text of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The JSON is broken or is not what the form says.
    #[error("{message}, on line {line}, column {column}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It is JSON and no snapshot.
    #[error("it has no `form`, and so is no snapshot")]
    NoForm,
    /// Another version wrote it.
    #[error("it has form {form}, and this version reads forms 1 to {FORM}")]
    Form {
        /// The form that it has.
        form: u64,
    },
    /// It has lists that its form does not have.
    #[error(
        "it has form 1, and locks, federated credentials or absent scopes, which are in form 2"
    )]
    Early,
    /// It has too many bytes.
    #[error("it is larger than {} MiB", LIMIT >> 20)]
    Size,
    /// Two entries of a list stand for one thing.
    #[error("`{list}` has `{id}` twice")]
    Twice {
        /// The list.
        list: &'static str,
        /// The id.
        id: SmolStr,
    },
    /// A scope stands above itself, or Azure has no tree so high.
    #[error("the scopes above `{id}` come to no end")]
    Circle {
        /// Where the way up began.
        id: SmolStr,
    },
    /// A parent contradicts the id.
    #[error("`{id}` says its parent twice, in its id and as `parent`")]
    Parent {
        /// The scope.
        id: SmolStr,
    },
    /// It was changed after it was written.
    #[error(
        "its digest is {found}, and it says {}",
        if .written.is_empty() { "none" } else { .written.as_str() }
    )]
    Digest {
        /// What it says; empty where it says none.
        written: String,
        /// What it is.
        found: String,
    },
    /// It is of another tenant.
    #[error("it is of tenant {found}, and the policy is for {wanted}")]
    Tenant {
        /// The snapshot's.
        found: SmolStr,
        /// The policy's.
        wanted: SmolStr,
    },
    /// It is of another cloud.
    #[error("it is of the cloud `{found}`, and the policy is for `{wanted}`")]
    Cloud {
        /// The snapshot's.
        found: &'static str,
        /// The policy's.
        wanted: &'static str,
    },
    /// It is older than is allowed.
    #[error("it was taken at {taken}, {age} ago, and may be {most} old")]
    Old {
        /// When it was taken.
        taken: Moment,
        /// How long ago.
        age: Age,
        /// How old it may be.
        most: Age,
    },
    /// It is said to be of a time that has not come.
    #[error("it was taken at {taken}, and now is {now}")]
    Future {
        /// When it was taken.
        taken: Moment,
        /// The time of the run.
        now: Moment,
    },
}

impl Error {
    /// Says what to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Json { .. } | Self::NoForm => {
                "take the snapshot again; grammar/snapshot.schema.json says what one looks like"
            }
            Self::Form { form } if *form > u64::from(FORM) => {
                "use the version of rolewright that wrote it, or a newer one"
            }
            Self::Form { .. }
            | Self::Early
            | Self::Twice { .. }
            | Self::Circle { .. }
            | Self::Parent { .. } => "take the snapshot again",
            Self::Size => "read fewer scopes at a time",
            Self::Digest { .. } => {
                "do not edit a snapshot; take it again, or get the file as it was written"
            }
            Self::Tenant { .. } | Self::Cloud { .. } => {
                "take a snapshot of the tenant that the `policy` declaration names"
            }
            Self::Old { .. } => "take it again, or allow more with `--max-age`",
            Self::Future { .. } => "check the clock of both machines, and `--today`",
        }
    }

    /// Takes over what the JSON reader says, without text of the file that goes on and on.
    pub(super) fn json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let full = error.to_string();
        let place = format!(" at line {line} column {column}");
        let message = full.strip_suffix(&place).unwrap_or(&full);
        let message = match error.classify() {
            Category::Eof => "the JSON ends before it is complete".to_owned(),
            Category::Syntax => format!("the JSON is broken: {message}"),
            Category::Data | Category::Io => message.to_owned(),
        };
        Self::Json {
            line,
            column,
            message: message.chars().take(LONGEST).collect(),
        }
    }
}

/// So many characters of what the JSON reader says are shown.
const LONGEST: usize = 300;
