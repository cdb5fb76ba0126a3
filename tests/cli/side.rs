//! The sides of a comparison: what their names stand for, and what is read of each.

#[cfg(unix)]
mod hostile;
mod named;
mod revision;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use miette::Diagnostic as _;
use rolewright::cli::side::{Content, Side, Sides, Texts};
use rolewright::cli::{Cli, Console, Context, Error};

use crate::support::Folder;

pub(crate) const POLICY: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }\n";

/// Runs git in a folder, with nobody's settings but the repository's.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=n", "-c", "user.email=e@example.org"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Makes a repository with one commit on `main`.
pub(crate) fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(files);
    git(&folder.path(""), &["init", "-q", "-b", "main"]);
    commit(&folder);
    folder
}

/// Commits everything that is there.
pub(crate) fn commit(folder: &Folder) {
    git(&folder.path(""), &["add", "-A"]);
    git(
        &folder.path(""),
        &["commit", "-q", "--no-verify", "--allow-empty", "-m", "m"],
    );
}

/// Stands in a folder with some common flags.
fn standing<T>(place: &Path, flags: &[&str], run: impl FnOnce(&Context<'_, '_>) -> T) -> T {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console =
        Console::new(place, &mut out, &mut err).with_variable("SOURCE_DATE_EPOCH", "1795305600");
    let line = ["rolewright", "lint"].iter().chain(flags);
    let cli = Cli::try_parse_from(line).unwrap();
    run(&Context::new(cli.common, &[], &mut console).unwrap())
}

fn named(place: &Path, words: &[&str]) -> Result<Sides, Error> {
    let new = words.get(1).map(Path::new);
    standing(place, &[], |context| {
        Sides::named(context, Path::new(words[0]), new)
    })
}

fn revision(name: &str) -> Side {
    Side::Revision(name.to_owned())
}

/// Reads what a revision has at a path.
fn read(place: &Path, flags: &[&str], name: &str, within: &str) -> Result<Texts, Error> {
    let opened = standing(place, flags, |context| {
        revision(name).open(context, Path::new(within))
    });
    opened.map(texts)
}

fn texts(content: Content) -> Texts {
    match content {
        Content::Texts(texts) => *texts,
        Content::Snapshot(_) => panic!("a snapshot"),
    }
}

/// Lists the policy files of a side with their texts.
fn files(texts: &Texts) -> Vec<(PathBuf, String)> {
    let inputs = texts.session.inputs.iter();
    inputs
        .map(|input| {
            let file = texts.session.sources.get(input.file).unwrap();
            (file.name().to_owned(), file.text().to_owned())
        })
        .collect()
}

/// Lists the names alone.
fn names(texts: &Texts) -> Vec<String> {
    let files = files(texts).into_iter();
    files.map(|(name, _)| name.display().to_string()).collect()
}

/// Says an error as people see it.
fn told(error: &Error) -> String {
    let code = error.code().unwrap();
    let help = error.help().unwrap();
    format!("error[{code}]: {error}\n  = help: {help}\n")
}
