//! What is read of a revision.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use rolewright::cli::analysis::analyse;
use rolewright::cli::world::World;
use rolewright::diagnostic::Severity;
use rolewright::model::date::Moment;

use super::{POLICY, commit, files, git, named, names, read, repository, standing, texts, told};
use crate::support::{Folder, snapshot};

const WIDE: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }\nuser u\n";

#[test]
fn a_revision_is_read_as_it_was_and_the_work_tree_stays_as_it_is() {
    let folder = repository(&[
        ("policies/b/c.rw", POLICY),
        ("policies/b.rw", POLICY),
        ("x.rw", POLICY),
    ]);
    folder.write("policies/b.rw", WIDE);
    folder.write("policies/new.rw", POLICY);
    let before = folder.files();
    let sides = named(&folder.path(""), &["main", "policies"]).unwrap();
    let (old, new) = standing(&folder.path(""), &[], |context| {
        sides.open(context).unwrap()
    });
    let (old, new) = (texts(old), texts(new));
    let text = |name: &str, text: &str| (PathBuf::from(name), text.to_owned());
    assert_eq!(
        files(&old),
        [
            text("main:policies/b/c.rw", POLICY),
            text("main:policies/b.rw", POLICY)
        ]
    );
    assert_eq!(
        names(&new),
        ["policies/b/c.rw", "policies/b.rw", "policies/new.rw"]
    );
    assert_eq!(folder.files(), before);
    assert_eq!(folder.read("policies/b.rw"), WIDE);
}

#[test]
fn a_range_reads_two_revisions() {
    let folder = repository(&[("a.rw", POLICY)]);
    folder.write("a.rw", WIDE);
    commit(&folder);
    std::fs::remove_file(folder.path("a.rw")).unwrap();
    let sides = named(&folder.path(""), &["HEAD~1..HEAD"]).unwrap();
    let (old, new) = standing(&folder.path(""), &[], |context| {
        sides.open(context).unwrap()
    });
    assert_eq!(
        files(&texts(old)),
        [(PathBuf::from("HEAD~1:a.rw"), POLICY.to_owned())]
    );
    assert_eq!(
        files(&texts(new)),
        [(PathBuf::from("HEAD:a.rw"), WIDE.to_owned())]
    );
}

#[test]
fn from_a_folder_below_the_top_paths_begin_there() {
    let folder = repository(&[("team/policies/a.rw", POLICY), ("b.rw", POLICY)]);
    let place = folder.path("team");
    let at = |within: &str| names(&read(&place, &[], "HEAD", within).unwrap());
    assert_eq!(at("."), ["HEAD:team/policies/a.rw"]);
    assert_eq!(at("policies"), ["HEAD:team/policies/a.rw"]);
    assert_eq!(at("policies/a.rw"), ["HEAD:team/policies/a.rw"]);
    assert_eq!(at(".."), ["HEAD:b.rw", "HEAD:team/policies/a.rw"]);
    assert_eq!(at(place.to_str().unwrap()), ["HEAD:team/policies/a.rw"]);
    // Out of the work tree, into nothing, and through a file of another kind.
    for within in ["../..", "/", "nowhere", "policies/a.rw/x"] {
        let error = read(&place, &[], "HEAD", within).unwrap_err();
        let told = told(&error);
        assert!(
            told.contains("git::outside") || told.contains("git::nothing"),
            "{told}"
        );
    }
}

/// What would be read on the disk is what is read of a commit, in the same order.
#[test]
fn the_same_files_count_as_on_the_disk() {
    let folder = repository(&[
        ("b/deep/er.rw", POLICY),
        ("b.rw", POLICY),
        ("b-.rw", POLICY),
        ("a.json", "{}"),
        ("notes.md", ""),
        (".hidden/c.rw", POLICY),
        (".c.rw", POLICY),
        ("target/c.rw", POLICY),
        ("b/node_modules/c.rw", POLICY),
        ("b/target.rw", POLICY),
        ("é ü.rw", POLICY),
        (":(glob)x.rw", POLICY),
    ]);
    let found = World::at(&folder.path(""))
        .find(&[PathBuf::from(".")])
        .unwrap();
    let expected = found
        .files
        .iter()
        .map(|one| format!("HEAD:{}", one.path.display()));
    let read = read(&folder.path(""), &[], "HEAD", ".").unwrap();
    assert_eq!(names(&read), expected.collect::<Vec<_>>());
    assert!(read.passed_over.is_empty());
}

#[test]
fn a_side_can_be_analysed() {
    let folder = repository(&[("a.rw", "grant \"Reader\" to nobody on nothing\n")]);
    folder.write("a.rw", POLICY);
    let mut old = read(&folder.path(""), &[], "HEAD", ".").unwrap();
    let analysis = analyse(&mut old.session, date(2026, 11, 22).into());
    let open = analysis.findings.open();
    assert!(
        open.iter().any(|found| found.message.contains("nobody")),
        "{open:?}"
    );
}

#[test]
fn the_settings_of_the_revision_count() {
    let strict = "[lint]\nfail-on = \"warning\"\n";
    let folder = repository(&[("p/a.rw", POLICY), ("rolewright.toml", strict)]);
    folder.write("rolewright.toml", "[lint]\nfail-on = \"error\"\n");
    folder.write("other.toml", "[lint]\nfail-on = \"error\"\n");
    let fail_on = |flags: &[&str], within: &str| {
        let read = read(&folder.path(""), flags, "HEAD", within);
        read.map(|read| (read.session.config.fail_on, names(&read)))
    };
    let policies = vec!["HEAD:p/a.rw".to_owned()];
    for within in [".", "p", "p/a.rw"] {
        assert_eq!(
            fail_on(&[], within).unwrap(),
            (Severity::Warning, policies.clone())
        );
    }
    // A file of the work tree that is named is read as the revision has it, or not at all.
    let named = fail_on(&["--config", "rolewright.toml"], "p").unwrap();
    assert_eq!(named, (Severity::Warning, policies.clone()));
    let error = fail_on(&["--config", "other.toml"], "p").unwrap_err();
    assert!(told(&error).contains("git::settings"), "{error}");
    // One outside is the same for every side.
    let outside = Folder::with(&[("s.toml", "[lint]\nfail-on = \"error\"\n")]);
    let outside = outside.path("s.toml");
    let named = fail_on(&["--config", outside.to_str().unwrap()], "p").unwrap();
    assert_eq!(named, (Severity::Error, policies));
    let beside = repository(&[
        ("a.rw", POLICY),
        ("rolewright.toml", ""),
        ("b/rolewright.toml", ""),
    ]);
    let error = read(&beside.path(""), &[], "HEAD", ".")
        .unwrap_err()
        .to_string();
    assert!(error.contains("HEAD:b/rolewright.toml"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_not_followed() {
    let other = repository(&[("secret.rw", POLICY)]);
    let folder = repository(&[
        ("p/a.rw", POLICY),
        ("elsewhere/b.rw", POLICY),
        ("p/sub/c.rw", POLICY),
    ]);
    let place = folder.path("");
    let link = |target: &str, path: &str| {
        std::os::unix::fs::symlink(target, folder.path(path)).unwrap();
    };
    link("a.rw", "p/again.rw");
    link("sub", "p/same");
    link("../elsewhere", "p/out");
    link("/etc", "p/etc");
    let from = other.path("");
    git(
        &place,
        &[
            "submodule",
            "--quiet",
            "add",
            from.to_str().unwrap(),
            "p/module",
        ],
    );
    commit(&folder);
    let found = read(&place, &[], "HEAD", "p").unwrap();
    assert_eq!(names(&found), ["HEAD:p/a.rw", "HEAD:p/sub/c.rw"]);
    assert_eq!(found.passed_over[1..], ["p/etc", "p/out"]);
    let head = git(&from, &["rev-parse", "--short=12", "HEAD"]);
    assert_eq!(found.passed_over[0], format!("p/module at {}", head.trim()));
    // Links that stand for policies or settings and lead elsewhere would change what is read.
    for (target, path) in [
        ("../elsewhere/b.rw", "p/b.rw"),
        ("s.toml", "p/rolewright.toml"),
    ] {
        link(target, path);
        commit(&folder);
        let error = read(&place, &[], "HEAD", "p").unwrap_err();
        assert!(told(&error).contains("git::link"), "{error}");
        std::fs::remove_file(folder.path(path)).unwrap();
    }
}

/// A change that makes a link of the policy folder's name must not choose what is compared with.
#[cfg(unix)]
#[test]
fn a_folder_is_found_by_its_name_and_not_by_where_it_leads() {
    let folder = repository(&[("p/a.rw", POLICY), ("attic/b.rw", WIDE)]);
    std::fs::remove_dir_all(folder.path("p")).unwrap();
    std::os::unix::fs::symlink("attic", folder.path("p")).unwrap();
    commit(&folder);
    let at = |name: &str| read(&folder.path(""), &[], name, "p");
    assert_eq!(names(&at("HEAD~1").unwrap()), ["HEAD~1:p/a.rw"]);
    assert!(told(&at("HEAD").unwrap_err()).contains("git::nothing"));
}

#[test]
fn a_repository_with_long_names_of_objects_is_read() {
    let folder = Folder::with(&[("a.rw", POLICY)]);
    git(
        &folder.path(""),
        &["init", "-q", "-b", "main", "--object-format=sha256"],
    );
    commit(&folder);
    assert_eq!(
        names(&read(&folder.path(""), &[], "main", ".").unwrap()),
        ["main:a.rw"]
    );
}

#[test]
fn what_cannot_be_read_is_told_apart() {
    let mut all = String::new();
    let mut tell = |folder: &Folder, within: &str| {
        let error = read(&folder.path(""), &[], "HEAD", within).unwrap_err();
        all += &told(&error);
    };
    let folder = repository(&[("p/a.rw", POLICY)]);
    tell(&folder, "q");
    tell(&folder, "../p");
    folder.write("p/big.rw", vec![b' '; 17 << 20]);
    commit(&folder);
    tell(&folder, "p");
    std::fs::remove_file(folder.path("p/big.rw")).unwrap();
    folder.write("p/latin.rw", b"caf\xe9");
    commit(&folder);
    tell(&folder, "p");
    std::fs::remove_file(folder.path("p/latin.rw")).unwrap();
    folder.write("p/a\u{1b}[31mb.rw", POLICY);
    commit(&folder);
    tell(&folder, "p");
    std::fs::remove_file(folder.path("p/a\u{1b}[31mb.rw")).unwrap();
    folder.write("p/lost.rw", "// lost\n");
    commit(&folder);
    let object = git(&folder.path(""), &["rev-parse", "HEAD:p/lost.rw"]);
    let (head, rest) = object.trim().split_at(2);
    std::fs::remove_file(folder.path(&format!(".git/objects/{head}/{rest}"))).unwrap();
    tell(&folder, "p");
    snapshot("cli", "side_revisions", &all);
}

#[test]
fn the_time_of_a_run_is_an_input() {
    let now = |flags: &[&str]| standing(Path::new("."), flags, |context| context.now);
    assert_eq!(Some(now(&[])), Moment::parse("2026-11-22T00:00:00Z"));
    let day = now(&["--today", "2027-01-31"]);
    assert_eq!(Some(day), Moment::parse("2027-01-31T23:59:59Z"));
}
