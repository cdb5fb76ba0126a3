//! The ids that resources have in Azure.

use smol_str::{SmolStr, format_smolstr};

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{EnvironmentId, Kind, ScopeId};
use crate::resolve::environments::text_of;
use crate::resolve::properties::find;
use crate::resolve::{Resolver, codes};
use crate::source::Span;
use crate::syntax::ast::{Property, Thing};

impl Resolver<'_> {
    pub(super) fn resource_id(
        &mut self,
        thing: &Thing,
        kind: Kind,
        (written, environment): (&[&Property], EnvironmentId),
        (group, name): (ScopeId, &str),
    ) -> Option<SmolStr> {
        let above = self.model.scope(group)?.id.clone();
        let azure_type = match (kind, kind.azure_type()) {
            (Kind::Subnet, _) => {
                let Some(network) = find(written, "network").and_then(text_of) else {
                    self.missing(thing, "network", "network \"vnet-name\"");
                    return None;
                };
                let network = self.text(network, Some(environment));
                format_smolstr!("Microsoft.Network/virtualNetworks/{network}/subnets")
            }
            (_, Some(azure_type)) => azure_type.into(),
            (_, None) => {
                let Some(written_type) = find(written, "type").and_then(text_of) else {
                    self.missing(thing, "type", "type \"Microsoft.Example/things\"");
                    return None;
                };
                let azure_type = self.text(written_type, Some(environment));
                if !azure_type.contains('/') || azure_type.split('/').any(str::is_empty) {
                    let wanted = "a provider and a type, such as \"Microsoft.Cache/redis\"";
                    self.wrong_value(written_type.span, "type", wanted);
                    return None;
                }
                self.nested_name(&azure_type, name, written_type.span);
                azure_type
            }
        };
        Some(interleave(&above, &azure_type, name))
    }

    /// Reports a name that does not name as many things as its type has parts.
    fn nested_name(&mut self, azure_type: &str, name: &str, span: Span) {
        let (types, names) = (azure_type.split('/').count() - 1, name.split('/').count());
        if names != 1 && names != types {
            let message = format!("`{azure_type}` takes {types} names, and `{name}` is {names}");
            let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
            self.report(found.help("write one name for each part of the type, with `/` between"));
        }
    }
}

/// Joins type and name: `A/b/c` and `x/y` make `…/providers/A/b/x/c/y`.
fn interleave(above: &str, azure_type: &str, name: &str) -> SmolStr {
    let mut segments = azure_type.split('/');
    let provider = segments.next().unwrap_or("");
    let types: Vec<_> = segments.collect();
    let names: Vec<_> = name.split('/').collect();
    let above = format!("{above}/providers/{provider}");
    if names.len() == 1 {
        // The names of the types above, if any, stand in the type already (a subnet's network).
        return format_smolstr!("{above}/{}/{name}", types.join("/"));
    }
    let pairs = types.iter().zip(&names);
    pairs.fold(above.into(), |id, (kind, name)| {
        format_smolstr!("{id}/{kind}/{name}")
    })
}
