//! Environments, resources, identities and their bodies.

use super::Lower;
use super::leaf::empty_name;
use crate::source::Span;
use crate::syntax::ast::{
    Annotation, Body, Declaration, Let, Member, MemberKind, Override, Property, Thing, Value,
};
use crate::syntax::parser::{Pair, Rule};

/// The kinds of things that act; every other kind is a place.
const IDENTITIES: &[&str] = &[
    "group",
    "user",
    "service-principal",
    "agent",
    "managed-identity",
];

impl Lower<'_> {
    pub(super) fn top_thing(&mut self, pair: Pair<'_>) -> Declaration {
        let thing = Box::new(self.thing(pair));
        match thing.kind.text.as_str() {
            "policy" => Declaration::Policy(thing),
            kind if IDENTITIES.contains(&kind) => Declaration::Identity(thing),
            _ => Declaration::Resource(thing),
        }
    }

    fn thing(&mut self, pair: Pair<'_>) -> Thing {
        let span = self.span(&pair);
        let mut thing = Thing {
            kind: empty_name(span),
            name: empty_name(span),
            within: Vec::new(),
            body: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::thing_word | Rule::child_word => thing.kind = self.name(&part),
                Rule::name => thing.name = self.name(&part),
                Rule::reference => {
                    let reference = self.reference(&part);
                    thing.within.push(reference);
                }
                Rule::body => thing.body = Some(self.body(part)),
                _ => {}
            }
        }
        thing
    }

    fn body(&mut self, pair: Pair<'_>) -> Body {
        let span = self.span(&pair);
        let mut members = Vec::new();
        let mut annotations: Vec<Annotation> = Vec::new();
        let mut from = span.start;
        for part in pair.into_inner() {
            let place = self.span(&part);
            if part.as_rule() == Rule::annotation {
                annotations.push(self.annotation(part));
                continue;
            }
            let docs = match part.as_rule() {
                Rule::open | Rule::close => continue,
                Rule::child => self.take_docs(from, place.start),
                // Only what is declared has a description.
                _ => None,
            };
            let Some(kind) = self.member(part) else {
                continue;
            };
            let annotations = std::mem::take(&mut annotations);
            let start = annotations.first().map_or(place, |first| first.span);
            members.push(Member {
                docs,
                annotations,
                kind,
                span: start.to(place),
            });
            from = place.end;
        }
        self.dangling_annotations(&annotations);
        Body { members, span }
    }

    fn member(&mut self, pair: Pair<'_>) -> Option<MemberKind> {
        Some(match pair.as_rule() {
            Rule::property | Rule::qualified => MemberKind::Property(self.property(pair)),
            Rule::let_value => MemberKind::Let(self.let_value(pair)),
            Rule::override_in => MemberKind::Override(self.override_in(pair)),
            Rule::child => MemberKind::Child(self.thing(pair)),
            _ => return None,
        })
    }

    pub(super) fn property(&mut self, pair: Pair<'_>) -> Property {
        let span = self.span(&pair);
        let mut property = Property {
            key: empty_name(span),
            qualifier: None,
            values: Vec::with_capacity(1),
            body: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key | Rule::qualified_word => {
                    property.key = self.name(&part);
                }
                Rule::qualifier => property.qualifier = Some(self.name(&part)),
                Rule::body => property.body = Some(self.body(part)),
                _ => property.values.extend(self.value(part)),
            }
        }
        property
    }

    pub(super) fn let_value(&mut self, pair: Pair<'_>) -> Let {
        let span = self.span(&pair);
        let mut name = empty_name(span);
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = self.name(&part),
                Rule::kw_let | Rule::equals => {}
                _ => value = self.value(part),
            }
        }
        let value = value.unwrap_or_else(|| no_value(span));
        Let { name, value, span }
    }

    fn override_in(&mut self, pair: Pair<'_>) -> Override {
        let span = self.span(&pair);
        let mut environments = Vec::with_capacity(1);
        let mut body = Body {
            members: Vec::new(),
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => environments.push(self.name(&part)),
                Rule::body => body = self.body(part),
                _ => {}
            }
        }
        Override {
            environments,
            body,
            span,
        }
    }
}

/// Stands where the grammar guarantees a value and the types do not.
pub(super) fn no_value(span: Span) -> Value {
    Value::List(Vec::new(), span)
}
