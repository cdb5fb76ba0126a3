//! Files: which are found, and what is said of those that cannot be used.

use rolewright::cli::world::{Found, Kind, LIMIT, World};
use rolewright::cli::{Console, Exit};

use crate::support::{Folder, snapshot};

const POLICY: &str = "policy p { tenant \"99999999-9999-9999-9999-999999999999\" }\n";

fn found(folder: &Folder, paths: &[&str]) -> Vec<String> {
    let paths: Vec<_> = paths.iter().map(std::path::PathBuf::from).collect();
    let found = World::at(&folder.path("")).find(&paths).unwrap().files;
    found
        .into_iter()
        .map(|found| found.path.display().to_string())
        .collect()
}

#[test]
fn policy_files_are_found_below_a_folder_in_order() {
    let folder = Folder::with(&[
        ("b/deep/er.rw", POLICY),
        ("b.rw", POLICY),
        ("a.rw", POLICY),
        ("a.json", "{}"),
        ("notes.md", ""),
        (".hidden/c.rw", POLICY),
        (".c.rw", POLICY),
        ("target/c.rw", POLICY),
        ("b/node_modules/c.rw", POLICY),
    ]);
    assert_eq!(found(&folder, &["."]), ["a.rw", "b/deep/er.rw", "b.rw"]);
    assert_eq!(found(&folder, &["./b"]), ["b/deep/er.rw"]);
    assert_eq!(
        found(&folder, &["b/../b", "b/deep/er.rw", "./a.rw"]),
        ["a.rw", "b/../b/deep/er.rw"]
    );
}

#[test]
fn json_is_read_only_where_it_is_named() {
    let folder = Folder::with(&[("a.json", "{}"), ("b.rw", POLICY)]);
    let paths = ["a.json", "b.rw"].map(std::path::PathBuf::from);
    let kinds: Vec<_> = World::at(&folder.path(""))
        .find(&paths)
        .unwrap()
        .files
        .into_iter()
        .map(|Found { kind, .. }| kind)
        .collect();
    assert_eq!(kinds, [Kind::Json, Kind::Policy]);
}

#[test]
fn absolute_paths_stay_absolute() {
    let folder = Folder::with(&[("a.rw", POLICY)]);
    let path = folder.path("");
    let path = path.to_str().unwrap();
    assert_eq!(
        found(&folder, &[path]),
        [folder.path("a.rw").display().to_string()]
    );
}

/// Each kind of trouble with the world has an error of its own, and none passes for clean.
#[test]
fn troubles_with_files_are_told_apart() {
    let folder = Folder::with(&[("empty/readme.md", ""), ("a.txt", "")]);
    folder.write("latin.rw", b"policy p {\n  // caf\xe9\n}\n");
    folder.write("big.rw", vec![b' '; usize::try_from(LIMIT).unwrap() + 1]);
    std::fs::create_dir(folder.path("folder.rw")).unwrap();
    let cases = [
        ("missing", "nowhere"),
        ("nothing", "empty"),
        ("kind", "a.txt"),
        ("encoding", "latin.rw"),
        ("size", "big.rw"),
        ("folder", "folder.rw"),
    ];
    for (name, path) in cases {
        let ran = folder.run(&["lint", path]);
        assert_eq!(ran.exit, Exit::Trouble, "{name}");
        snapshot("cli", &format!("world-{name}"), &ran.seen());
    }
}

#[test]
fn a_file_at_the_limit_is_read() {
    let folder = Folder::new();
    let mut text = POLICY.as_bytes().to_vec();
    text.resize(usize::try_from(LIMIT).unwrap(), b' ');
    folder.write("a.rw", text);
    assert_eq!(folder.run(&["lint", "a.rw"]).exit, Exit::Clean);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_that_leads_back_is_refused() {
        let folder = Folder::with(&[("p/a.rw", POLICY)]);
        symlink(folder.path("p"), folder.path("p/again")).unwrap();
        let ran = folder.run(&["lint", "p"]);
        assert_eq!(ran.exit, Exit::Trouble);
        snapshot("cli", "world-loop", &ran.seen());
    }

    #[test]
    fn a_link_that_leads_out_is_refused() {
        let folder = Folder::with(&[("p/a.rw", POLICY), ("other/b.rw", POLICY)]);
        symlink(folder.path("other"), folder.path("p/linked")).unwrap();
        let ran = folder.run(&["lint", "p"]);
        assert_eq!(ran.exit, Exit::Trouble);
        snapshot("cli", "world-escape", &ran.seen());
        std::fs::remove_file(folder.path("p/linked")).unwrap();
        for name in ["p/linked.rw", "p/rolewright.toml"] {
            symlink(folder.path("other/b.rw"), folder.path(name)).unwrap();
            assert_eq!(folder.run(&["lint", "p"]).exit, Exit::Trouble, "{name}");
            std::fs::remove_file(folder.path(name)).unwrap();
        }
    }

    #[test]
    fn a_link_within_the_folder_adds_nothing() {
        let folder = Folder::with(&[("p/a/a.rw", POLICY)]);
        symlink(folder.path("p/a"), folder.path("p/b")).unwrap();
        symlink(folder.path("p/a/a.rw"), folder.path("p/0.rw")).unwrap();
        assert_eq!(found(&folder, &["p"]), ["p/a/a.rw"]);
    }

    #[test]
    fn a_link_to_nowhere_is_refused() {
        let folder = Folder::with(&[("p/a.rw", POLICY)]);
        symlink("nowhere", folder.path("p/gone.rw")).unwrap();
        let ran = folder.run(&["lint", "p"]);
        assert_eq!(ran.exit, Exit::Trouble);
        snapshot("cli", "world-dangling", &ran.seen());
    }

    #[test]
    fn an_unreadable_file_is_an_error() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = Folder::with(&[("a.rw", POLICY)]);
        let closed = std::fs::Permissions::from_mode(0o000);
        std::fs::set_permissions(folder.path("a.rw"), closed).unwrap();
        if std::fs::read(folder.path("a.rw")).is_ok() {
            eprintln!("NOT CHECKED: this user may read everything");
            return;
        }
        let ran = folder.run(&["lint"]);
        assert_eq!(ran.exit, Exit::Trouble);
        snapshot("cli", "world-unreadable", &ran.seen());
    }

    #[test]
    fn a_full_disk_leaves_no_file() {
        if !std::path::Path::new("/dev/full").exists() {
            eprintln!("NOT CHECKED: there is no /dev/full");
            return;
        }
        let folder = Folder::with(&[("a.rw", POLICY)]);
        let ran = folder.run(&["lint", "--output", "json:/dev/full"]);
        assert_eq!(ran.exit, Exit::Trouble);
        snapshot("cli", "world-full", &ran.seen());
        assert_eq!(folder.files(), ["a.rw"]);
    }
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = Folder::with(&[("taken", "a file")]);
    let world = World::at(&folder.path(""));
    world.write("deep/er/new.json".as_ref(), b"one").unwrap();
    world.write("deep/er/new.json".as_ref(), b"two").unwrap();
    assert_eq!(folder.read("deep/er/new.json"), "two");
    let error = world.write("taken/below".as_ref(), b"never").unwrap_err();
    assert_eq!(error.to_string(), "`taken/below` cannot be written");
    assert_eq!(folder.files(), ["deep/er/new.json", "taken"]);
}

/// A file that may not be as long as it must be is trouble like any other.
#[cfg(unix)]
#[test]
fn a_file_longer_than_the_system_allows_is_refused() {
    let folder = Folder::with(&[("a.rw", &"group a {}\n".repeat(2_000))]);
    let tool = folder.process(&[]);
    let script = "ulimit -f 4 && \"$0\" lint a.rw --output json:out.json --quiet";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script]).arg(tool.get_program());
    let ran = shell.current_dir(folder.path("")).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", folder.marked(&ran.stderr));
    let told = folder.marked(&ran.stderr);
    assert!(
        told.contains("`out.json` cannot be written") && told.contains("file too large"),
        "{told}"
    );
    assert_eq!(folder.files(), ["a.rw"]);
}

/// A file name is text from outside wherever it is shown.
#[test]
fn hostile_file_names_are_shown_as_text() {
    let name = "a\u{1b}[31m\n::error::\u{202e}b.rw";
    let folder = Folder::with(&[(name, "grant \u{1b}]8;;x\u{7} to nobody\n")]);
    for kind in ["human", "short", "json", "sarif", "github"] {
        let ran = folder.run(&["lint", "-v", "--output", kind]);
        assert_eq!(ran.exit, Exit::Findings, "{kind}");
        assert!(
            !ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{kind}: {:?}",
            ran.out
        );
        assert!(
            !ran.out.lines().any(|line| line.starts_with("::error::")),
            "{kind}: {}",
            ran.out
        );
    }
    let ran = folder.run(&["lint", "no\u{1b}[31m\nsuch"]);
    assert_eq!(ran.exit, Exit::Trouble);
    assert!(ran.err.contains("`no\\u{1b}[31m\\u{a}such`"), "{}", ran.err);
}

/// Nobody reads parts of a second.
#[test]
fn the_clock_shows_whole_seconds() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let time: jiff::Timestamp = "2026-11-22T08:00:00.123456789Z".parse().unwrap();
    let console = Console::new(".", &mut out, &mut err).with_clock(time);
    assert_eq!(console.time().to_string(), "2026-11-22T08:00:00Z");
    drop(console);
    let console = Console::new(".", &mut out, &mut err);
    assert_eq!(console.time().subsec_nanosecond(), 0, "of the system's own");
}
