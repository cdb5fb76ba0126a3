//! Environments, resources, identities and their bodies.

use super::unit::Unit;
use super::{item, leaf};
use crate::syntax::ast::{Body, Let, Member, MemberKind, Override, Property, Thing};

impl<'a> Unit<'a> {
    pub(super) fn thing(thing: &'a Thing) -> Self {
        let mut unit = Unit::at(thing.span)
            .words(&thing.kind.text)
            .words(&thing.name.text);
        if !thing.within.is_empty() {
            unit = unit.words("in").list(leaf::references(&thing.within));
        }
        unit.body(thing.body.as_ref())
    }

    fn body(self, body: Option<&'a Body>) -> Self {
        let Some(body) = body else {
            return self;
        };
        let members = body.members.iter().map(Unit::member).collect();
        self.block(members, body.span.start, body.span.end.saturating_sub(1))
    }

    fn member(member: &'a Member) -> Self {
        let mut unit = match &member.kind {
            MemberKind::Property(property) => Unit::property(property),
            MemberKind::Let(value) => Unit::let_value(value),
            MemberKind::Override(value) => Unit::override_in(value),
            MemberKind::Child(thing) => Unit::thing(thing),
        };
        unit.docs = member.docs.as_deref();
        unit.annotations = item::annotations(&member.annotations);
        unit
    }

    pub(super) fn property(property: &'a Property) -> Self {
        let mut unit = Unit::at(property.span).words(&property.key.text);
        if let Some(qualifier) = &property.qualifier {
            unit = unit.words(&qualifier.text);
        }
        unit = match property.values.as_slice() {
            [only] => unit.value(only),
            many => unit.list(many.iter().map(leaf::element).collect()),
        };
        unit.body(property.body.as_ref())
    }

    pub(super) fn let_value(value: &'a Let) -> Self {
        Unit::at(value.span)
            .words(format!("let {} =", value.name.text))
            .value(&value.value)
    }

    fn override_in(value: &'a Override) -> Self {
        Unit::at(value.span)
            .words("override")
            .list(leaf::names(&value.environments))
            .body(Some(&value.body))
    }
}
