//! Reading a condition: lenient in letter case and brackets, as the service is.

use super::compare::is_operator;
use super::token::{self, Token};

/// How deep brackets may nest.
const DEEPEST: usize = 64;

#[derive(Debug, Clone)]
pub(super) enum Expression {
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    Action(String),
    /// A part of a data operation, which no request here has.
    SubOperation,
    Exists(Attribute),
    Compare(Comparison),
}

/// `@Source[name]`, both in lower case.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) source: String,
    pub(super) name: String,
}

#[derive(Debug, Clone)]
pub(super) enum Operand {
    Attribute(Attribute),
    Values(Vec<String>),
}

#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) left: Operand,
    /// Such as `foranyofanyvalues`.
    pub(super) quantifier: Option<String>,
    /// Such as `guidequals`.
    pub(super) operator: String,
    pub(super) right: Operand,
}

/// Reads a condition.
pub(super) fn read(text: &str) -> Option<Expression> {
    let tokens = token::read(text)?;
    let mut reader = Reader {
        rest: &tokens,
        depth: 0,
    };
    let expression = reader.any()?;
    reader.rest.is_empty().then_some(expression)
}

struct Reader<'text> {
    rest: &'text [Token],
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Option<Expression> {
        let mut parts = vec![self.all()?];
        while self.take(&Token::Or) {
            parts.push(self.all()?);
        }
        Some(Expression::Any(parts))
    }

    fn all(&mut self) -> Option<Expression> {
        let mut parts = vec![self.not()?];
        while self.take(&Token::And) {
            parts.push(self.not()?);
        }
        Some(Expression::All(parts))
    }

    fn not(&mut self) -> Option<Expression> {
        self.depth += 1;
        let expression = if self.depth > DEEPEST {
            None
        } else if self.take(&Token::Sign('!')) {
            self.not().map(|inner| Expression::Not(Box::new(inner)))
        } else {
            self.one()
        };
        self.depth -= 1;
        expression
    }

    fn one(&mut self) -> Option<Expression> {
        if self.take(&Token::Sign('(')) {
            let inner = self.any()?;
            return self.take(&Token::Sign(')')).then_some(inner);
        }
        match self.next()? {
            Token::Word(word) if word.eq_ignore_ascii_case("ActionMatches") => {
                self.in_braces().map(Expression::Action)
            }
            Token::Word(word) if word.eq_ignore_ascii_case("SubOperationMatches") => {
                self.in_braces().map(|_| Expression::SubOperation)
            }
            Token::Word(word) if word.eq_ignore_ascii_case("Exists") => match self.next()? {
                Token::Attribute(source, name) => {
                    Some(Expression::Exists(Attribute { source, name }))
                }
                _ => None,
            },
            Token::Attribute(source, name) => {
                self.comparison(Operand::Attribute(Attribute { source, name }))
            }
            _ => None,
        }
    }

    fn in_braces(&mut self) -> Option<String> {
        self.take(&Token::Sign('{')).then_some(())?;
        let Token::Text(text) = self.next()? else {
            return None;
        };
        self.take(&Token::Sign('}')).then_some(text)
    }

    fn comparison(&mut self, left: Operand) -> Option<Expression> {
        let mut operator = self.word()?;
        let mut quantifier = None;
        if self.take(&Token::Sign(':')) {
            quantifier = Some(std::mem::replace(&mut operator, self.word()?));
        }
        let right = self.operand()?;
        let known = is_operator(&operator) && quantifier.as_deref().is_none_or(is_quantifier);
        known.then_some(Expression::Compare(Comparison {
            left,
            quantifier,
            operator,
            right,
        }))
    }

    fn operand(&mut self) -> Option<Operand> {
        if !self.take(&Token::Sign('{')) {
            return match self.next()? {
                Token::Attribute(source, name) => {
                    Some(Operand::Attribute(Attribute { source, name }))
                }
                Token::Text(text) | Token::Word(text) => Some(Operand::Values(vec![text])),
                _ => None,
            };
        }
        let mut values = Vec::new();
        loop {
            match self.next()? {
                Token::Text(text) | Token::Word(text) => values.push(text),
                _ => return None,
            }
            if !self.take(&Token::Sign(',')) {
                break;
            }
        }
        self.take(&Token::Sign('}'))
            .then_some(Operand::Values(values))
    }

    fn word(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(word) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first.clone())
    }

    fn take(&mut self, wanted: &Token) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if first == wanted => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }
}

fn is_quantifier(word: &str) -> bool {
    let known = [
        "foranyofanyvalues",
        "forallofanyvalues",
        "foranyofallvalues",
        "forallofallvalues",
    ];
    known.contains(&word)
}
