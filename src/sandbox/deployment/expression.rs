//! Reading an expression of a template: texts, numbers, calls, and what is taken out of their values.

/// How deep calls may nest.
const DEEPEST: usize = 48;

#[derive(Debug, Clone)]
pub(super) enum Expression {
    Text(String),
    Number(i64),
    Call(String, Vec<Expression>),
    Field(Box<Expression>, String),
    Item(Box<Expression>, Box<Expression>),
}

/// Reads an expression without its brackets.
pub(super) fn read(text: &str) -> Option<Expression> {
    let mut reader = Reader {
        rest: text,
        depth: 0,
    };
    let expression = reader.one()?;
    reader.rest.trim().is_empty().then_some(expression)
}

struct Reader<'text> {
    rest: &'text str,
    depth: usize,
}

impl Reader<'_> {
    fn one(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut expression = self.start()?;
        loop {
            if self.take('.') {
                expression = Expression::Field(Box::new(expression), self.word()?);
            } else if self.take('[') {
                let index = self.one()?;
                self.take(']').then_some(())?;
                expression = Expression::Item(Box::new(expression), Box::new(index));
            } else {
                break;
            }
        }
        self.depth -= 1;
        Some(expression)
    }

    fn start(&mut self) -> Option<Expression> {
        if self.take('\'') {
            return self.quoted().map(Expression::Text);
        }
        let word = self.word()?;
        if let Ok(number) = word.parse() {
            return Some(Expression::Number(number));
        }
        self.take('(').then_some(())?;
        let mut arguments = Vec::new();
        if self.take(')') {
            return Some(Expression::Call(word.to_lowercase(), arguments));
        }
        loop {
            arguments.push(self.one()?);
            if !self.take(',') {
                break;
            }
        }
        self.take(')')
            .then(|| Expression::Call(word.to_lowercase(), arguments))
    }

    /// Reads up to the closing quote; two quotes stand for one.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let (part, after) = self.rest.split_once('\'')?;
            text.push_str(part);
            self.rest = after;
            match after.strip_prefix('\'') {
                Some(rest) => {
                    text.push('\'');
                    self.rest = rest;
                }
                None => return Some(text),
            }
        }
    }

    fn word(&mut self) -> Option<String> {
        let text = self.rest.trim_start();
        let end = text.find(|char: char| !char.is_alphanumeric() && char != '_' && char != '-');
        let (word, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
        self.rest = rest;
        (!word.is_empty()).then(|| word.to_owned())
    }

    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}
