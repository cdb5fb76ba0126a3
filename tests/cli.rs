//! Tests of `cli`: what a person types and sees.

use crate::support::Folder;
use rolewright::cli::Exit;

#[test]
fn version_is_one_line() {
    let ran = Folder::new().run(&["--version"]);
    assert_eq!(
        ran.out,
        format!("rolewright {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!((ran.err.as_str(), ran.exit), ("", Exit::Clean));
}
