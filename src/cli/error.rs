//! What went wrong with the world: a file, a right, a disk, an argument.

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use super::Console;
use super::command::apply::Refused;
use super::command::stack::NoStack;
use super::git::Failure;
use super::live::Trouble;
use crate::import::Undecodable;
use crate::usage::{BadNeeds, Unreadable};
use crate::{catalog, observed, report};

/// What to do about a catalogue that cannot be used.
const CATALOGUE: &str = "take it as it was committed; or take the setting out, write one with `rolewright catalog \
     update --out FILE`, and put the setting back";

/// A text from outside; shown with control and invisible characters made visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// Takes any text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl From<&Path> for Shown {
    fn from(path: &Path) -> Self {
        Self(path.display().to_string())
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<PathBuf> for Shown {
    fn from(path: PathBuf) -> Self {
        Self::from(path.as_path())
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&report::safe(&self.0))
    }
}

/// The one thing that stopped a run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A path that was named does not exist.
    #[error("there is no `{path}`")]
    #[diagnostic(
        code(world::missing),
        help("name a folder with `.rw` files, or files themselves")
    )]
    Missing {
        /// The path.
        path: Shown,
    },
    /// A file that was named does not exist.
    #[error("there is no file `{path}`")]
    #[diagnostic(
        code(world::missing),
        help("check its name, and the folder that you are in")
    )]
    NoFile {
        /// The path.
        path: Shown,
    },
    /// A folder was named where a file is needed.
    #[error("`{path}` is a folder")]
    #[diagnostic(code(world::kind), help("name the files that are in it"))]
    Folder {
        /// The path.
        path: Shown,
    },
    /// A file stands where a folder is needed.
    #[error("`{path}` is a file, and a folder is needed there")]
    #[diagnostic(code(world::kind), help("name another folder"))]
    NoFolder {
        /// The path.
        path: Shown,
    },
    /// A file or folder could not be read.
    #[error("`{path}` cannot be read")]
    #[diagnostic(
        code(world::read),
        help("check that it is a file and that you may read it")
    )]
    Read {
        /// The path.
        path: Shown,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A pipe, a socket or a device stands where a file is needed.
    #[error("`{path}` is not a regular file")]
    #[diagnostic(
        code(world::special),
        help("name a regular file; `import` and `fmt` take `-` for standard input")
    )]
    Special {
        /// The path.
        path: Shown,
    },
    /// A file is no text.
    #[error("`{path}` is not UTF-8: byte {offset}, on line {line}, begins no character")]
    #[diagnostic(code(world::encoding), help("save the file as UTF-8"))]
    Encoding {
        /// The file.
        path: Shown,
        /// The line of the first wrong byte.
        line: usize,
        /// The place of the first wrong byte, from 0.
        offset: usize,
    },
    /// A JSON file is in no encoding of Unicode.
    #[error("`{path}` cannot be read as text")]
    #[diagnostic(code(world::encoding), help("save the file as UTF-8 or UTF-16"))]
    Undecodable {
        /// The file.
        path: Shown,
        /// Why.
        #[source]
        cause: Undecodable,
    },
    /// A file is no export of an activity log.
    #[error("`{path}` is no activity log that can be read")]
    #[diagnostic(
        code(usage::log),
        help(
            "the known shapes are those of `az monitor activity-log list`, of the REST interface \
             (an object with `value`) and of diagnostic settings (JSON lines, a list, or an object \
             with `records`)"
        )
    )]
    Log {
        /// The file.
        path: Shown,
        /// Why.
        #[source]
        cause: Unreadable,
    },
    /// A file is no list of operations.
    #[error("`{path}` is no list of operations")]
    #[diagnostic(
        code(usage::needs),
        help(
            "write one operation on each line, a JSON list of them, or a JSON object with `actions` \
             and `dataActions`; `rolewright catalog expand` writes a pattern out"
        )
    )]
    Needs {
        /// The file.
        path: Shown,
        /// Why.
        #[source]
        cause: BadNeeds,
    },
    /// A file is larger than the limit.
    #[error("`{path}` is larger than {} MiB", limit >> 20)]
    #[diagnostic(
        code(world::size),
        help("split the file; a policy set may have any number of them")
    )]
    Size {
        /// The file.
        path: Shown,
        /// The limit in bytes.
        limit: u64,
    },
    /// A symbolic link leads back to a folder above it.
    #[error("the link `{path}` leads back to `{ancestor}`")]
    #[diagnostic(code(world::link_loop), help("remove the link"))]
    Loop {
        /// The link.
        path: Shown,
        /// Where it leads.
        ancestor: Shown,
    },
    /// A symbolic link leads out of the policy folder.
    #[error("the link `{path}` leads out of the policy folder, to `{target}`")]
    #[diagnostic(
        code(world::link_out),
        help("copy what it leads to into the folder, or name that folder as well")
    )]
    Escape {
        /// The link.
        path: Shown,
        /// Where it leads.
        target: Shown,
    },
    /// A file that was named is no policy.
    #[error("`{path}` is neither policy text nor JSON")]
    #[diagnostic(code(world::kind), help("name `.rw` or `.json` files, or a folder"))]
    Kind {
        /// The file.
        path: Shown,
    },
    /// Nothing to check was found, which must not pass for clean.
    #[error("there is no policy file in {}", list(paths))]
    #[diagnostic(code(world::nothing), help("policy files end in `.rw`"))]
    Nothing {
        /// What was searched.
        paths: Vec<Shown>,
    },
    /// A file could not be written.
    #[error("`{path}` cannot be written")]
    #[diagnostic(
        code(world::write),
        help("check rights and free space; the file is as it was before")
    )]
    Write {
        /// The file.
        path: Shown,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Files of somebody else stand where a build would write.
    #[error("no build made {}, and it would be written over", list(paths))]
    #[diagnostic(
        code(world::foreign),
        help("name another folder with `--out`, or move what is there out of the way")
    )]
    Foreign {
        /// The files.
        paths: Vec<Shown>,
    },
    /// The output stream could not take what was printed.
    #[error("the output cannot be written")]
    #[diagnostic(
        code(world::print),
        help("check the space of what standard output leads to")
    )]
    Print {
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A snapshot cannot be used.
    #[error("the snapshot `{path}` cannot be used: {why}")]
    #[diagnostic(code(world::snapshot), help("{help}"))]
    Snapshot {
        /// The file.
        path: Shown,
        /// Why.
        why: Shown,
        /// What to do.
        help: &'static str,
    },
    /// The catalogue that the settings name does not exist.
    #[error("there is no catalogue `{path}`, which `catalog.file` of rolewright.toml names")]
    #[diagnostic(code(world::catalogue), help("{CATALOGUE}"))]
    NoCatalogue {
        /// The file.
        path: Shown,
    },
    /// The catalogue that the settings name cannot be used.
    #[error("the catalogue `{path}` cannot be used")]
    #[diagnostic(code(world::catalogue), help("{CATALOGUE}"))]
    Catalogue {
        /// The file.
        path: Shown,
        /// Why.
        #[source]
        cause: catalog::Error,
    },
    /// Azure could not be asked.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Live(#[from] Trouble),
    /// The file that pins names cannot be used.
    #[error("`{path}` cannot be used: {why}")]
    #[diagnostic(
        code(world::lock),
        help(
            "take it as it was committed; or delete it, and review the names that the next plan finds"
        )
    )]
    Lock {
        /// The file.
        path: Shown,
        /// Why.
        why: Shown,
    },
    /// A saved plan cannot be carried out.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Apply(#[from] Refused),
    /// A plan cannot be carried out as a stack.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Stack(#[from] NoStack),
    /// A revision cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] Failure),
    /// The arguments contradict one another, or one of them cannot be used.
    #[error("{message}")]
    #[diagnostic(code(cli::usage), help("{help}"))]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do instead.
        help: String,
    },
}

impl Error {
    /// Says why a snapshot cannot be used.
    pub fn unusable(path: &Path, cause: &observed::Error) -> Self {
        Self::Snapshot {
            path: path.into(),
            why: Shown::text(cause.to_string()),
            help: cause.remedy(),
        }
    }
}

impl From<io::Error> for Error {
    /// Takes the failure of a write to the console, the only stream used without a path.
    fn from(cause: io::Error) -> Self {
        Error::Print { cause }
    }
}

fn list(paths: &[Shown]) -> String {
    let quoted: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
    quoted.join(", ")
}

/// Prints an error: drawn on a terminal, in the shape of a finding elsewhere.
pub(super) fn print(error: &Error, console: &mut Console<'_>) {
    let mut text = String::new();
    if console.terminal().err {
        let colour = console.variable("NO_COLOR").is_none_or(str::is_empty);
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(console.width());
        if handler.render_report(&mut text, error).is_err() {
            text = plain(error);
        }
    } else {
        text = plain(error);
    }
    // Nothing is left to tell the failure to if standard error is gone as well.
    let _ = console.finish();
    let _ = writeln!(console.err(), "{}", text.trim_end());
}

/// Writes an error with its code, its cause and its remedy, as logs show findings.
fn plain(error: &Error) -> String {
    let code = error.code().map(|code| format!("[{code}]"));
    let mut text = format!("error{}: {error}", code.unwrap_or_default());
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        let _ = write!(text, "\n  = cause: {}", report::safe(&one.to_string()));
        cause = one.source();
    }
    if let Some(help) = error.help() {
        let _ = write!(text, "\n  = help: {help}");
    }
    text
}
