//! Scopes and paths of Resource Manager: a scope, then a provider, then types and names.

use super::refusal::Refusal;

/// The most segments of a path that is looked at.
const LONGEST: usize = 64;

/// A scope as it was written, and in the lower case in which scopes are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) text: String,
    pub(super) key: String,
}

/// A path of Resource Manager.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// What stands before the last provider.
    pub(super) scope: Scope,
    /// The provider, none for a path such as `/subscriptions`.
    pub(super) provider: Option<String>,
    /// What follows it: types and names in turn.
    pub(super) rest: Vec<String>,
}

impl Scope {
    /// Reads a scope; the root is `/`, no other ends in a slash.
    pub(super) fn new(text: &str) -> Self {
        let inner = text.trim_matches('/');
        let text = format!("/{inner}");
        let key = text.to_lowercase();
        Self { text, key }
    }

    fn of_segments(segments: &[String]) -> Self {
        Self::new(&segments.join("/"))
    }

    /// Returns the subscription that it lies in.
    pub(super) fn subscription(&self) -> Option<&str> {
        subscription_of(&self.key)
    }

    /// Returns the management group that it is.
    pub(super) fn management_group(&self) -> Option<&str> {
        let name = self.key.strip_prefix(MANAGEMENT_GROUPS)?;
        (!name.is_empty() && !name.contains('/')).then_some(name)
    }

    /// Returns the resource group that it is or lies in, as its lower-case id.
    pub(super) fn resource_group(&self) -> Option<&str> {
        let (at, _) = self
            .key
            .match_indices('/')
            .nth(4)
            .unwrap_or((self.key.len(), ""));
        let id = self.key.get(..at)?;
        id.contains("/resourcegroups/").then_some(id)
    }
}

/// How the ids of management groups begin, in lower case.
pub(super) const MANAGEMENT_GROUPS: &str = "/providers/microsoft.management/managementgroups/";

/// Returns the subscription that a lower-case id lies in.
pub(super) fn subscription_of(key: &str) -> Option<&str> {
    let rest = key.strip_prefix("/subscriptions/")?;
    let id = rest.split('/').next()?;
    (!id.is_empty()).then_some(id)
}

/// Returns what lies right above a lower-case id by its spelling alone: a management group or a
/// subscription lies below nothing that its id tells.
pub(super) fn above(key: &str) -> Option<&str> {
    let (shorter, _) = key.rsplit_once('/')?;
    let (shorter, _) = shorter.rsplit_once('/')?;
    if shorter.is_empty() || key.starts_with(MANAGEMENT_GROUPS) {
        return None;
    }
    // The first pair after a provider hangs on what stands before the word `providers`.
    match shorter.rsplit_once('/') {
        Some((scope, _)) if scope.ends_with("/providers") => scope.strip_suffix("/providers"),
        _ => Some(shorter),
    }
    .filter(|scope| !scope.is_empty())
}

impl Path {
    /// Reads the segments of a path.
    pub(super) fn read(segments: &[String]) -> Result<Self, Refusal> {
        if segments.len() > LONGEST {
            let text = "The request path has too many segments.";
            return Err(Refusal::bad("InvalidResourceId", text));
        }
        let last = segments
            .iter()
            .rposition(|segment| segment.eq_ignore_ascii_case("providers"));
        let at = last.unwrap_or(segments.len());
        let (scope, rest) = segments.split_at(at);
        Ok(match rest {
            [_, provider, rest @ ..] => Self {
                scope: Scope::of_segments(scope),
                provider: Some(provider.clone()),
                rest: rest.to_vec(),
            },
            _ => Self {
                scope: Scope::of_segments(segments),
                provider: None,
                rest: Vec::new(),
            },
        })
    }

    /// Returns the provider in lower case.
    pub(super) fn namespace(&self) -> String {
        self.provider.as_deref().unwrap_or_default().to_lowercase()
    }

    /// Returns the first type in lower case.
    pub(super) fn kind(&self) -> String {
        self.rest
            .first()
            .map(|kind| kind.to_lowercase())
            .unwrap_or_default()
    }

    /// Returns the name after the first type.
    pub(super) fn name(&self) -> Option<&str> {
        self.rest.get(1).map(String::as_str)
    }

    /// Returns the segment after the first name in lower case: a sub-type or an action.
    pub(super) fn then(&self) -> String {
        self.rest
            .get(2)
            .map(|word| word.to_lowercase())
            .unwrap_or_default()
    }

    /// Returns the types with the provider, as operations name them.
    pub(super) fn full_type(&self) -> String {
        let types: Vec<_> = self.rest.iter().step_by(2).map(String::as_str).collect();
        format!(
            "{}/{}",
            self.provider.as_deref().unwrap_or_default(),
            types.join("/")
        )
    }

    /// Returns the id that the whole path spells.
    pub(super) fn whole(&self) -> Scope {
        let Some(provider) = &self.provider else {
            return self.scope.clone();
        };
        let rest = self.rest.join("/");
        Scope::new(&format!("{}/providers/{provider}/{rest}", self.scope.text))
    }
}

/// Tells whether a text is a GUID in its usual form.
pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// Returns the last segment of an id in lower case.
pub(super) fn last(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().to_lowercase()
}
