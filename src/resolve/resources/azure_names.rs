//! The names that things have in Azure.

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::EnvironmentId;
use crate::resolve::environments::text_of;
use crate::resolve::properties::find;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{Property, Text, Thing};

/// How many bytes an Azure name may have; no type of Azure allows more than 260, and the name of a
/// nested resource holds those above it.
const LONGEST_NAME: usize = 1_024;

impl Resolver<'_> {
    pub(super) fn azure_name(
        &mut self,
        thing: &Thing,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> SmolStr {
        let Some(text) = find(written, "name").and_then(text_of) else {
            return thing.name.text.clone();
        };
        let name = self.text(text, Some(environment));
        // Only the name of a nested resource names those above it as well.
        if !is_azure_name(&name) || (name.contains('/') && thing.kind.text != "resource") {
            return self.no_azure_name(name, text.span);
        }
        name
    }

    /// Reads the Azure name of one thing.
    pub(in crate::resolve) fn single_name(
        &mut self,
        text: &Text,
        environment: Option<EnvironmentId>,
    ) -> SmolStr {
        let name = self.text(text, environment);
        if !is_single_name(&name) {
            return self.no_azure_name(name, text.span);
        }
        name
    }

    /// Reports a name that no resource can have: it would change which one an id means. Returns as
    /// much of it as an id may hold, since each thing below repeats it.
    fn no_azure_name(&mut self, name: SmolStr, span: Span) -> SmolStr {
        if name.len() > LONGEST_NAME {
            let message = format!(
                "this name has {} bytes, and {LONGEST_NAME} are the limit",
                name.len()
            );
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
            self.report(found.help("write the name that the thing has in Azure"));
            let end = name.floor_char_boundary(LONGEST_NAME);
            return name.get(..end).unwrap_or_default().into();
        }
        let message = format!("`{name}` is not the name of one thing in Azure");
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message).note(
            "a name is not empty and holds no `/`, no blanks at its ends and no control characters",
        );
        self.report(found.help("write the last part of its id"));
        name
    }
}

/// Tells whether a text may be the name of a resource, or the names of nested ones.
fn is_azure_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.split('/').all(is_single_name)
}

/// Tells whether a text may be one segment of a resource id.
fn is_single_name(text: &str) -> bool {
    let odd = |char: char| char == '/' || char.is_control();
    let fits = !text.is_empty() && text.len() <= LONGEST_NAME;
    fits && text.trim() == text && !text.contains(odd) && !matches!(text, "." | "..")
}
