//! `rolewright fmt`

use crate::support::{Folder, snapshot};
use rolewright::cli::Exit;

const LOOSE: &str = "workspace  a in dev {\n  name \"x\"\n}   // here\n";
const CANONICAL: &str = "workspace a in dev {\n    name \"x\"\n} // here\n";

#[test]
fn files_are_rewritten_and_then_stay() {
    let folder = Folder::with(&[("a.rw", LOOSE), ("b/c.rw", CANONICAL), ("d.json", "{ }")]);
    let ran = folder.run(&["fmt"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Clean, ""));
    assert_eq!(ran.err, "1 changed, 1 canonical already\n");
    assert_eq!(folder.read("a.rw"), CANONICAL);
    assert_eq!(folder.read("d.json"), "{ }");
    assert_eq!(folder.run(&["fmt"]).err, "0 changed, 2 canonical already\n");
    assert_eq!(folder.files(), ["a.rw", "b/c.rw", "d.json"]);
}

#[test]
fn check_writes_nothing_and_fails_on_what_would_change() {
    let folder = Folder::with(&[("a.rw", LOOSE), ("b.rw", CANONICAL)]);
    let ran = folder.run(&["fmt", "--check"]);
    assert_eq!(ran.exit, Exit::Findings);
    assert_eq!(ran.out, "a.rw is not canonical\n");
    assert_eq!(folder.read("a.rw"), LOOSE);
    assert_eq!(folder.run(&["fmt", "--check", "b.rw"]).exit, Exit::Clean);
}

#[test]
fn diff_shows_what_would_change() {
    let folder = Folder::with(&[("a.rw", LOOSE), ("b.rw", CANONICAL)]);
    let ran = folder.run(&["fmt", "--diff"]);
    assert_eq!(folder.read("a.rw"), LOOSE);
    snapshot("cli", "fmt-diff", &ran.seen());
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new();
    let ran = folder.run_with(&["fmt", "-"], LOOSE, &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Clean, CANONICAL));
    assert_eq!(ran.err, "");
    let ran = folder.run_with(&["fmt", "-"], "workspace", &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Findings, ""));
}

#[test]
fn a_file_with_mistakes_is_left_alone_and_the_others_are_not() {
    let broken = "workspace  a in dev { name }\n";
    let folder = Folder::with(&[("a.rw", broken), ("b.rw", LOOSE)]);
    let ran = folder.run(&["fmt"]);
    assert_eq!(folder.read("a.rw"), broken);
    assert_eq!(folder.read("b.rw"), CANONICAL);
    snapshot("cli", "fmt-broken", &ran.seen());
}

#[test]
fn json_that_is_named_is_refused() {
    let folder = Folder::with(&[("a.json", "{}")]);
    snapshot("cli", "fmt-json", &folder.run(&["fmt", "a.json"]).seen());
}
