//! The small errors of `tests/mutants`: each still applies, and lies below a test that there is.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Lists the patches, each with its path below the folder of all of them.
fn patches(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            patches(&path, found);
        } else if path.extension().is_some_and(|end| end == "patch") {
            found.push(path);
        }
    }
}

/// `tests/mutants/run` shows that each turns its test red, which takes an hour.
#[test]
fn every_small_error_applies_and_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/mutants");
    let mut all = Vec::new();
    patches(&folder, &mut all);
    assert!(all.len() >= 40, "{}", all.len());
    for patch in all {
        let below = patch.strip_prefix(&folder).unwrap();
        let shown = below.display();
        let applied = Command::new("git")
            .current_dir(root)
            .args(["apply", "--check"])
            .arg(&patch)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&applied.stderr);
        assert!(applied.status.success(), "{shown}: {said}");
        let test = below.parent().unwrap();
        let (file, name) = (test.parent().unwrap(), test.file_name().unwrap());
        let text = std::fs::read_to_string(root.join("tests").join(file).with_extension("rs"));
        let function = format!("fn {}(", name.display());
        assert!(text.unwrap().contains(&function), "{shown}: {function}");
    }
}
