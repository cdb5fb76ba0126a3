//! Conditions of assignments: whether a text is one, and whether it holds.
//!
//! Only what conditions on the giving and taking of roles ask about is known here: the role, the
//! principal and its type. Any other attribute is missing, and a comparison with it is false.

mod compare;
mod parse;
mod token;

use parse::{Attribute, Expression, Operand};

/// What a condition may ask about: the assignment that a request wants to make, or the one that is there.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct Facts {
    request: Option<Grant>,
    resource: Option<Grant>,
}

#[derive(Debug, Clone)]
struct Grant {
    role: String,
    principal: String,
    principal_type: String,
}

impl Facts {
    /// Returns what is known when an assignment is to be made.
    pub(in crate::sandbox) fn requested(role: &str, principal: &str, principal_type: &str) -> Self {
        Self {
            request: Some(Grant::new(role, principal, principal_type)),
            resource: None,
        }
    }

    /// Returns what is known when an assignment is to be removed.
    pub(super) fn existing(role: &str, principal: &str, principal_type: &str) -> Self {
        Self {
            request: None,
            resource: Some(Grant::new(role, principal, principal_type)),
        }
    }

    fn value(&self, attribute: &Attribute) -> Option<&str> {
        let grant = match attribute.source.as_str() {
            "request" => self.request.as_ref()?,
            "resource" => self.resource.as_ref()?,
            _ => return None,
        };
        match attribute.name.as_str() {
            "microsoft.authorization/roleassignments:roledefinitionid" => Some(&grant.role),
            "microsoft.authorization/roleassignments:principalid" => Some(&grant.principal),
            "microsoft.authorization/roleassignments:principaltype" => Some(&grant.principal_type),
            _ => None,
        }
    }
}

impl Grant {
    fn new(role: &str, principal: &str, principal_type: &str) -> Self {
        Self {
            role: role.to_owned(),
            principal: principal.to_owned(),
            principal_type: principal_type.to_owned(),
        }
    }
}

/// Tells whether a text is a condition.
pub(super) fn is_valid(text: &str) -> bool {
    parse::read(text).is_some()
}

/// Tells whether a condition lets an action pass; one that cannot be read lets nothing pass.
pub(super) fn holds(text: &str, action: &str, facts: &Facts) -> bool {
    parse::read(text).is_some_and(|expression| value(&expression, action, facts))
}

fn value(expression: &Expression, action: &str, facts: &Facts) -> bool {
    match expression {
        Expression::Any(parts) => parts.iter().any(|part| value(part, action, facts)),
        Expression::All(parts) => parts.iter().all(|part| value(part, action, facts)),
        Expression::Not(inner) => !value(inner, action, facts),
        Expression::Action(name) => super::pattern::matches(name, action),
        Expression::SubOperation => false,
        Expression::Exists(attribute) => facts.value(attribute).is_some(),
        Expression::Compare(comparison) => {
            let left = values(&comparison.left, facts);
            let right = values(&comparison.right, facts);
            let both = left.zip(right);
            both.is_some_and(|(left, right)| compare::holds(comparison, &left, &right))
        }
    }
}

fn values(operand: &Operand, facts: &Facts) -> Option<Vec<String>> {
    match operand {
        Operand::Values(values) => Some(values.clone()),
        Operand::Attribute(attribute) => facts.value(attribute).map(|value| vec![value.to_owned()]),
    }
}
