//! Everything that the language reference shows.

use std::path::Path;

use super::parsed;

#[test]
fn every_block_of_the_reference_parses() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/syntax/language");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let result = parsed(&text);
        assert_eq!(result.diagnostics, [], "{}", path.display());
        assert!(!result.file.items.is_empty());
        seen += 1;
    }
    assert_eq!(seen, 8);
}
