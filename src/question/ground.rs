//! What questions are asked of, and why one cannot be.

use crate::access::Access;
use crate::compile::Compiled;
use crate::model::Model;
use crate::reach::Reach;
use crate::resolve::nearest;
use crate::source::Sources;

/// What questions are asked of: a world, and the policy set behind it.
#[derive(Clone, Copy)]
pub struct Ground<'q> {
    /// Who holds what where.
    pub access: &'q Access<'q>,
    /// The policy set.
    pub model: &'q Model,
    /// What it compiles to.
    pub compiled: &'q Compiled,
    /// Its texts.
    pub sources: &'q Sources,
    /// What everybody can come to by steps, where they count.
    pub reach: Option<&'q Reach<'q>>,
}

/// A question that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub message: String,
    /// What to ask instead.
    pub help: String,
}

impl Refused {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// How a name was meant that stands for nothing.
pub(super) struct Unknown<'n> {
    pub(super) name: &'n str,
    /// What is needed: "identity".
    pub(super) wanted: &'static str,
    /// What helps where no name is near.
    pub(super) otherwise: &'static str,
}

impl Ground<'_> {
    /// Says that a name stands for nothing that is needed, with the name that was probably meant.
    pub(super) fn unknown<'k>(
        &self,
        unknown: &Unknown<'_>,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Refused {
        let Unknown { name, wanted, .. } = unknown;
        let mut declared = self.model.declared.iter();
        if let Some(other) = declared.find(|one| one.name == *name) {
            return Refused::new(
                format!(
                    "`{name}` is {}, and {} is needed here",
                    article(&other.keyword),
                    article(wanted)
                ),
                unknown.otherwise,
            );
        }
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => unknown.otherwise.to_owned(),
        };
        let message = format!("the policy declares no {wanted} `{name}`");
        Refused::new(message, help)
    }
}

/// Says that a name stands for several things ("identities"), and for which.
pub(super) fn several(name: &str, what: &str, mut names: Vec<String>) -> Refused {
    names.sort();
    let quoted: Vec<_> = names.iter().map(|one| format!("`{one}`")).collect();
    Refused::new(
        format!("`{name}` stands for several {what}"),
        format!("say which: {}", quoted.join(", ")),
    )
}

/// Puts the right article before a word.
pub(super) fn article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}
