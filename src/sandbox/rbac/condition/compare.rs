//! Comparisons of conditions.

use super::parse::Comparison;

/// Tells whether a lower-case word is an operator.
pub(super) fn is_operator(word: &str) -> bool {
    let base = word.strip_suffix("ignorecase").unwrap_or(word);
    matches!(
        base,
        "boolequals"
            | "boolnotequals"
            | "guidequals"
            | "guidnotequals"
            | "stringequals"
            | "stringnotequals"
            | "stringlike"
            | "stringnotlike"
            | "stringstartswith"
            | "stringnotstartswith"
            | "numericequals"
            | "numericnotequals"
            | "numericlessthan"
            | "numericlessthanequals"
            | "numericgreaterthan"
            | "numericgreaterthanequals"
            | "datetimeequals"
            | "datetimenotequals"
            | "datetimelessthan"
            | "datetimelessthanequals"
            | "datetimegreaterthan"
            | "datetimegreaterthanequals"
    )
}

/// Tells whether a comparison holds between the values of its two sides.
pub(super) fn holds(comparison: &Comparison, left: &[String], right: &[String]) -> bool {
    let pair = |one: &String, other: &String| fits(&comparison.operator, one, other);
    let any = |one: &String| right.iter().any(|other| pair(one, other));
    let all = |one: &String| right.iter().all(|other| pair(one, other));
    match comparison.quantifier.as_deref() {
        Some("forallofanyvalues") => left.iter().all(any),
        Some("foranyofallvalues") => left.iter().any(all),
        Some("forallofallvalues") => left.iter().all(all),
        _ => left.iter().any(any),
    }
}

fn fits(operator: &str, left: &str, right: &str) -> bool {
    let fold = operator.ends_with("ignorecase");
    let base = operator.strip_suffix("ignorecase").unwrap_or(operator);
    let (left, right) = if fold || !base.starts_with("string") {
        (left.to_lowercase(), right.to_lowercase())
    } else {
        (left.to_owned(), right.to_owned())
    };
    let bare = |guid: &str| guid.replace('-', "");
    match base {
        "guidequals" => bare(&left) == bare(&right),
        "guidnotequals" => bare(&left) != bare(&right),
        "stringequals" | "boolequals" => left == right,
        "stringnotequals" | "boolnotequals" => left != right,
        "stringstartswith" => left.starts_with(&right),
        "stringnotstartswith" => !left.starts_with(&right),
        "stringlike" => like(&right, &left),
        "stringnotlike" => !like(&right, &left),
        // Nothing that is known here is a number or a time.
        _ => false,
    }
}

/// Tells whether a pattern of `*` and `?` fits a text.
fn like(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut reached = vec![true];
    reached.extend(pattern.iter().scan(true, |open, char| {
        *open &= *char == '*';
        Some(*open)
    }));
    for char in text.chars() {
        let mut next = vec![false; reached.len()];
        for (at, part) in pattern.iter().enumerate() {
            let here = reached.get(at).copied().unwrap_or_default();
            let stays = reached.get(at + 1).copied().unwrap_or_default();
            let before = next.get(at).copied().unwrap_or_default();
            let fits = match part {
                '*' => here || stays || before,
                '?' => here,
                _ => here && *part == char,
            };
            if let Some(slot) = next.get_mut(at + 1) {
                *slot = fits;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}
