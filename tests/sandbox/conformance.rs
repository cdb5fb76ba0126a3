//! Microsoft's own clients for Python against the sandbox.

use std::process::Command;

use serde_json::json;

use super::over_https::{environment, start};
use super::seed;
use crate::support::{Folder, checkout};

/// What the script ends with where its packages are not installed.
const MISSING: i32 = 77;

#[test]
fn the_clients_of_microsoft_work_against_it() {
    let python = std::env::var("ROLEWRIGHT_PYTHON")
        .ok()
        .filter(|path| !path.is_empty());
    let Some(python) = python else {
        println!("NOT CHECKED: the clients of Microsoft need ROLEWRIGHT_PYTHON");
        return;
    };
    let orders = json!({"page_size": 3}).to_string();
    let folder = Folder::with(&[
        ("seed.json", &*seed().to_string()),
        ("orders.json", &*orders),
    ]);
    let path = |name: &str| folder.path(name).display().to_string();
    let _running = start(
        &folder,
        &[
            "--seed",
            &path("seed.json"),
            "--faults",
            &path("orders.json"),
        ],
    );
    let mut command = Command::new(python);
    command
        .arg(checkout("tests/conformance/sandbox.py"))
        .envs(environment(&folder));
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    if ran.status.code() == Some(MISSING) {
        println!("NOT CHECKED: {}", said.trim());
        return;
    }
    assert!(
        ran.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
