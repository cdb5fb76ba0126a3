//! The bodies of refusals.

use std::borrow::Cow;

use serde::Deserialize;

/// So many characters of what a server says are kept.
const LONGEST: usize = 600;

/// What the body of a refusal says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) message: String,
}

#[derive(Deserialize)]
struct Body<'b> {
    #[serde(borrow)]
    error: Option<Inner<'b>>,
    // Some services leave the envelope out.
    #[serde(borrow)]
    code: Option<Cow<'b, str>>,
    #[serde(borrow)]
    message: Option<Cow<'b, str>>,
}

#[derive(Deserialize)]
struct Inner<'b> {
    #[serde(borrow)]
    code: Option<Cow<'b, str>>,
    #[serde(borrow)]
    message: Option<Cow<'b, str>>,
    #[serde(default, borrow, rename = "additionalInfo")]
    more: Vec<More<'b>>,
}

#[derive(Deserialize)]
struct More<'b> {
    #[serde(borrow)]
    info: Option<Violation<'b>>,
}

#[derive(Deserialize)]
struct Violation<'b> {
    #[serde(borrow, rename = "policyAssignmentId")]
    assignment: Option<Cow<'b, str>>,
    #[serde(borrow, rename = "policyDefinitionId")]
    definition: Option<Cow<'b, str>>,
}

/// Reads what a refusal says; what cannot be read says nothing.
pub(super) fn read(body: &[u8]) -> Said {
    let Ok(body) = serde_json::from_slice::<Body<'_>>(body) else {
        return Said::default();
    };
    let (code, message, more) = match body.error {
        Some(inner) => (inner.code, inner.message, inner.more),
        None => (body.code, body.message, Vec::new()),
    };
    let mut message = message.unwrap_or_default().into_owned();
    let policies = more.into_iter().filter_map(|more| more.info);
    for policy in policies {
        for id in [policy.assignment, policy.definition].into_iter().flatten() {
            message.push_str(" [");
            message.push_str(&id);
            message.push(']');
        }
    }
    Said {
        code: safe(&code.unwrap_or_default(), 100),
        message: safe(&message, LONGEST),
    }
}

/// Keeps a text to one line of a length that can be shown.
pub(super) fn safe(text: &str, longest: usize) -> String {
    let plain = text
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char });
    plain.take(longest).collect()
}
