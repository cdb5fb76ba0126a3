//! Repositories that mean harm.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::{POLICY, commit, git, named, names, read, repository, told};
use crate::support::Folder;

/// Makes a program that leaves a marker.
fn trap(folder: &Folder, path: &str) -> String {
    let marker = folder.path("marker");
    folder.write(path, format!("#!/bin/sh\ntouch '{}'\n", marker.display()));
    let program = folder.path(path);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program.display().to_string()
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let folder = repository(&[
        ("a.rw", POLICY),
        (".gitattributes", "*.rw diff=evil filter=evil\n"),
    ]);
    let place = folder.path("");
    let program = trap(&folder, ".git/trap");
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.evil.textconv",
        "filter.evil.smudge",
        "gpg.program",
        "credential.helper",
        "pager.ls-tree",
        "pager.rev-parse",
        "pager.cat-file",
        "uploadpack.packObjectsHook",
    ] {
        git(&place, &["config", name, &program]);
    }
    for alias in ["alias.ls-tree", "alias.cat-file", "alias.rev-parse"] {
        git(&place, &["config", alias, &format!("!{program}")]);
    }
    for hook in [
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "fsmonitor-watchman",
    ] {
        trap(&folder, &format!(".git/hooks/{hook}"));
    }
    let marker = folder.path("marker");
    let _ = std::fs::remove_file(&marker);
    let found = read(&place, &[], "main", ".").unwrap();
    assert_eq!(names(&found), ["main:a.rw"]);
    assert!(named(&place, &["a.rw", "main"]).is_ok());
    assert!(!marker.exists(), "a program of the repository was run");
    // The trap is one: git that is not told otherwise runs it.
    git(&place, &["status"]);
    assert!(marker.exists(), "the test tests nothing");
}

#[test]
fn nothing_is_fetched() {
    let folder = repository(&[("a.rw", POLICY)]);
    let place = folder.path("");
    let program = trap(&folder, ".git/trap");
    git(
        &place,
        &["config", "remote.origin.url", &format!("ext::{program}")],
    );
    git(&place, &["config", "remote.origin.promisor", "true"]);
    git(
        &place,
        &["config", "remote.origin.partialclonefilter", "blob:none"],
    );
    git(&place, &["config", "extensions.partialClone", "origin"]);
    git(&place, &["config", "core.repositoryFormatVersion", "1"]);
    git(&place, &["config", "protocol.ext.allow", "always"]);
    let object = git(&place, &["rev-parse", "HEAD:a.rw"]);
    let (head, rest) = object.trim().split_at(2);
    std::fs::remove_file(folder.path(&format!(".git/objects/{head}/{rest}"))).unwrap();
    let error = read(&place, &[], "main", ".").unwrap_err();
    assert!(told(&error).contains("git::incomplete"), "{error}");
    assert!(!folder.path("marker").exists(), "it was fetched");
}

/// Objects that stand in for others would change what is compared with.
#[test]
fn replaced_objects_are_read_as_they_were() {
    let folder = repository(&[("a.rw", POLICY), ("b.txt", "// another\n")]);
    let place = folder.path("");
    let object = |path: &str| git(&place, &["rev-parse", &format!("HEAD:{path}")]);
    let (old, new) = (object("a.rw"), object("b.txt"));
    git(&place, &["replace", old.trim(), new.trim()]);
    assert_eq!(git(&place, &["show", "HEAD:a.rw"]), "// another\n");
    let found = read(&place, &[], "HEAD", ".").unwrap();
    assert_eq!(super::files(&found)[0].1, POLICY);
}

/// A change can hold a folder that looks like a repository; it is not taken for one.
#[test]
fn a_bare_repository_inside_the_tree_is_not_used() {
    let evil = repository(&[("wide.rw", POLICY)]);
    let folder = repository(&[("a.rw", POLICY)]);
    let place = folder.path("p");
    let from = evil.path("");
    git(
        &folder.path(""),
        &["clone", "-q", "--bare", from.to_str().unwrap(), "p"],
    );
    let error = read(&place, &[], "HEAD", ".").unwrap_err();
    assert!(
        told(&error).contains("cannot use bare repository"),
        "{error}"
    );
}

#[test]
fn the_inside_of_git_and_a_tree_elsewhere_are_no_work_tree() {
    let folder = repository(&[("a.rw", POLICY)]);
    let inside = folder.path(".git");
    let error = read(&inside, &[], "HEAD", ".").unwrap_err();
    assert!(told(&error).contains("git::repository"), "{error}");
    let other = Folder::new();
    let other = other.path("");
    git(
        &folder.path(""),
        &["config", "core.worktree", other.to_str().unwrap()],
    );
    let error = read(&folder.path(""), &[], "HEAD", ".").unwrap_err();
    assert!(told(&error).contains("git::repository"), "{error}");
}

#[test]
fn where_git_cannot_be_run_it_is_told() {
    let folder = Folder::new();
    let error = read(&folder.path("nowhere"), &[], "HEAD", ".").unwrap_err();
    assert!(told(&error).contains("git::missing"), "{error}");
}

/// An option of git is no revision, wherever it stands.
#[test]
fn no_word_becomes_an_option_of_git() {
    let folder = repository(&[("a.rw", POLICY)]);
    commit(&folder);
    for word in ["--output=x", "-x", "--", "--help", "--exec-path=/", "-"] {
        let error = read(&folder.path(""), &[], word, ".").unwrap_err();
        assert!(told(&error).contains("git::revision"), "{word}: {error}");
    }
    for word in [
        "",
        " ",
        "HEAD:a.rw",
        "HEAD^{tree}",
        "^HEAD",
        "HEAD HEAD",
        "HEAD\n",
        "@{-9}",
    ] {
        let error = read(&folder.path(""), &[], word, ".").unwrap_err();
        assert!(told(&error).contains("git::revision"), "{word:?}: {error}");
    }
    assert_eq!(
        folder
            .files()
            .iter()
            .filter(|path| !path.starts_with(".git"))
            .count(),
        1
    );
}

/// Variables that lead git elsewhere do not lead it here: a test runs again with them.
#[test]
fn the_environment_does_not_lead_git_elsewhere() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "cli::side::revision::a_range_reads_two_revisions",
        ])
        .env("GIT_DIR", "/nowhere")
        .env("GIT_WORK_TREE", "/")
        .env("GIT_OBJECT_DIRECTORY", "/nowhere")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "core.worktree")
        .env("GIT_CONFIG_VALUE_0", "/")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}"
    );
}
