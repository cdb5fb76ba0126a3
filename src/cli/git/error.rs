//! Why a revision cannot be read.

use std::io;

use miette::Diagnostic;

use crate::cli::Shown;

/// Why a revision cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Failure {
    /// There is no git.
    #[error("git cannot be run")]
    #[diagnostic(
        code(git::missing),
        help("install git, or name folders and files instead of revisions")
    )]
    NoGit {
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The run stands in no work tree.
    #[error("there is no work tree of git here, and so there are no revisions")]
    #[diagnostic(
        code(git::repository),
        help("run it inside the repository, or name folders and files instead of revisions")
    )]
    NoRepository,
    /// What should be a revision would be an option of git.
    #[error("`{revision}` begins with `-`, and no revision does")]
    #[diagnostic(code(git::revision), help("name a branch, a tag or a commit"))]
    Option {
        /// What was named.
        revision: Shown,
    },
    /// Two sides were joined by three dots.
    #[error("`{revision}` asks for the point where two revisions parted")]
    #[diagnostic(
        code(git::revision),
        help(
            "write two dots, as in `main..HEAD`, or name the commit that `git merge-base` prints"
        )
    )]
    ThreeDots {
        /// What was named.
        revision: Shown,
    },
    /// The repository has no such commit.
    #[error("there is neither a path nor a commit `{revision}`")]
    #[diagnostic(
        code(git::revision),
        help(
            "check its name; a shallow clone lacks it until it is fetched (`fetch-depth: 0` of \
            actions/checkout)"
        )
    )]
    Unknown {
        /// What was named.
        revision: Shown,
    },
    /// A name stands for two things.
    #[error("`{revision}` names more than one thing")]
    #[diagnostic(
        code(git::ambiguous),
        help(
            "write `./…` for a path, `git:…` for a revision, and `refs/heads/…` or `refs/tags/…` \
            for a branch or a tag"
        )
    )]
    Ambiguous {
        /// What was named.
        revision: Shown,
    },
    /// A path is outside the work tree.
    #[error("`{path}` is not inside the work tree, and so no revision has it")]
    #[diagnostic(
        code(git::outside),
        help("name a path below the top of the repository")
    )]
    Outside {
        /// The path.
        path: Shown,
    },
    /// The revision has no such file.
    #[error("there is no `{path}`")]
    #[diagnostic(
        code(git::settings),
        help(
            "leave `--config` out, or name settings that both sides have or that are outside the repository"
        )
    )]
    NoSettings {
        /// The file, with its revision.
        path: Shown,
    },
    /// The revision has nothing to compare, which must not pass for no access.
    #[error("there is no policy file in `{path}`")]
    #[diagnostic(
        code(git::nothing),
        help("name the folder that has the policies; they end in `.rw`")
    )]
    Nothing {
        /// The folder, with its revision.
        path: Shown,
    },
    /// A file has a name that no file system would give.
    #[error("`{path}` is no name for a file")]
    #[diagnostic(code(git::path), help("rename it in the repository"))]
    OddPath {
        /// The path.
        path: Shown,
    },
    /// A link stands where a file is read, and leads to no file that is read.
    #[error("`{path}` is a link to something that is not read")]
    #[diagnostic(code(git::link), help("copy what it leads to into its place"))]
    Link {
        /// The link.
        path: Shown,
    },
    /// There are more files than anybody would write.
    #[error("the revision has more than {limit} policy files, or a listing without end")]
    #[diagnostic(code(git::size), help("name a folder with fewer files"))]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A file is larger than the limit.
    #[error("`{path}` is larger than {} MiB", limit >> 20)]
    #[diagnostic(
        code(git::size),
        help("split the file; a policy set may have any number of them")
    )]
    Size {
        /// The file.
        path: Shown,
        /// The limit in bytes.
        limit: u64,
    },
    /// All files together are larger than the limit.
    #[error("the policy files are larger than {} MiB together", limit >> 20)]
    #[diagnostic(code(git::size), help("name a folder with fewer files"))]
    Total {
        /// The limit in bytes.
        limit: u64,
    },
    /// The clone has not everything.
    #[error("the clone lacks `{path}`")]
    #[diagnostic(
        code(git::incomplete),
        help("nothing is fetched here: fetch the revision in full, or clone without a filter")
    )]
    Lacking {
        /// The file.
        path: Shown,
    },
    /// Git gave up.
    #[error("`git {command}` failed: {told}")]
    #[diagnostic(
        code(git::failed),
        help("run `git status` and `git fsck`, and follow what they say")
    )]
    Refused {
        /// The command.
        command: &'static str,
        /// What it said.
        told: Shown,
    },
}

impl Failure {
    /// Makes the failure of a command from the first line that it said.
    pub(super) fn refused(command: &'static str, told: &str) -> Self {
        let line = told.lines().next().unwrap_or("it did not say why");
        let told = line.strip_prefix("fatal: ").unwrap_or(line);
        Self::Refused {
            command,
            told: told.to_owned().into(),
        }
    }
}
