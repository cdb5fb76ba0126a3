//! The graph as text for Graphviz and for Mermaid.

use std::borrow::Cow;
use std::fmt::Write;

use super::build::{Access, Edge, Shape};
use crate::model::Origin;

/// Writes a name so that each of its characters can be seen.
pub type Visible = fn(&str) -> Cow<'_, str>;

/// Draws the graph in Graphviz's language.
pub fn dot(access: &Access, visible: Visible) -> String {
    let mut text = String::from(
        "digraph access {\n    rankdir=LR;\n    node [fontname=\"sans-serif\", style=filled, \
         fillcolor=white];\n    edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (number, node) in access.nodes() {
        let look = match node.shape {
            Shape::Group => "shape=folder, fillcolor=\"#fff2cc\"",
            Shape::Identity => "shape=ellipse, fillcolor=\"#fff2cc\"",
            Shape::Role(Origin::Policy) => "shape=note, fillcolor=\"#dae8fc\"",
            Shape::Role(Origin::Azure) => "shape=note, style=\"filled,dashed\"",
            Shape::Scope => "shape=box, fillcolor=\"#eeeeee\"",
        };
        let label = format!("{}\\n{}", quoted(&visible(&node.name)), quoted(&node.kind));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "    n{number} [{look}, label=\"{label}\"];");
    }
    for (from, to, edge) in access.edges() {
        let style = match edge {
            Edge::RunsAs | Edge::Is => ", style=dashed",
            Edge::Within => ", color=gray50, fontcolor=gray50",
            Edge::Uses => ", style=dotted",
            Edge::MemberOf | Edge::Holds | Edge::On => "",
        };
        let label = edge.label();
        let _ = writeln!(text, "    n{from} -> n{to} [label=\"{label}\"{style}];");
    }
    text.push_str("}\n");
    text
}

/// Escapes text for a quoted string of DOT, in which Graphviz reads entities as HTML does.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('&', "&amp;")
}

/// Draws the graph in Mermaid's language.
pub fn mermaid(access: &Access, visible: Visible) -> String {
    let mut text = String::from("flowchart LR\n");
    for (number, node) in access.nodes() {
        let (open, close, class) = match node.shape {
            Shape::Group => ("[[", "]]", "who"),
            Shape::Identity => ("([", "])", "who"),
            Shape::Role(Origin::Policy) => ("[/", "/]", "role"),
            Shape::Role(Origin::Azure) => ("[/", "/]", "azure"),
            Shape::Scope => ("[", "]", "scope"),
        };
        let (name, kind) = (entities(&visible(&node.name)), entities(&node.kind));
        let _ = writeln!(
            text,
            "    n{number}{open}\"{name}<br/>{kind}\"{close}:::{class}"
        );
    }
    for (from, to, edge) in access.edges() {
        let arrow = match edge {
            Edge::RunsAs | Edge::Is | Edge::Uses => "-.->",
            Edge::MemberOf | Edge::Holds | Edge::On | Edge::Within => "-->",
        };
        let _ = writeln!(text, "    n{from} {arrow}|\"{}\"| n{to}", edge.label());
    }
    text.push_str(CLASSES);
    text
}

const CLASSES: &str = "    classDef who fill:#fff2cc,stroke:#333,color:#000
    classDef role fill:#dae8fc,stroke:#333,color:#000
    classDef azure fill:#fff,stroke:#333,color:#000,stroke-dasharray:5
    classDef scope fill:#eee,stroke:#333,color:#000
";

/// Writes everything that Mermaid or HTML could take for syntax as an entity.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let plain = char.is_alphanumeric() || " .-_@/+()".contains(char);
        if plain {
            out.push(char);
        } else {
            let _ = write!(out, "#{};", u32::from(char));
        }
    }
    out
}
