//! The roles as policy text, and beside them what the language has no words for.

use std::fmt::Write as _;

use super::{Held, Limit, Rights, Role, Stacked};
use crate::compile::place::Place;
use crate::model::Kind;
use crate::source::FileId;
use crate::syntax;

/// Writes the roles in the canonical style.
pub fn source(rights: &Rights) -> String {
    let mut text = String::new();
    let policy = &rights.policy;
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "// The least that planning and applying the policy `{policy}` needs."
    );
    for note in &rights.notes {
        let _ = writeln!(text, "//\n// {note}.");
    }
    let whom = "Whoever plans and whoever applies";
    let what = format!("Reads what a plan of `{policy}` compares.");
    role(&mut text, &rights.plan, &what, whom);
    if let Some(apply) = &rights.apply {
        let what = format!("Writes what `{policy}` asks for.");
        role(&mut text, apply, &what, "Whoever applies");
    }
    if let Some(Stacked { plan, apply }) = &rights.stack {
        let what = format!("Reads what the stack of `{policy}` holds.");
        role(&mut text, plan, &what, whom);
        let what = format!("Deploys the stack of `{policy}`.");
        role(&mut text, apply, &what, "Whoever applies");
    }
    let parsed = syntax::parse(FileId::default(), &text);
    syntax::format(&parsed.file, &text)
}

fn role(text: &mut String, role: &Role, what: &str, whom: &str) {
    let _ = writeln!(text, "\n// {whom} holds `{}` at", role.name);
    for held in &role.held {
        place(text, held);
    }
    let kind = kind(role).keyword();
    let _ = writeln!(
        text,
        "\n/// {what}\nrole {} on {kind} {{\nactions {}\nassignable-scopes {}\n}}",
        role.name,
        quoted(&role.actions),
        quoted(&role.assignable_scopes)
    );
}

fn place(text: &mut String, held: &Held) {
    let _ = writeln!(text, "//   {}", held.scope);
    let _ = match &held.condition {
        Limit::Free => Ok(()),
        Limit::TooLong => writeln!(
            text,
            "//     under no condition, since none is short enough"
        ),
        Limit::Condition(condition) => {
            writeln!(
                text,
                "//     under the condition (version 2.0)\n//     {condition}"
            )
        }
    };
}

/// Returns the kind of the highest scope at which a role may be assigned.
fn kind(role: &Role) -> Kind {
    let places = role.assignable_scopes.iter();
    let kinds = places.filter_map(|id| match Place::of(id)? {
        Place::ManagementGroup { .. } => Some((0, Kind::ManagementGroup)),
        Place::Subscription { .. } => Some((1, Kind::Environment)),
        _ => Some((2, Kind::ResourceGroup)),
    });
    let highest = kinds.min_by_key(|(height, _)| *height);
    highest.map_or(Kind::Environment, |(_, kind)| kind)
}

fn quoted(texts: &[smol_str::SmolStr]) -> String {
    let quoted = texts.iter().map(|one| {
        let plain = one.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{}\"", plain.replace("${", "\\${"))
    });
    quoted.collect::<Vec<_>>().join(",\n")
}
