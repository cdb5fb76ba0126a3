//! What a word stands for.

use rolewright::cli::side::{Content, Side, Sides};
use rolewright::observed;

use super::{POLICY, commit, git, named, names, repository, revision, standing, told};
use crate::observed::full;
use crate::support::{Folder, snapshot};

#[test]
fn words_are_folders_files_and_revisions() {
    let folder = repository(&[("policies/a.rw", POLICY)]);
    folder.write("azure.json", "[]");
    folder.write("seen.json", observed::write(&full()));
    let place = folder.path("");
    let old = |word: &str| named(&place, &[word, "HEAD"]).unwrap().old;
    assert_eq!(old("policies"), Side::Policies("policies".into()));
    assert_eq!(old("policies/a.rw"), Side::Policies("policies/a.rw".into()));
    assert_eq!(old("."), Side::Policies(".".into()));
    assert_eq!(old("azure.json"), Side::Import("azure.json".into()));
    assert_eq!(old("seen.json"), Side::Snapshot("seen.json".into()));
    assert_eq!(old("main"), revision("main"));
    assert_eq!(old("HEAD~1"), revision("HEAD~1"));
    assert_eq!(old("git:policies"), revision("policies"));
}

#[test]
fn a_range_is_both_sides() {
    let folder = repository(&[("a.rw", POLICY)]);
    let both = |word: &str| named(&folder.path(""), &[word]).unwrap();
    let sides = |old, new| Sides {
        old: revision(old),
        new: revision(new),
    };
    assert_eq!(both("main..HEAD"), sides("main", "HEAD"));
    assert_eq!(both("git:main..v1"), sides("main", "v1"));
    assert_eq!(both("..main"), sides("HEAD", "main"));
    assert_eq!(both("main.."), sides("main", "HEAD"));
}

/// A change must not put itself in the place of what it is compared with.
#[test]
fn what_is_a_path_and_a_revision_is_refused() {
    let folder = repository(&[("a.rw", POLICY)]);
    for name in [
        "main/a.rw",
        "main..HEAD/a.rw",
        "HEAD/a.rw",
        "refs/heads/main/a.rw",
    ] {
        folder.write(name, POLICY);
    }
    for name in ["main", "HEAD", "refs/heads/main"] {
        let error = named(&folder.path(""), &[name, "./main"]).unwrap_err();
        assert!(told(&error).contains("git::ambiguous"), "{name}: {error}");
    }
    let error = named(&folder.path(""), &["main..HEAD"]).unwrap_err();
    assert!(told(&error).contains("git::ambiguous"), "{error}");
    let clear = named(&folder.path(""), &["git:main", "./main"]).unwrap();
    assert_eq!(clear.old, revision("main"));
    assert_eq!(clear.new, Side::Policies("./main".into()));
}

#[test]
fn without_git_a_path_is_a_path() {
    let folder = Folder::with(&[("main/a.rw", POLICY), ("b/a.rw", POLICY)]);
    let sides = named(&folder.path(""), &["main", "b"]).unwrap();
    assert_eq!(sides.old, Side::Policies("main".into()));
}

#[test]
fn names_that_cannot_be_used_are_told_apart() {
    let folder = repository(&[("a.rw", POLICY)]);
    git(&folder.path(""), &["tag", "twice"]);
    folder.write("b.rw", POLICY);
    commit(&folder);
    git(&folder.path(""), &["branch", "twice"]);
    let bare = Folder::new();
    let mut all = String::new();
    let cases: [(&Folder, &[&str]); 11] = [
        (&folder, &["main"]),
        (&folder, &["main..HEAD", "main"]),
        (&folder, &["main...HEAD"]),
        (&folder, &["nowhere", "main"]),
        (&folder, &["nowhere.rw", "main"]),
        (&folder, &["./main", "main"]),
        (&folder, &["--output=x", "main"]),
        (&folder, &["git:-x..HEAD"]),
        (&folder, &["twice", "main"]),
        (&folder, &["\u{1b}[31mred", "main"]),
        (&bare, &["main", "HEAD"]),
    ];
    for (folder, words) in cases {
        let opened = named(&folder.path(""), words).and_then(|sides| {
            standing(&folder.path(""), &[], |context| {
                sides.open(context).map(|_| ())
            })
        });
        let words = words.join(" ").replace('\u{1b}', "[ESC]");
        all += &format!("{words}\n{}\n", told(&opened.unwrap_err()));
    }
    assert!(!folder.path("x").exists());
    snapshot("cli", "side_names", &all);
}

#[test]
fn a_snapshot_and_an_import_are_sides() {
    let folder = Folder::with(&[("azure.json", "[]")]);
    folder.write("seen.json", observed::write(&full()));
    let place = folder.path("");
    let sides = named(&place, &["seen.json", "azure.json"]).unwrap();
    let (old, new) = standing(&place, &[], |context| sides.open(context).unwrap());
    let Content::Snapshot(read) = old else {
        panic!("no snapshot");
    };
    assert_eq!(observed::digest(&read), observed::digest(&full()));
    assert_eq!(names(&super::texts(new)), ["azure.json"]);
}

#[test]
fn a_broken_snapshot_is_trouble_and_no_import() {
    let folder = Folder::with(&[("b/a.rw", POLICY)]);
    let text = observed::write(&full());
    folder.write("cut.json", &text[..text.len() / 2]);
    folder.write("newer.json", r#"{"form": 9}"#);
    folder.write("edited.json", text.replace("crew", "screw"));
    let mut all = String::new();
    for name in ["cut.json", "newer.json", "edited.json"] {
        let sides = named(&folder.path(""), &[name, "b"]).unwrap();
        let opened = standing(&folder.path(""), &[], |context| {
            sides.open(context).map(|_| ())
        });
        all += &told(&opened.unwrap_err());
    }
    snapshot("cli", "side_snapshots", &all);
}
