//! The expressions of templates: text between brackets to a tree.

/// How many brackets, and how many parts of one value, may stand in each other, and how long an
/// expression may be in Azure.
const NESTING: usize = 64;
const LENGTH: usize = 24_576;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// `'text'`
    Text(String),
    /// `42`
    Number(String),
    /// `name(arguments)`
    Call(String, Vec<Expression>),
    /// `value.name`
    Member(Box<Expression>, String),
    /// `value[index]`
    Index(Box<Expression>, Box<Expression>),
}

/// Returns the inside of a text that is an expression.
pub(super) fn inside(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('[')?.strip_suffix(']')?;
    (!rest.starts_with('[')).then_some(rest)
}

/// Returns what a text that is no expression means: `[[` at its start is one bracket.
pub(super) fn literal(text: &str) -> &str {
    match text.strip_prefix("[[") {
        Some(_) => text.get(1..).unwrap_or(text),
        None => text,
    }
}

/// Reads an expression, or says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Expression, String> {
    if text.len() > LENGTH {
        return Err(format!(
            "is an expression of more than {LENGTH} characters, which is Azure's limit"
        ));
    }
    let mut parser = Parser {
        rest: text,
        depth: 0,
    };
    let expression = parser.expression().filter(|_| parser.is_at_end());
    expression.ok_or_else(|| {
        if parser.depth > NESTING {
            format!("is nested deeper than {NESTING} levels, which is the limit")
        } else {
            "is not an expression".to_owned()
        }
    })
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn is_at_end(&self) -> bool {
        self.rest.trim_start().is_empty()
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: char) -> bool {
        self.skip();
        let after = self.rest.strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn expression(&mut self) -> Option<Expression> {
        let outside = self.depth;
        self.deeper()?;
        let mut value = self.primary()?;
        loop {
            if self.eat('.') {
                self.deeper()?;
                value = Expression::Member(Box::new(value), self.word()?.to_owned());
            } else if self.eat('[') {
                self.deeper()?;
                let index = self.expression()?;
                if !self.eat(']') {
                    return None;
                }
                value = Expression::Index(Box::new(value), Box::new(index));
            } else {
                break;
            }
        }
        self.depth = outside;
        Some(value)
    }

    /// Goes one level down, if there may be one more; a level too many stays counted.
    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= NESTING).then_some(())
    }

    fn word(&mut self) -> Option<&'a str> {
        self.skip();
        let fits = |char: char| char.is_ascii_alphanumeric() || char == '_';
        let length = self
            .rest
            .find(|char| !fits(char))
            .unwrap_or(self.rest.len());
        self.take(length).filter(|word| !word.is_empty())
    }

    fn primary(&mut self) -> Option<Expression> {
        self.skip();
        match self.rest.chars().next()? {
            '\'' => self.text(),
            '-' | '0'..='9' => {
                let digits = |char: char| char.is_ascii_digit() || char == '-';
                let length = self
                    .rest
                    .find(|char| !digits(char))
                    .unwrap_or(self.rest.len());
                Some(Expression::Number(self.take(length)?.to_owned()))
            }
            _ => {
                let name = self.word()?.to_owned();
                let arguments = self.arguments()?;
                Some(Expression::Call(name, arguments))
            }
        }
    }

    /// Reads a text; two quotes are one.
    fn text(&mut self) -> Option<Expression> {
        let mut text = String::new();
        self.rest = self.rest.strip_prefix('\'')?;
        loop {
            let end = self.rest.find('\'')?;
            text.push_str(self.take(end)?);
            self.rest = self.rest.strip_prefix('\'')?;
            match self.rest.strip_prefix('\'') {
                Some(rest) => {
                    text.push('\'');
                    self.rest = rest;
                }
                None => return Some(Expression::Text(text)),
            }
        }
    }

    fn arguments(&mut self) -> Option<Vec<Expression>> {
        let mut arguments = Vec::new();
        if !self.eat('(') {
            return None;
        }
        if self.eat(')') {
            return Some(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if self.eat(')') {
                return Some(arguments);
            }
            if !self.eat(',') {
                return None;
            }
        }
    }
}
