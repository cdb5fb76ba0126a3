//! The words of a condition.

/// One word of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A bracket, a brace, a comma, a colon, `!`.
    Sign(char),
    /// `&&` and `AND`.
    And,
    /// `||` and `OR`.
    Or,
    /// `'text'`.
    Text(String),
    /// `@Source[name]`, both in lower case.
    Attribute(String, String),
    /// Anything else: an operator, a number, a bare GUID.
    Word(String),
}

/// Splits a condition into its words.
pub(super) fn read(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' | ')' | '{' | '}' | ',' | ':' | '!' => (Token::Sign(first), rest.get(1..)?),
            '\'' => quoted(rest.get(1..)?)?,
            '@' => attribute(rest.get(1..)?)?,
            '&' => (Token::And, rest.strip_prefix("&&")?),
            '|' => (Token::Or, rest.strip_prefix("||")?),
            _ => word(rest)?,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

fn quoted(text: &str) -> Option<(Token, &str)> {
    let (inner, after) = text.split_once('\'')?;
    Some((Token::Text(inner.to_owned()), after))
}

fn attribute(text: &str) -> Option<(Token, &str)> {
    let (source, rest) = text.split_once('[')?;
    let (name, after) = rest.split_once(']')?;
    let source = source.trim().to_lowercase();
    let known = ["request", "resource", "principal", "environment"].contains(&source.as_str());
    known.then(|| (Token::Attribute(source, name.trim().to_lowercase()), after))
}

fn word(text: &str) -> Option<(Token, &str)> {
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | '/');
    let end = text.find(|char| !is_part(char)).unwrap_or(text.len());
    let (word, after) = (text.get(..end)?, text.get(end..)?);
    let token = match word.to_uppercase().as_str() {
        "" => return None,
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Sign('!'),
        _ => Token::Word(word.to_owned()),
    };
    Some((token, after))
}
