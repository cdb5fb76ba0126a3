//! The graph as text for Graphviz and for Mermaid.

use std::fmt::Write;

use super::build::{Access, Shape};

/// Draws the graph in Graphviz's language.
pub fn dot(access: &Access) -> String {
    let mut text =
        String::from("digraph access {\n    rankdir=LR;\n    node [fontname=\"sans-serif\"];\n");
    for (number, node) in access.nodes() {
        let shape = match node.shape {
            Shape::Group => "folder",
            Shape::Identity => "ellipse",
            Shape::Role => "note",
            Shape::Scope => "box",
        };
        let label = format!("{}\\n{}", quoted(&node.name), quoted(&node.kind));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "    n{number} [shape={shape}, label=\"{label}\"];");
    }
    for (from, to, edge) in access.edges() {
        let _ = writeln!(
            text,
            "    n{from} -> n{to} [label=\"{}\"];",
            quoted(&edge.label())
        );
    }
    text.push_str("}\n");
    text
}

/// Escapes text for a quoted string of DOT; line breaks and other controls become blanks.
fn quoted(text: &str) -> String {
    let plain = text
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char });
    plain
        .collect::<String>()
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

/// Draws the graph in Mermaid's language.
pub fn mermaid(access: &Access) -> String {
    let mut text = String::from("flowchart LR\n");
    for (number, node) in access.nodes() {
        let (open, close) = match node.shape {
            Shape::Group => ("[[", "]]"),
            Shape::Identity => ("([", "])"),
            Shape::Role => ("[/", "/]"),
            Shape::Scope => ("[", "]"),
        };
        let (name, kind) = (entities(&node.name), entities(&node.kind));
        let _ = writeln!(text, "    n{number}{open}\"{name}<br/>{kind}\"{close}");
    }
    for (from, to, edge) in access.edges() {
        let _ = writeln!(
            text,
            "    n{from} -->|\"{}\"| n{to}",
            entities(&edge.label())
        );
    }
    text
}

/// Writes everything that Mermaid or HTML could take for syntax as an entity.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let plain = char.is_alphanumeric() || " .-_@/+()".contains(char);
        if plain {
            out.push(char);
        } else if char.is_control() {
            out.push(' ');
        } else {
            let _ = write!(out, "#{};", u32::from(char));
        }
    }
    out
}
