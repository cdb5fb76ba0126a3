//! The page that lists the standard library, made of the library itself.

use std::fmt::Write as _;

use rolewright::model::Model;
use rolewright::resolve::standard;

use super::library::library;
use crate::support::checkout;

const PAGE: &str = "policies/std/README.md";

/// Writes the page: each file with its opening comment and a table of its capabilities.
fn page(model: &Model) -> String {
    let mut page = "# The standard library\n\n\
        Every capability that ships with rolewright. A policy uses them by name; a declaration of the\n\
        same name replaces one. `cargo test` keeps this page and checks every operation against the\n\
        catalogue.\n"
        .to_owned();
    for (file, (name, text)) in standard::FILES.iter().enumerate() {
        let short = name.trim_start_matches("std/");
        write!(page, "\n## [{short}]({short})\n\n").unwrap();
        for line in text.lines().map_while(|line| line.strip_prefix("// ")) {
            writeln!(page, "{line}").unwrap();
        }
        page.push_str("\n| capability | on | |\n|---|---|---|\n");
        for capability in &model.capabilities {
            let declared = model.declaration(capability.declared).unwrap();
            if declared.span.file.index() != file {
                continue;
            }
            let kinds: Vec<_> = capability
                .parts
                .iter()
                .map(|part| part.kind.keyword())
                .collect();
            let docs = declared
                .docs
                .as_deref()
                .unwrap_or_default()
                .replace('\n', " ");
            writeln!(
                page,
                "| `{}` | {} | {docs} |",
                capability.name,
                kinds.join(", ")
            )
            .unwrap();
        }
    }
    page
}

/// The page is written by this test: a change of the library shows as a change of the page.
#[test]
fn the_page_of_the_library_lists_every_capability() {
    let wanted = page(&library());
    let place = checkout(PAGE);
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    if written != wanted {
        std::fs::write(place, wanted).unwrap();
        panic!("{PAGE} was out of date and is rewritten: look at the change and commit it");
    }
}
