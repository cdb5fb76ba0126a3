//! The names, keys and GUIDs of roles.

use smol_str::{SmolStr, format_smolstr};

use super::Assembly;
use crate::compile::names::guid;
use crate::compile::stage::Facet;
use crate::model::{Kind, Tier};

impl Assembly<'_> {
    pub(super) fn role_guid(&self, key: &str) -> SmolStr {
        let policy = &self.model.policy;
        guid(&[policy.tenant.as_deref().unwrap_or(""), &policy.name, key])
    }

    pub(super) fn display_name(
        &self,
        stage: &str,
        facet: &Facet,
        tier: Option<Tier>,
        part: Option<usize>,
    ) -> SmolStr {
        let mut name = format!(
            "{} {stage} {}",
            self.model.policy.name,
            facet.kind.keyword()
        );
        if !facet.slots.is_empty() {
            name = format!("{name} {}", facet.slots.join("+"));
        }
        if let Some(tier) = tier {
            name = format!("{name} ({})", tier.keyword());
        }
        match part {
            Some(part) => format_smolstr!("{name} {part}"),
            None => name.into(),
        }
    }
}

/// Writes a role's key: `stage/kind/slots/tier`, with the part where one block did not do.
pub(super) fn tail(stage: &str, facet: &Facet, tier: Option<Tier>, part: Option<usize>) -> SmolStr {
    let slots = if facet.slots.is_empty() {
        "-".to_owned()
    } else {
        facet.slots.join("+")
    };
    let tier = tier.map_or("any", Tier::keyword);
    let kind: Kind = facet.kind;
    let key = format_smolstr!("{stage}/{}/{slots}/{tier}", kind.keyword());
    match part {
        Some(part) => format_smolstr!("{key}/{part}"),
        None => key,
    }
}
