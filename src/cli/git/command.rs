//! A `git` that does nothing but look at objects.

use std::env;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{FILES, Failure};

/// No more than this is listened to.
const BYTES: u64 = 256 << 20;

/// Settings that outweigh those of the repository.
const SETTINGS: [&str; 5] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.warnAmbiguousRefs=true",
    "protocol.allow=never",
    // A folder of the change could pose as a repository of its own.
    "safe.bareRepository=explicit",
];

/// The part of the environment that git keeps: where programs and the user's own settings are.
const KEPT: [&str; 7] = [
    "HOME",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
];

/// What the environment tells git.
const SET: [(&str, &str); 8] = [
    // It outweighs what the repository says about a single protocol.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // Messages are looked at.
    ("LC_ALL", "C"),
];

/// Prepares git in a folder, with nothing to read and nobody to ask.
pub(super) fn git(directory: &Path) -> Command {
    let mut git = Command::new("git");
    // Variables such as GIT_DIR and GIT_CONFIG_COUNT would lead it elsewhere.
    git.env_clear();
    for name in KEPT {
        git.envs(env::var_os(name).map(|value| (name, value)));
    }
    // A folder of the change must not be searched for programs.
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).filter(|folder| folder.is_absolute());
    git.envs(env::join_paths(folders).map(|path| ("PATH", path)));
    git.envs(SET);
    git.arg("--no-pager");
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    if !directory.as_os_str().is_empty() {
        git.current_dir(directory);
    }
    git.stdin(Stdio::null());
    git
}

/// Runs git and returns what it says; none if it fails. What says more than is listened to has more
/// files than may be.
pub(super) fn told(mut git: Command) -> Result<Option<Vec<u8>>, Failure> {
    git.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut git = git.spawn().map_err(|cause| Failure::NoGit { cause })?;
    let mut told = Vec::new();
    let output = git.stdout.take();
    let read = output.map(|output| output.take(BYTES + 1).read_to_end(&mut told));
    let is_too_long = u64::try_from(told.len()).is_ok_and(|length| length > BYTES);
    if is_too_long {
        // It may have said all, and then is gone already.
        let _ = git.kill();
    }
    let ended = git.wait();
    if is_too_long {
        return Err(Failure::TooMany { limit: FILES });
    }
    let whole = read.is_some_and(|read| read.is_ok()) && ended.is_ok_and(|status| status.success());
    Ok(whole.then_some(told))
}
