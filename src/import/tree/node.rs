//! The nodes of a tree, made from texts and places.

use smol_str::SmolStr;

use crate::source::Span;
use crate::syntax::ast;

/// How something is called: the path, and the environment where it has one.
pub(in crate::import) type Called = (SmolStr, Option<SmolStr>);

/// Parts a reference as a policy writes it: `churn.gpu@dev`.
pub(in crate::import) fn called(reference: &str) -> Called {
    match reference.split_once('@') {
        Some((path, environment)) => (path.into(), Some(environment.into())),
        None => (reference.into(), None),
    }
}

pub(in crate::import) fn reference((path, environment): &Called, span: Span) -> ast::Reference {
    ast::Reference {
        path: path.clone(),
        environment: environment
            .as_ref()
            .map(|environment| name(environment, span)),
        span,
    }
}

pub(in crate::import) fn name(text: &str, span: Span) -> ast::Name {
    ast::Name {
        text: SmolStr::new(text),
        span,
    }
}

pub(super) fn value(text: &str, span: Span) -> ast::Value {
    ast::Value::Text(ast::Text::plain(text, span))
}

pub(super) fn property_of(key: &str, value: ast::Value, span: Span) -> ast::Property {
    let key = name(key, span);
    ast::Property {
        key,
        qualifier: None,
        values: vec![value],
        body: None,
        span,
    }
}

pub(super) fn text_value(key: &str, text: &str, span: Span) -> ast::Property {
    property_of(key, value(text, span), span)
}

pub(in crate::import) fn member(kind: ast::MemberKind, span: Span) -> ast::Member {
    ast::Member {
        docs: None,
        annotations: Vec::new(),
        kind,
        span,
    }
}

pub(in crate::import) fn text_property(key: &str, text: &str, span: Span) -> ast::Member {
    member(ast::MemberKind::Property(text_value(key, text, span)), span)
}

pub(in crate::import) fn word_property(key: &str, word: &str, span: Span) -> ast::Member {
    let word = ast::Reference {
        path: SmolStr::new(word),
        environment: None,
        span,
    };
    member(
        ast::MemberKind::Property(property_of(key, ast::Value::Reference(word), span)),
        span,
    )
}

pub(super) fn item(declaration: ast::Declaration, docs: Option<ast::Doc>, span: Span) -> ast::Item {
    ast::Item {
        docs: docs.map(Box::new),
        annotations: Vec::new(),
        declaration,
        span,
    }
}
