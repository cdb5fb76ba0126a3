//! A choice of capabilities as policy text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use smol_str::SmolStr;

use super::candidates::Candidate;
use crate::model::Kind;
use crate::model::permission::Plane;
use crate::source::FileId;
use crate::syntax;

/// Writes a stage of the chosen capabilities, with capabilities of its own for what none covers.
pub(super) fn source(stage: &str, chosen: &[&Candidate], uncovered: &[(Plane, SmolStr)]) -> String {
    let mut clauses: BTreeMap<Kind, Vec<SmolStr>> = BTreeMap::new();
    for one in chosen {
        clauses.entry(one.kind).or_default().push(one.name.clone());
    }
    let mut own: BTreeMap<Kind, Vec<(Plane, &SmolStr)>> = BTreeMap::new();
    for (plane, name) in uncovered {
        own.entry(kind(name)).or_default().push((*plane, name));
    }
    let mut text = String::new();
    for (kind, operations) in &own {
        let name = format!("{stage}-on-{}", kind.keyword());
        capability(&mut text, &name, *kind, operations);
        clauses.entry(*kind).or_default().push(name.into());
    }
    let _ = writeln!(text, "/// The least that serves.\nstage {stage} {{");
    for (kind, mut names) in clauses {
        names.sort();
        let _ = writeln!(text, "on {} can {}", kind.keyword(), names.join(", "));
    }
    text.push_str("}\n");
    canonical(&text)
}

fn capability(text: &mut String, name: &str, kind: Kind, operations: &[(Plane, &SmolStr)]) {
    let _ = writeln!(
        text,
        "/// What no other capability gives without graver rights.\ncapability {name} on {} {{",
        kind.keyword()
    );
    for (plane, word) in [(Plane::Control, "actions"), (Plane::Data, "data-actions")] {
        let named = operations.iter().filter(|(at, _)| *at == plane);
        let quoted: Vec<_> = named.map(|(_, name)| quoted(name)).collect();
        if !quoted.is_empty() {
            let _ = writeln!(text, "{word} {}", quoted.join(", "));
        }
    }
    text.push_str("}\n\n");
}

/// Quotes an operation, whose name may have the signs that put a parameter into a text.
fn quoted(operation: &str) -> String {
    format!("\"{}\"", operation.replace("${", "\\${"))
}

fn canonical(text: &str) -> String {
    let parsed = syntax::parse(FileId::default(), text);
    syntax::format(&parsed.file, text)
}

/// Finds the kind of resource that an operation is about. What makes a resource is about the group
/// that it is made in, and so is what the language has no kind for.
fn kind(operation: &str) -> Kind {
    let lower = operation.to_ascii_lowercase();
    let below = |kind: &Kind| {
        let resource = kind
            .azure_type()
            .filter(|name| name.starts_with("Microsoft."));
        let rest = resource.and_then(|name| lower.strip_prefix(&name.to_ascii_lowercase()));
        rest.is_some_and(|rest| rest.starts_with('/') && rest != "/write")
    };
    Kind::ALL
        .into_iter()
        .find(below)
        .unwrap_or(Kind::ResourceGroup)
}
